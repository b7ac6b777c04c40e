using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Payments of a group settle together or not at all.</summary>
public sealed class GroupsTests
{
    private const long Time = Engines.Open + 10;

    [Fact]
    public void A_group_goes_as_one_set_when_its_last_payment_comes()
    {
        SettlementEvent[] events = Run(
            Grouped([0, 0, 0], 7, 7, 7), Engines.Payments("A>B 60, B>C 60, C>A 60"));
        Assert.Equal(
            [EventKind.Queued, EventKind.Queued, EventKind.SetReleased, EventKind.Settled, EventKind.Settled,
                EventKind.Settled],
            events.Select(e => e.Kind));
        Assert.Equal((-1, 3, 180L), (events[2].From, events[2].Payment, events[2].AmountMinor));
        Assert.All(events[3..], e => Assert.Equal((Route.Multilateral, 0L), (e.Route, e.PayerBalanceMinor)));
    }

    [Fact]
    public void A_group_that_does_not_fit_waits_outside_the_queue_until_it_does()
    {
        SettlementEvent[] events = Run(
            Grouped([10, 0, 0], 7, 0, 7),
            [.. Engines.Payments("A>B 60, A>B 10, B>C 50"), SettlementCommand.AddBalance(Time + 5, 0, 60)]);
        Assert.Equal(
            [(0, EventKind.Queued), (1, EventKind.Settled), (2, EventKind.Queued), (-1, EventKind.BalanceAdded),
                (2, EventKind.SetReleased), (0, EventKind.Settled), (2, EventKind.Settled)],
            events.Select(e => (e.Payment, e.Kind)));
        Assert.Equal(Time + 5, events[^1].Time);
    }

    [Fact]
    public void When_one_ends_the_others_are_rejected_and_so_is_one_that_comes_later()
    {
        SettlementEvent[] events = Run(
            Grouped([0, 0], 7, 7, 0, 7),
            [
                .. Engines.Payments("A>B 60, A>B 5, A>B 3"),
                SettlementCommand.Cancel(Time + 1, 0, 0),
                SettlementCommand.Submit(Time + 2, 3, 1, 0, 60, Priority.Normal),
            ]);
        Assert.Equal(
            [(0, EventKind.Cancelled, Reason.None), (1, EventKind.Rejected, Reason.Group),
                (3, EventKind.Rejected, Reason.Group), (2, EventKind.Unsettled, Reason.None)],
            events[3..].Select(e => (e.Payment, e.Kind, e.Reason)));
    }

    [Fact]
    public void A_dormant_payment_delays_its_group()
    {
        SettlementEvent[] events = Run(
            Grouped([0, 0], 7, 7),
            [
                SettlementCommand.Submit(Time, 0, 0, 1, 60, Priority.Normal, notBefore: Time + 9),
                SettlementCommand.Submit(Time, 1, 1, 0, 60, Priority.Normal),
            ]);
        Assert.Equal((EventKind.SetReleased, Time + 9), (events[2].Kind, events[2].Time));
    }

    [Fact]
    public void A_held_member_brings_its_payee_nothing_yet()
    {
        SystemDefinition system = Grouped([60, 0], 7, 7);
        SettlementCommand[] commands = Engines.Payments("A>B 60, B>A 60");
        commands[0] = commands[0] with { Flag = true };
        Assert.DoesNotContain(Run(system, commands), e => e.Kind == EventKind.SetReleased);
        commands = [commands[0], commands[1] with { AmountMinor = 0 }];
        Assert.Equal(
            [EventKind.Queued, EventKind.SetReleased, EventKind.Earmarked, EventKind.Settled, EventKind.Unsettled],
            Run(system, commands).Select(e => e.Kind));
    }

    [Fact]
    public void A_group_of_one_payment_is_none() =>
        Assert.Equal(Route.Entry, Assert.Single(Run(Grouped([60, 0], 7), Engines.Payments("A>B 60"))).Route);

    [Fact]
    public void What_a_group_leaves_to_higher_classes_is_left()
    {
        SystemDefinition system = Grouped([60, 0], 7, 7);
        SystemDefinition reserved = With(
            system, [system.Accounts[0] with { ReservesMinor = [1, 0, 0] }, system.Accounts[1]]);
        Assert.Contains(Run(system, Engines.Payments("A>B 50, A>B 10")), e => e.Kind == EventKind.SetReleased);
        Assert.DoesNotContain(
            Run(reserved, Engines.Payments("A>B 50, A>B 10")), e => e.Kind == EventKind.SetReleased);
    }

    [Fact]
    public void The_certificates_of_random_groups_hold() =>
        Traces.ForAll(Traces.Count(2_000), trace =>
        {
            Draw draw = new(trace.Seed);
            SystemDefinition system = With(
                trace.System, trace.System.Accounts,
                [.. Enumerable.Range(0, trace.PaymentCount).Select(_ => draw.Between(0, 5))]);
            FastEngine engine = new(system);
            EventBuffer events = new();
            engine.Execute(trace.Commands, events);
            engine.Finish(events);
            SetAudit audit = new(system);
            audit.Record(events.Events);
            Assert.Null(audit.Violation);
        });

    private static SystemDefinition Grouped(long[] balances, params int[] groups)
    {
        SystemDefinition gross = Engines.Gross(balances);
        return With(gross, gross.Accounts, groups);
    }

    private static SystemDefinition With(
        SystemDefinition system, IReadOnlyList<Account> accounts, IReadOnlyList<int>? groups = null) => new()
        {
            Name = system.Name,
            Rulebook = system.Rulebook,
            Position = system.Position,
            Queue = system.Queue,
            Release = [.. system.Release.Where(m => m.Kind <= MechanismKind.Partial)],
            CycleAtClose = system.CycleAtClose,
            CarryBalances = system.CarryBalances,
            Limits = system.Limits,
            Accounts = accounts,
            Days = system.Days,
            Groups = groups ?? system.Groups,
        };

    private static SettlementEvent[] Run(SystemDefinition system, SettlementCommand[] commands)
    {
        SettlementEngine engine = new(system);
        EventBuffer events = new();
        engine.Execute(commands, events);
        engine.Finish(events);
        return [.. events.Events.ToArray().Where(e => e.Kind is not (EventKind.DayOpened or EventKind.DayClosed))];
    }
}
