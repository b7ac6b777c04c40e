using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>A settlement file is posted whole or not at all.</summary>
public sealed class FilePostingTests
{
    private const long Time = Engines.Open + 10;

    [Fact]
    public void A_file_that_all_can_bear_is_posted_and_releases_what_waits()
    {
        (SettlementEngine engine, SettlementEvent[] events) = Run(
            Engines.Gross([10, 0, 0]),
            [.. Engines.Payments("B>C 7"), .. File((0, -10), (1, 6), (2, 3), (1, 1))]);
        Assert.Equal(
            [EventKind.FilePosted, EventKind.NetPosted, EventKind.NetPosted, EventKind.NetPosted, EventKind.NetPosted,
                EventKind.Settled],
            events.Select(e => e.Kind));
        Assert.Equal([0L, 7, 3, 7], events.Where(e => e.Kind == EventKind.NetPosted).Select(e => e.PayerBalanceMinor));
        Assert.Equal([0L, 0, 10], Enumerable.Range(0, 3).Select(engine.BalanceOf));
    }

    [Fact]
    public void A_file_that_some_cannot_bear_names_each_of_them_and_moves_nothing()
    {
        (SettlementEngine engine, SettlementEvent[] events) = Run(
            Engines.Gross([10, 5, 0, 0]),
            [SettlementCommand.Suspend(Time, 1), .. File((3, 20), (0, -14), (2, -2), (1, -4))]);
        Assert.Equal(
            [(0, 4L), (1, 4L), (2, 2L)],
            events.Where(e => e.Kind == EventKind.FileRefused).Select(e => (e.From, e.AmountMinor)));
        Assert.Equal([10L, 5, 0, 0], Enumerable.Range(0, 4).Select(engine.BalanceOf));
    }

    [Fact]
    public void A_receipt_in_the_same_file_covers_a_debit() =>
        Assert.Contains(
            Run(Engines.Gross([0, 5]), File((0, -3), (0, 4), (1, -1))).Events, e => e.Kind == EventKind.FilePosted);

    [Fact]
    public void In_a_net_system_the_balances_move_as_far_as_credit_goes()
    {
        (SettlementEngine engine, SettlementEvent[] events) = Run(Engines.Net(3, 0), File((0, -3), (1, 3)));
        Assert.Contains(events, e => e.Kind == EventKind.FilePosted);
        Assert.Equal([0L, 3], Enumerable.Range(0, 2).Select(engine.BalanceOf));
        Assert.Equal([0L, 0], Enumerable.Range(0, 2).Select(engine.PositionOf));
        Assert.Equal(1, Run(Engines.Net(3, 0), File((0, -4), (1, 4))).Events.Single().AmountMinor);
    }

    [Fact]
    public void Nothing_is_posted_in_a_halt_outside_the_hours_or_where_legs_do_not_sum_to_zero()
    {
        SystemDefinition system = Engines.Gross([10, 0]);
        Assert.Equal(-1, Run(system, [SettlementCommand.Halt(Time), .. File((0, -1), (1, 1))]).Events[^1].From);
        Assert.Equal(-1, Run(system, File((0, -1), (1, 2))).Events.Single().From);
        SettlementCommand[] early = [.. File((0, -1), (1, 1)).Select(c => c with { Time = Engines.Open - 1 })];
        Assert.Equal(EventKind.FileRefused, Run(system, early, Engines.Open).Events.Single().Kind);
    }

    private static SettlementCommand[] File(params (int Account, long AmountMinor)[] legs) =>
    [
        .. legs.Select(leg => SettlementCommand.Leg(Time, leg.Account, leg.AmountMinor)),
        SettlementCommand.PostFile(Time, 4),
    ];

    // The events of the instant of the file alone.
    private static (SettlementEngine Engine, SettlementEvent[] Events) Run(
        SystemDefinition system, SettlementCommand[] commands, long until = Time + 1)
    {
        SettlementEngine engine = new(system);
        EventBuffer events = new();
        engine.Execute([.. commands.OrderBy(c => c.Time).ThenBy(c => c.Kind == CommandKind.Submit)], events);
        engine.AdvanceTo(until, events);
        return (engine, [.. events.Events.ToArray().Where(e =>
            e.Kind is not (EventKind.DayOpened or EventKind.Queued or EventKind.Suspended))]);
    }
}
