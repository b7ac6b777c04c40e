using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>What state a queue is in, and why each payment waits.</summary>
public sealed class QueueDiagnosisTests
{
    private const long Time = Engines.Open + 10;

    [Theory]
    [InlineData("A>B 100, B>C 100, C>A 100", QueueState.Gridlock, 300, 0)]
    [InlineData("A>B 100", QueueState.Deadlock, 100, 100)]
    [InlineData("A>B 60, A>C 50, B>C 60, C>A 60", QueueState.Gridlock, 230, 50)]
    [InlineData("A>B 100, A>B 40, B>A 40", QueueState.SequenceDeadlock, 180, 100)]
    public void The_small_cases_of_the_books_are_told_apart(
        string payments, QueueState state, long value, long injection)
    {
        SettlementCommand[] commands = Engines.Payments(payments);
        SettlementEngine engine = At(Engines.Gross([0, 0, 0]), commands);
        Assert.Equal(new QueueObservation(Time, state, commands.Length, value, injection), engine.Observe());
    }

    [Fact]
    public void An_empty_queue_is_free() => Assert.Equal(
        new QueueObservation(Time, QueueState.Free, 0, 0, 0),
        At(Engines.Gross([100, 0]), Engines.Payments("A>B 100")).Observe());

    [Fact]
    public void A_queue_that_only_a_halt_holds_back_is_free()
    {
        SettlementEngine engine = At(
            Engines.Gross([100, 0]), [SettlementCommand.Halt(Time), .. Engines.Payments("A>B 100")]);
        Assert.Equal(QueueState.Free, engine.Observe().State);
        Assert.Equal([new FailedTest(0, WaitTest.Halted, 0, 0)], engine.FailedTests());
    }

    [Fact]
    public void A_set_out_of_order_is_found_in_a_large_queue()
    {
        string small = string.Join(", ", Enumerable.Repeat("A>B 40, B>A 40", 40));
        SettlementEngine engine = At(Engines.Gross([0, 0]), Engines.Payments($"A>B 1700, B>A 90, {small}"));
        Assert.Equal(QueueState.SequenceDeadlock, engine.Observe().State);
    }

    [Fact]
    public void The_state_is_that_of_going_through_all_sets() =>
        Traces.ForAll(Traces.Count(300), trace =>
        {
            SettlementEngine engine = new(Without(trace.System));
            EventBuffer events = new();
            foreach (SettlementCommand command in trace.Commands)
            {
                engine.Execute([command], events);
                QueueSnapshot queue = engine.Snapshot();
                if (queue.Payments.Length is > 0 and <= 10 && engine.Observe().State != QueueState.Free)
                {
                    bool inOrder = Exists(queue, onlyPrefixes: true);
                    bool any = Exists(queue, onlyPrefixes: false);
                    QueueState state = inOrder ? QueueState.Gridlock
                        : any ? QueueState.SequenceDeadlock
                        : QueueState.Deadlock;
                    if (!inOrder || !queue.Accounts.Any(a => a.CeilingMinor != long.MaxValue))
                    {
                        Assert.Equal(state, engine.Observe().State);
                    }
                }
            }
        });

