using System.Numerics;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Banks;

/// <summary>
/// The payments desk of one bank: decides, per arrangement, when each of its payments leaves. Plain and synchronous;
/// the grain around it only carries messages.
/// </summary>
public sealed class BankDesk
{
    private readonly BankBook _book;
    private readonly List<ReactiveSending> _reactive = [];
    private readonly List<SendOrder> _orders = [];

    public BankDesk(BankBook book)
    {
        _book = book;
        foreach (SendPolicy policy in book.Policies)
        {
            if (policy.Rule == SendRule.ReceiptReactive)
            {
                _reactive.Add(new ReceiptReactiveSending(policy, book.Instructions.Items));
            }
            else if (policy.Rule == SendRule.BalanceReactive)
            {
                _reactive.Add(new BalanceReactiveSending(policy, book.Instructions.Items));
            }
        }
    }

    /// <summary>Hands over all that does not depend on what the bank will be told.</summary>
    public BankReply Open()
    {
        List<SendBatch> batches = [];
        foreach (SendPolicy policy in _book.Policies)
        {
            if (!policy.IsReactive)
            {
                SendOrder[] orders = PlannedSending.Decide(_book.Instructions.Span, policy);
                batches.Add(new SendBatch { Arrangements = policy.Arrangements, Orders = new Blob<SendOrder>(orders) });
            }
        }

        return Reply(batches);
    }

    /// <summary>Acts at every instant before <paramref name="until"/>.</summary>
    /// <param name="until">Instant, exclusive.</param>
    /// <param name="notices">What happened on the bank's accounts since the last call, per system in order.</param>
    public BankReply Act(long until, ReadOnlySpan<Notice> notices)
    {
        foreach (ref readonly Notice notice in notices)
        {
            SendingIn(notice.Arrangement)?.Tell(in notice);
        }

        List<SendBatch> batches = [];
        foreach (ReactiveSending sending in _reactive)
        {
            _orders.Clear();
            sending.Act(until, _orders);
            if (_orders.Count > 0)
            {
                Blob<SendOrder> orders = new(_orders.ToArray());
                batches.Add(new SendBatch { Arrangements = sending.Policy.Arrangements, Orders = orders });
            }
        }

        return Reply(batches);
    }

    private ReactiveSending? SendingIn(int arrangement)
    {
        foreach (ReactiveSending sending in _reactive)
        {
            if (BitOperations.TrailingZeroCount(sending.Policy.Arrangements) == arrangement)
            {
                return sending;
            }
        }

        return null;
    }

    private BankReply Reply(List<SendBatch> batches)
    {
        long nextWake = long.MaxValue;
        ulong waiting = 0;
        bool done = true;
        foreach (ReactiveSending sending in _reactive)
        {
            nextWake = Math.Min(nextWake, sending.NextWake);
            waiting |= sending.IsWaiting ? sending.Policy.Arrangements : 0;
            done &= sending.IsDone;
        }

        return new BankReply { Batches = [.. batches], NextWake = nextWake, Waiting = waiting, Done = done };
    }
}
