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
