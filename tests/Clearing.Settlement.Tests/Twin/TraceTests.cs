using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// Properties on random traces, on every engine.
/// </summary>
public sealed class TraceTests
{
    public static TheoryData<string> EngineNames => Engines.Names;

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void Money_is_conserved_bounds_hold_and_every_payment_ends_once(string engine) =>
        Traces.ForAll(Traces.Count(4_000), trace =>
        {
            EventBuffer events = new();
            IEngine system = Engines.Create(engine, trace.System);
            system.Execute(trace.Commands, events);
            system.Finish(events);
            EventAudit.Check(trace, events.Events);
        });

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void What_the_recorder_folds_from_the_events_is_what_the_twin_noted_itself(string engine) =>
        Traces.ForAll(Traces.Count(4_000), trace =>
        {
            NaiveEngine twin = new(trace.System);
            twin.Execute(trace.Commands, new EventBuffer());
            twin.Finish(new EventBuffer());

            EventBuffer events = new();
            IEngine system = Engines.Create(engine, trace.System);
            system.Execute(trace.Commands, events);
            system.Finish(events);
            OutcomeRecorder recorder = new(trace.System, new long[trace.PaymentCount]);
            recorder.Record(events.Events);
            SystemOutcome outcome = recorder.Complete(system.StateHash());
            Assert.Equal(twin.Facts.LiquidityUsed, outcome.Days.Select(d => d.LiquidityUsedMinor));
            Assert.Equal(twin.Facts.Closing, outcome.Accounts.Select(a => a.ClosingMinor));
            Assert.Equal(twin.Facts.SentCount, outcome.Accounts.Select(a => a.SentCount));
            Assert.Equal(twin.Facts.SentMinor, outcome.Accounts.Select(a => a.SentMinor));
            Assert.Equal(twin.Facts.ReceivedCount, outcome.Accounts.Select(a => a.ReceivedCount));
            Assert.Equal(twin.Facts.ReceivedMinor, outcome.Accounts.Select(a => a.ReceivedMinor));
            for (int a = 0; a < outcome.Accounts.Length; a++)
            {
                Assert.Equal(twin.Facts.Minimum(a), outcome.Accounts[a].MinimumMinor);
            }
        });

    [Fact]
    public void The_traces_drawn_reach_every_command_and_event()
    {
        HashSet<CommandKind> commands = [];
        HashSet<EventKind> seen = [];
        HashSet<(EventKind, Model.Route, Model.Reason)> ways = [];
        for (ulong seed = 1; seed <= 1_500; seed++)
        {
            Trace trace = FamilyTraces.DrawMix(seed, Families.All);
            Assert.True(trace.IsLawful());
            commands.UnionWith(trace.Commands.Select(c => c.Kind));
            NaiveEngine twin = new(trace.System);
            EventBuffer events = new();
            twin.Execute(trace.Commands, events);
            twin.Finish(events);
            foreach (SettlementEvent e in events.Events)
            {
                seen.Add(e.Kind);
                ways.Add((e.Kind, e.Route, e.Reason));
            }
        }

        Assert.Equal(Enum.GetValues<CommandKind>(), commands.Order());
        Assert.Equal(Enum.GetValues<EventKind>(), seen.Order());
        Assert.Equal(
            // What the network refuses never reaches the engine.
            Enum.GetValues<Model.Reason>().Except([Model.Reason.None, Model.Reason.Network]),
            ways.Where(w => w.Item1 == EventKind.Rejected).Select(w => w.Item3).Order());
        Assert.Equal(
            Enum.GetValues<Model.Route>().Except([Model.Route.None, Model.Route.Internal]),
            ways.Where(w => w.Item1 is EventKind.Settled or EventKind.Released)
                .Select(w => w.Item2).Distinct().Order());
    }
}
