using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Everything that waits, in the queue, dormant or with its group; and the orders, the suspensions and the times that
/// take it out again.
/// </summary>
internal sealed class WaitingRoom(
    Positions positions, WaitingPayments waiting, TimedPayments timed, Groups groups, Answers answers, Settler settler,
    OneByOneRelease oneByOne, Admission admission)
{
    /// <summary>How many payments.</summary>
    public int Count => waiting.Count + timed.DormantCount + groups.Count;

    public void Cancel(in SettlementCommand command)
    {
        if (TryTake(command.From, command.Payment, out WaitingPayment payment))
        {
            settler.End(EventKind.Cancelled, payment);
            oneByOne.Consider(payment.From);
            RejectMates();
        }
        else
        {
            settler.Add(EventKind.RequestRefused, command.Payment, command.From);
        }
    }

    /// <summary>The answer to a held payment, be it earmarked or waiting.</summary>
    public void Answer(in SettlementCommand command)
    {
        if (answers.TryAnswer(command.Payment, command.Flag))
        {
            return;
        }

        if (!command.Flag && TryTake(command.From, command.Payment, out WaitingPayment payment))
        {
            settler.End(EventKind.Rejected, payment, Reason.Group);
            oneByOne.Consider(payment.From);
            RejectMates();
        }
        else
        {
            settler.Add(EventKind.RequestRefused, command.Payment, command.From);
        }
    }

    public void Reprioritise(in SettlementCommand command)
    {
        bool isDormant = timed.TryGetDormant(command.Payment, out WaitingPayment payment);
        bool isGrouped = !isDormant && groups.TryFind(command.Payment, out payment);
        if (!isDormant && !isGrouped && !waiting.TryFind(command.From, command.Payment, out payment))
        {
            settler.Add(EventKind.RequestRefused, command.Payment, command.From);
            return;
        }

        bool isChange = command.Priority != payment.Priority;
        int paymentClass = isChange ? admission.ClassUnder(command.Priority, payment) : payment.Class;
        if (paymentClass < 0)
        {
            settler.Add(EventKind.RequestRefused, command.Payment, command.From);
            return;
        }

        WaitingPayment changed = payment.With(command.Priority, paymentClass);
        settler.HasChanged |= isChange;
        settler.End(EventKind.Reprioritised, changed);
        if (isDormant)
        {
            timed.ReplaceDormant(changed);
        }
        else if (isGrouped)
        {
            groups.Replace(changed);
        }
        else if (isChange)
        {
            waiting.Remove(payment);
            waiting.Add(changed);
            oneByOne.Reconsider(payment);
        }
    }

    /// <summary>Suspends a participant, and rejects what it would pay or receive.</summary>
    public void Suspend(int account)
    {
        positions[account].IsSuspended = true;
        settler.Add(EventKind.Suspended, from: account);
        foreach (WaitingPayment payment in InOrder())
        {
            if (payment.From == account || payment.To == account)
            {
                TryTake(payment.From, payment.Payment, out _);
                settler.End(EventKind.Rejected, payment, Reason.Suspended);
                oneByOne.Consider(payment.From);
            }
        }

        RejectMates();
    }

    /// <summary>Rejects what may not wait beyond this instant.</summary>
    public void Expire(long until)
    {
        var expired = new List<WaitingPayment>();
        while (timed.TryExpire(until, out int payment, out int from))
        {
            TryTake(from, payment, out WaitingPayment found);
            expired.Add(found);
        }

        foreach (WaitingPayment payment in expired.OrderBy(p => p.Rank))
        {
            settler.End(EventKind.Rejected, payment, Reason.Expired);
            oneByOne.Consider(payment.From);
        }

        RejectMates();
    }

    /// <summary>Rejects all of it.</summary>
    public void ExpireAll()
    {
        foreach (WaitingPayment payment in InOrder())
        {
            TryTake(payment.From, payment.Payment, out _);
            settler.End(EventKind.Rejected, payment, Reason.Expired);
        }

        RejectMates();
    }

    /// <summary>Rejects the other payments of groups that cannot go any more.</summary>
    public void RejectMates()
    {
        if (!groups.TakeBroken())
        {
            return;
        }

        foreach (WaitingPayment payment in InOrder().Where(p => groups.IsBroken(p.Payment)))
        {
            TryTake(payment.From, payment.Payment, out _);
            settler.End(EventKind.Rejected, payment, Reason.Group);
        }
    }

    /// <summary>The day is over for all that waits.</summary>
    public void EndAll()
    {
        foreach (WaitingPayment payment in InOrder())
        {
            settler.End(EventKind.Unsettled, payment);
            groups.Break(payment.Payment);
        }

        groups.TakeBroken();
        groups.Clear();
        for (int payer = 0; payer < positions.Count && waiting.Count > 0; payer++)
        {
            waiting.RemoveAllOf(payer);
        }

        timed.Clear();
        oneByOne.Clear();
    }

    /// <summary>All of it by rank.</summary>
    public WaitingPayment[] InOrder()
    {
        var all = new WaitingPayment[Count];
        waiting.CopyAllTo(all);
        timed.DormantInOrder().CopyTo(all, waiting.Count);
        groups.All().ToArray().CopyTo(all, waiting.Count + timed.DormantCount);
        Array.Sort(all, static (x, y) => x.Rank.CompareTo(y.Rank));
        return all;
    }

    // Takes a waiting payment out of where it waits.
    private bool TryTake(int from, int payment, out WaitingPayment taken)
    {
        if (!timed.TryGetDormant(payment, out taken))
        {
            if (groups.TryFind(payment, out taken))
            {
                groups.Remove(taken);
            }
            else if (waiting.TryFind(from, payment, out taken))
            {
                waiting.Remove(taken);
            }
            else
            {
                return false;
            }
        }

        groups.Break(payment);
        timed.Remove(payment);
        settler.HasChanged = true;
        return true;
    }
}