    [Fact]
    public void Each_waiting_payment_tells_the_tests_it_fails()
    {
        SystemDefinition gross = Engines.Gross([50, 100, 0]);
        SystemDefinition system = With(
            gross, groups: [0, 0, 0, 0, 7, 7],
            accounts: [gross.Accounts[0], gross.Accounts[1], gross.Accounts[2] with { Ceiling = Bound.Fixed(30) }],
            limits: [new BilateralLimit(1, 2, 20)]);
        SettlementEngine engine = At(
            system,
            [
                .. Engines.Payments("A>B 60, A>C 40, B>C 31"),
                SettlementCommand.Submit(Time, 3, 1, 0, 5, Priority.Normal, notBefore: Time + 9),
                SettlementCommand.Submit(Time, 4, 1, 0, 5, Priority.Normal),
            ]);
        Assert.Equal(
            [
                new(0, WaitTest.Funds, 60, 50),
                new(1, WaitTest.Order, 0, 0),
                new(1, WaitTest.Ceiling, 40, 30),
                new(2, WaitTest.Ceiling, 31, 30),
                new(2, WaitTest.BilateralLimit, 31, 20),
                new(3, WaitTest.NotBefore, 0, 0),
                new(4, WaitTest.Group, 0, 0),
            ],
            engine.FailedTests().OrderBy(f => f.Payment).ThenBy(f => f.Test));
        engine.Finish(new EventBuffer());
        Assert.Contains(new FailedTest(0, WaitTest.Funds, 60, 50), engine.FailedAtClose);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Being_watched_changes_nothing(long periodUs) =>
        Traces.ForAll(Traces.Count(500), trace =>
        {
            SystemDefinition system = With(Without(trace.System), new ObservationRule(periodUs));
            SettlementEngine plain = new(system);
            SettlementEngine watched = new(system);
            QueueWatch watch = new(watched, system);
            EventBuffer expected = new();
            EventBuffer found = new();
            plain.Execute(trace.Commands, expected);
            plain.Finish(expected);
            foreach (SettlementCommand[] some in trace.Commands.Chunk(5))
            {
                watch.Execute(some, found);
            }

            watch.Finish(found);
            Assert.Equal(expected.Events.ToArray(), found.Events.ToArray());
            Assert.Equal(plain.StateHash(), watched.StateHash());
        });

    [Fact]
    public void With_a_period_the_queue_is_looked_at_so_often_while_the_day_is_open()
    {
        QueueObservation[] seen = Watched(40, [.. Engines.Payments("A>B 5"),
            SettlementCommand.AddBalance(Engines.Open + 80, 0, 5)]);
        Assert.Equal([(Engines.Open + 40, 1), (Engines.Open + 80, 0)], seen.Select(o => (o.Time, o.Waiting)));
    }

    [Fact]
    public void Without_one_it_is_looked_at_after_every_instant_that_changed_it()
    {
        QueueObservation[] seen = Watched(0, [.. Engines.Payments("A>B 5, A>B 4"),
            SettlementCommand.AddBalance(Time + 1, 0, 4), SettlementCommand.AddBalance(Time + 2, 0, 4)]);
        Assert.Equal(
            [(Engines.Open, 0, 0L), (Time, 2, 9), (Time + 1, 2, 5), (Time + 2, 1, 1), (Engines.Close, 0, 0)],
            seen.Select(o => (o.Time, o.Waiting, o.InjectionMinor)));
    }

    [Theory]
    [InlineData(0, new[] { 9L, 5, 1, 1 })]
    [InlineData(40, new[] { 1L, 1, 1 })]
    public void The_queue_is_kept_where_it_was_seen_stuck_and_before_the_close_where_that_is_asked_for(
        long periodUs, long[] lacks)
    {
        SystemDefinition system = With(Engines.Gross([0, 0]), new ObservationRule(periodUs));
        SettlementCommand[] commands = [.. Engines.Payments("A>B 5, A>B 4"),
            SettlementCommand.AddBalance(Time + 1, 0, 4), SettlementCommand.AddBalance(Time + 2, 0, 4)];

        Assert.Equal(lacks, Kept(keeps: true).Select(Lack));
        Assert.Empty(Kept(keeps: false));

        IEnumerable<QueueSnapshot> Kept(bool keeps)
        {
            SettlementEngine engine = new(system) { KeepsQueues = keeps };
            QueueWatch watch = new(engine, system, keeps);
            EventBuffer events = new();
            watch.Execute(commands, events);
            watch.Finish(events);
            Assert.All(engine.QueuesAtClose, queue => Assert.Equal(Engines.Close, queue.Time));
            return watch.Queues.Concat(engine.QueuesAtClose);
        }

        static long Lack(QueueSnapshot queue) =>
            queue.Payments.Sum(p => p.AmountMinor) - queue.Accounts[0].PositionMinor;
    }

    private static QueueObservation[] Watched(long periodUs, SettlementCommand[] commands)
    {
        SystemDefinition system = With(Engines.Gross([0, 0]), new ObservationRule(periodUs));
        QueueWatch watch = new(new SettlementEngine(system), system);
        EventBuffer events = new();
        watch.Execute(commands, events);
        watch.Finish(events);
        return [.. watch.Observations];
    }

    // Whether any of the sets could go, worked out from the snapshot alone.
    private static bool Exists(QueueSnapshot queue, bool onlyPrefixes) =>
        Enumerable.Range(1, (1 << queue.Payments.Length) - 1).Any(set =>
            (!onlyPrefixes || IsPrefix(queue, set)) && Holds(queue, set));

    private static bool IsPrefix(QueueSnapshot queue, int set) => !queue.Payments.Select((p, i) => (p, i)).Any(later =>
        (set >> later.i & 1) != 0
        && queue.Payments.Take(later.i).Where((p, i) => p.From == later.p.From && (set >> i & 1) == 0).Any());

    private static bool Holds(QueueSnapshot queue, int set)
    {
        QueuedPayment[] members = [.. queue.Payments.Where((_, i) => (set >> i & 1) != 0)];
        for (int a = 0; a < queue.Accounts.Length; a++)
        {
            QueuedAccount account = queue.Accounts[a];
            long after = account.PositionMinor - members.Where(m => m.From == a).Sum(m => m.AmountMinor)
                + members.Where(m => m.To == a).Sum(m => m.AmountMinor);
            if (after < Math.Min(account.FloorMinor, account.PositionMinor)
                || after > Math.Max(account.CeilingMinor, account.PositionMinor))
            {
                return false;
            }
        }

        return queue.Limits.All(limit => limit.FlowMinor
            + members.Where(m => (m.From, m.To) == (limit.From, limit.To)).Sum(m => m.AmountMinor)
            - members.Where(m => (m.To, m.From) == (limit.From, limit.To)).Sum(m => m.AmountMinor)
            <= Math.Max(limit.LimitMinor, limit.FlowMinor));
    }

    private static SystemDefinition Without(SystemDefinition system) => With(system);

    private static SystemDefinition With(
        SystemDefinition system, ObservationRule? observation = null, int[]? groups = null,
        IReadOnlyList<Account>? accounts = null, IReadOnlyList<BilateralLimit>? limits = null) => new()
        {
            Name = system.Name,
            Rulebook = system.Rulebook,
            Position = system.Position,
            Queue = system.Queue,
            CycleAtClose = system.CycleAtClose,
            CarryBalances = system.CarryBalances,
            Limits = limits ?? system.Limits,
            Accounts = accounts ?? system.Accounts,
            Days = system.Days,
            Groups = groups,
            Observation = observation,
        };

    private static SettlementEngine At(SystemDefinition system, SettlementCommand[] commands)
    {
        SettlementEngine engine = new(system);
        EventBuffer events = new();
        engine.Execute(commands, events);
        engine.AdvanceTo(Time + 1, events);
        return engine;
    }
}
