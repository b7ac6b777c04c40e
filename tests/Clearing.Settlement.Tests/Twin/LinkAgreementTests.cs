using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Linked systems and their twin tell the same, member by member.</summary>
public sealed class LinkAgreementTests
{
    [Fact]
    public void Linked_systems_and_their_twin_agree()
    {
        HashSet<EventKind> seen = [];
        for (ulong seed = 1; seed <= (ulong)Traces.Count(1_500); seed++)
        {
            (ArrangementBook book, SettlementCommand[] payments) = LinkTraces.Draw(seed);
            NaiveArrangement twin = new(book);
            twin.Run(payments);
            EventBuffer[] found = [new(), new()];
            Arrangement arrangement = new(book, (member, events) =>
            {
                foreach (SettlementEvent e in events)
                {
                    found[member].Add(e);
                }
            });
            arrangement.Execute(payments);
            SystemOutcome[] outcomes = arrangement.Finish();
            for (int m = 0; m < found.Length; m++)
            {
                Compare(seed, m, book, payments, twin.Events[m].Events, found[m].Events);
                Assert.Equal(twin.StateHash(m), outcomes[m].StateHash);
                Assert.Null(outcomes[m].BrokenInvariant);
                seen.UnionWith(found[m].Events.ToArray().Select(e => e.Kind));
            }
        }

        // What was compared is worth nothing unless money went both ways, and files were taken and refused.
        EventKind[] wanted =
        [
            EventKind.Funded, EventKind.PaidOut, EventKind.FilePosted, EventKind.FileRefused, EventKind.NetDue,
            EventKind.LossCovered,
        ];
        Assert.All(wanted, kind => Assert.Contains(kind, seen));
    }

    /// <summary>As a ledger runs them: payments that no scenario has, nothing recorded, those made far away.</summary>
    [Fact]
    public void Linked_systems_without_records_tell_the_same()
    {
        const int FirstMade = 1 << 30;
        int made = 0;
        for (ulong seed = 1; seed <= (ulong)Traces.Count(500); seed++)
        {
            (ArrangementBook book, SettlementCommand[] payments) = LinkTraces.Draw(seed);
            Queue<(int Member, SettlementEvent Event)> expected = [];
            Arrangement recorded = new(book, (member, events) =>
            {
                foreach (SettlementEvent e in events)
                {
                    int away = IsOfPayment(e.Kind) && e.Payment >= payments.Length ? FirstMade - payments.Length : 0;
                    made += away > 0 ? 1 : 0;
                    expected.Enqueue((member, e with { Payment = e.Payment + away }));
                }
            });
            recorded.Execute(payments);
            recorded.Finish();
            ArrangementBook ledger = book with { DueAt = [], FirstMade = FirstMade, Records = false };
            Arrangement plain = new(ledger, (member, events) =>
            {
                foreach (SettlementEvent e in events)
                {
                    Assert.Equal(expected.Dequeue(), (member, e));
                }
            });
            plain.Execute(payments);
            Assert.Empty(plain.Finish());
            Assert.Empty(expected);
        }

        Assert.True(made > 500, $"{made} events of payments that an arrangement made");
    }

    private static bool IsOfPayment(EventKind kind) => kind
        is EventKind.Queued or EventKind.Released or EventKind.Settled or EventKind.Rejected or EventKind.Cancelled
        or EventKind.Unsettled or EventKind.Unwound;

    private static void Compare(
        ulong seed,
        int member,
        ArrangementBook book,
        SettlementCommand[] payments,
        ReadOnlySpan<SettlementEvent> expected,
        ReadOnlySpan<SettlementEvent> found)
    {
        int same = expected.CommonPrefixLength(found);
        if (same < expected.Length || same < found.Length)
        {
            Assert.Fail(
                $"seed {seed}, event {same} of member {member}\n"
                + $"  twin   {(same < expected.Length ? expected[same] : "none")}\n"
                + $"  engine {(same < found.Length ? found[same] : "none")}\n"
                + $"  delay {book.Definition.Links[0].DelayUs}\n"
                + string.Join('\n', book.Systems.Select((system, m) => new Trace(
                    seed, system, [.. book.Scripts[m], .. m == 0 ? payments : []]).Describe())));
        }
    }
}
