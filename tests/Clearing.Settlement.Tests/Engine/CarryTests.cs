using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>What lives on over the night.</summary>
public sealed class CarryTests
{
    private static readonly SettlementDay[] TwoDays =
    [
        new() { Number = 1, OpenAt = 100, CloseAt = 200 },
        new() { Number = 2, OpenAt = 300, CloseAt = 400, CyclesAt = [350] },
    ];

    [Fact]
    public void A_queue_that_is_carried_is_released_at_the_next_open_and_not_before()
    {
        SystemDefinition system = Engines.Gross([0, 0]).With(days: TwoDays, carryQueue: true);
        Assert.Equal(
        [
            "110 Queued 0 A>B 5", "200 DayClosed 1", "250 BalanceAdded A 5 [5]", "300 DayOpened 2",
            "300 Settled 0 A>B 5 [0 5]", "400 DayClosed 2",
        ], Told.Run(system, "A>B 5", SettlementCommand.AddBalance(250, 0, 5))[1..]);
    }

    [Fact]
    public void What_expired_over_the_night_is_rejected_before_anything_is_released()
    {
        SystemDefinition system = Engines.Gross([0, 0]).With(days: TwoDays, carryQueue: true);
        string[] told = Told.Run(system,
        [
            SettlementCommand.Submit(110, 0, 0, 1, 5, Priority.Normal, notAfter: 250),
            SettlementCommand.Submit(110, 1, 0, 1, 5, Priority.Normal, notBefore: 240, notAfter: 300),
            SettlementCommand.AddBalance(250, 0, 5),
        ]);
        Assert.Equal(
            ["300 DayOpened 2", "300 Rejected 0 A>B 5", "300 Settled 1 A>B 5 [0 5]", "400 DayClosed 2"], told[^4..]);
    }

    [Fact]
    public void Nets_that_are_carried_are_posted_the_next_day()
    {
        foreach (Finality finality in Enum.GetValues<Finality>())
        {
            SystemDefinition system = Engines.Net(0, 0).With(
                days: TwoDays, carryPositions: true, finality: finality,
                accounts: Engines.Net(0, 0).Accounts.Change(
                    a => a with { CreditMinor = 100, Floor = Bound.Fixed(-20) }));
            string[] told = Told.Run(system,
            [
                .. Engines.Payments("A>B 15"),
                SettlementCommand.Submit(310, 1, 0, 1, 6, Priority.Normal),
                SettlementCommand.Submit(360, 2, 0, 1, 6, Priority.Normal),
            ]);
            Assert.Equal(
                ["310 Queued 1 A>B 6", "350 NetPosted A -15 [-15]", "350 NetPosted B 15 [15]"],
                told.Only("Queued", "NetPosted"));
        }
    }

    [Fact]
    public void Without_carry_every_day_starts_from_nothing()
    {
        SystemDefinition system = Engines.Net(0, 0).With(days: TwoDays);
        Assert.Equal(
            [
                "200 Unsettled 0 A>B 15", "310 Released 1 A>B 6 [-6 6]", "350 NetFailed 1 A 6",
                "350 CyclePostponed 1 A 6",
            ],
            Told.Run(system,
            [
                .. Engines.Payments("A>B 15"), SettlementCommand.Submit(310, 1, 0, 1, 6, Priority.Normal),
            ]).Only("200 Unsettled", "310", "350"));
    }
}
