using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Messages.Sessions;
using Clearing.Server.Notices;
using Clearing.Settlement.Events;
using CsCheck;

namespace Clearing.Server.Tests.Notices;

public sealed class NewsChunkTests
{
    private static readonly EventKind[] Kinds = Enum.GetValues<EventKind>();

    [Fact]
    public void Each_account_finds_what_concerns_it_in_order_and_nothing_else() =>
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int[-1, 5], Gen.Int[-1, 5], Gen.Int).List[0, 40].Sample(drawn =>
        {
            LedgerEvent[] events = [.. drawn.Select(d => new LedgerEvent(
                default,
                new SettlementEvent { Kind = Kinds[d.Item1], From = d.Item2, To = d.Item3, Payment = d.Item4 }, 0, 0))];
            NewsChunk chunk = new(new LedgerNews { First = 1, Last = 2, Events = new Blob<LedgerEvent>(events) }, 5);
            for (int account = 0; account < 5; account++)
            {
                List<(NoticeKind, int)> expected = [];
                foreach (LedgerEvent told in events)
                {
                    Add(expected, told.Event.From == account, NoticeRules.ToPayer(told.Event.Kind), told.Event);
                    Add(expected, told.Event.To == account, NoticeRules.ToPayee(told.Event.Kind), told.Event);
                }

                int count = chunk.CountOf(account);
                List<(NoticeKind, int)> found = [.. Enumerable.Range(0, count)
                    .Select(i => chunk.NoticeOf(account, i)).Select(notice => (notice.Kind, notice.Payment))];
                if (!found.SequenceEqual(expected))
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void A_payment_to_oneself_is_told_twice()
    {
        LedgerEvent told = new(
            default, new SettlementEvent { Kind = EventKind.Settled, From = 2, To = 2, Payment = 9 }, 1, 0);
        NewsChunk chunk = new(
            new LedgerNews { First = 1, Last = 1, Events = new Blob<LedgerEvent>(new[] { told }) }, 3);

        Assert.Equal(2, chunk.CountOf(2));
        Assert.Equal(NoticeKind.Debited, chunk.NoticeOf(2, 0).Kind);
        Assert.Equal(NoticeKind.Credited, chunk.NoticeOf(2, 1).Kind);
        Assert.Equal(1, chunk.NoticeOf(2, 1).System);
    }

    private static void Add(List<(NoticeKind, int)> to, bool isIts, NoticeKind kind, in SettlementEvent happened)
    {
        if (isIts && kind != NoticeKind.None)
        {
            to.Add((kind, kind < NoticeKind.NetPosted ? happened.Payment : -1));
        }
    }
}
