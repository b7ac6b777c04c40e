using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests;

/// <summary>What random traces once found, as the smallest trace that shows it.</summary>
public sealed class Regressions
{
    public static TheoryData<string> EngineNames => Engines.Names;

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(EngineNames))]
    public async Task A_limit_stops_a_payer_without_a_floor_under_bypass_fifo(string engine)
    {
        SystemDefinition net = Engines.Net(4, 1);
        SystemDefinition system = new()
        {
            Name = net.Name,
            Rulebook = net.Rulebook,
            Position = net.Position,
            Queue = QueueDiscipline.BypassFifo,
            CycleAtClose = true,
            Accounts = net.Accounts,
            Days = net.Days,
            Limits = [new BilateralLimit(1, 0, 1)],
        };
        SettlementCommand[] commands = Engines.Payments("B>A 5, B>A 1");
        SystemOutcome outcome = await Task.Run(
            () => Engines.Run(engine, system, commands), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentStatus.Unsettled, outcome.Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Settled, outcome.Payments.StatusOf(1));
        Assert.Equal([5L, 0], outcome.Accounts.Select(a => a.ClosingMinor));
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void A_payment_that_changed_its_priority_and_back_is_still_found(string engine)
    {
        SettlementCommand[] commands =
        [
            .. Engines.Payments("A>B 5, A>B 4"),
            SettlementCommand.Reprioritise(Engines.Open + 20, 1, 0, Priority.High),
            SettlementCommand.Reprioritise(Engines.Open + 30, 1, 0, Priority.Normal),
            SettlementCommand.Cancel(Engines.Open + 40, 1, 0),
        ];
        SystemOutcome outcome = Engines.Run(engine, Engines.Gross([0, 0]), commands);
        Assert.Equal(PaymentStatus.Unsettled, outcome.Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Cancelled, outcome.Payments.StatusOf(1));
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void A_bound_as_far_out_as_numbers_go_leaves_room_for_every_amount(string engine)
    {
        const long Far = long.MaxValue - 1;
        SystemDefinition gross = Engines.Gross([100, 100], QueueDiscipline.BypassFifo);
        SystemDefinition system = new()
        {
            Name = gross.Name,
            Rulebook = gross.Rulebook,
            Position = gross.Position,
            Queue = gross.Queue,
            Release = [Engines.OnChange(MechanismKind.Partial), Engines.OnChange(MechanismKind.Bilateral)],
            Accounts =
            [
                gross.Accounts[0] with { Floor = Bound.Linear(-5, -3), Ceiling = Bound.Fixed(Far) },
                gross.Accounts[1] with { Floor = Bound.Fixed(-Far), Ceiling = Bound.Linear(0, 2) },
            ],
            Days = gross.Days,
            Limits = [new BilateralLimit(0, 1, Far), new BilateralLimit(1, 0, Far)],
        };
        SettlementCommand[] commands =
        [
            SettlementCommand.SetCredit(Engines.Open + 1, 0, Far),
            SettlementCommand.SetCredit(Engines.Open + 1, 1, Far),
            .. Engines.Payments("A>B 70, A>B 50, B>A 60, B>A 300, A>B 7"),
        ];
        SystemOutcome outcome = Engines.Run(engine, system, commands);
        Assert.All([0, 1, 2, 3, 4], p => Assert.Equal(Route.Entry, outcome.Payments.RouteOf(p)));
        Assert.Equal([333L, -133], outcome.Accounts.Select(a => a.ClosingMinor));
    }

    [Fact]
    public void An_instant_begun_is_the_next_of_its_own_until_it_is_completed()
    {
        SettlementEngine system = new(Engines.Gross([0, 0]));
        EventBuffer events = new();
        Assert.Equal(Engines.Open, system.NextOwnInstant);
        system.Execute(Engines.Payments("A>B 5"), events);
        Assert.Equal(Engines.Open + 10, system.NextOwnInstant);
        system.AdvanceTo(Engines.Open + 11, events);
        Assert.Equal(Engines.Close, system.NextOwnInstant);
        system.Finish(events);
        Assert.Equal(long.MaxValue, system.NextOwnInstant);
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void A_parked_payment_that_changes_its_priority_wakes_in_its_new_place(string engine)
    {
        SystemDefinition gross = Engines.Gross([100, 100, 4]);
        SystemDefinition system = new()
        {
            Name = gross.Name,
            Rulebook = gross.Rulebook,
            Position = gross.Position,
            Queue = gross.Queue,
            Accounts = [gross.Accounts[0], gross.Accounts[1], gross.Accounts[2] with { Ceiling = Bound.Fixed(6) }],
            Days = gross.Days,
        };
        SettlementCommand[] commands =
        [
            SettlementCommand.Submit(Engines.Open + 1, 0, 1, 2, 3, Priority.Normal),
            SettlementCommand.Submit(Engines.Open + 1, 1, 0, 2, 4, Priority.Normal),
            SettlementCommand.Reprioritise(Engines.Open + 2, 1, 0, Priority.High),
            SettlementCommand.Submit(Engines.Open + 3, 2, 2, 1, 2, Priority.Normal),
        ];
        SystemOutcome outcome = Engines.Run(engine, system, commands);
        Assert.Equal(Route.Queue, outcome.Payments.RouteOf(1));
        Assert.Equal(PaymentStatus.Unsettled, outcome.Payments.StatusOf(0));
    }
}
