using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>What happens to a cycle in which somebody cannot pay.</summary>
public sealed class FailureTests
{
    private const long Noon = 150;
    private const FailureStepKind Share = FailureStepKind.Share;
    private const string EightPayments = "A>B 60, A>C 30, B>A 20, B>C 50, C>A 10, C>D 40, D>A 25, D>B 10";

    private static readonly SettlementDay[] CycleAtNoon =
        [new() { Number = 1, OpenAt = Engines.Open, CloseAt = Engines.Close, CyclesAt = [Noon] }];

    [Fact]
    public void V5_one_failure_under_unwind_takes_three_of_four()
    {
        string[] told = Told.Run(
            Net([30, 30, 30, 30], new FailureStep(FailureStepKind.UnwindDefaulter)), EightPayments,
            SettlementCommand.Default(Noon - 1, 0));
        Assert.Equal(
        [
            "150 NetFailed 1 A 35",
            "150 Unwound 0 A>B 60", "150 Unwound 1 A>C 30", "150 Unwound 2 B>A 20", "150 Unwound 4 C>A 10",
            "150 Unwound 6 D>A 25",
            "150 NetFailed 2 B 40",
            "150 Unwound 3 B>C 50", "150 Unwound 7 D>B 10",
            "150 NetFailed 3 C 40",
            "150 Unwound 5 C>D 40",
            "150 CyclePosted 0",
        ], told.Only("150 "));
    }

    [Fact]
    public void V6_survivors_share_the_loss_by_the_limits_they_granted()
    {
        SystemDefinition system = Net([0, 3000, 3000, 3000], new FailureStep(FailureStepKind.Share)).With(
            failure: [new(FailureStepKind.Share)], days: CycleAtNoon,
            limits: [new(0, 1, 5000), new(0, 2, 3000), new(0, 3, 2000)]);
        string[] told = Told.Run(system, "A>B 3500, B>C 3500");
        Assert.Equal(
        [
            "150 NetFailed 1 A 3500",
            "150 CyclePosted 2 7000",
            "150 Settled 0 A>B 3500 [0 1250]",
            "150 Settled 1 B>C 3500 [1250 5450]",
            "150 NetPosted A -3500 [0]",
            "150 NetPosted C 3500 [5450]",
            "150 LossCovered 0 B>A 1750 [1250]",
            "150 LossCovered 0 C>A 1050 [5450]",
            "150 LossCovered 0 D>A 700 [2300]",
        ], told.Only("150 "));
    }

    [Fact]
    public void A_survivor_that_cannot_bear_its_share_fails_too()
    {
        SystemDefinition system = Net([0, 10, 100, 100], new FailureStep(Share, Basis: ShareBasis.Equal));
        string[] told = Told.Run(system, "A>C 60");
        Assert.Equal(
        [
            "150 NetFailed 1 A 60",
            "150 NetFailed 2 B",
            "150 CyclePosted 1 60",
            "150 Settled 0 A>C 60 [0 130]",
            "150 NetPosted A -60 [0]",
            "150 NetPosted C 60 [130]",
            "150 LossCovered 0 C>A 30 [130]",
            "150 LossCovered 0 D>A 30 [70]",
        ], told.Only("150 "));
    }

    [Fact]
    public void Collateral_goes_first_then_the_pool_with_the_own_contribution_first_then_the_operator()
    {
        SystemDefinition system = Net([0, 0, 0],
            new(FailureStepKind.Collateral), new(FailureStepKind.Pool), new(FailureStepKind.Guarantee));
        system = system.With(
            failure: [.. system.Failure], days: CycleAtNoon,
            accounts: system.Accounts.Change(a => a with
            {
                CollateralMinor = 10,
                PoolContributionMinor = a.Id switch { "A" => 5, "B" => 6, _ => 3 },
            }));
        string[] told = Told.Run(system, "A>B 20");
        Assert.Equal(
        [
            "150 LossCovered 0 A>A 10 [0]", "150 LossCovered 1 A>A 5 [0]", "150 LossCovered 1 B>A 3 [20]",
            "150 LossCovered 1 C>A 2 [0]",
        ], told.Only("LossCovered"));
        told = Told.Run(system, "A>B 30");
        Assert.Equal("150 LossCovered 2>A 6 [0]", told.Only("LossCovered")[^1]);
    }

    [Fact]
    public void What_the_pool_paid_at_one_cycle_is_gone_at_the_next_and_there_again_the_next_day()
    {
        SettlementDay[] days =
        [
            new() { Number = 1, OpenAt = 100, CloseAt = 200, CyclesAt = [150, 180] },
            new() { Number = 2, OpenAt = 300, CloseAt = 400, CyclesAt = [350] },
        ];
        SystemDefinition system = Net([0, 0], new FailureStep(FailureStepKind.Pool));
        system = system.With(failure: [.. system.Failure], days: days,
            accounts: system.Accounts.Change(a => a with { PoolContributionMinor = 10 }));
        string[] told = Told.Run(system,
        [
            .. Enumerable.Range(0, 3).Select(i => SettlementCommand.Submit(
                new long[] { 110, 160, 310 }[i], i, 0, 1, 15, Priority.Normal)),
        ]);
        Assert.Equal(
        [
            "150 LossCovered 0 A>A 10 [0]", "150 LossCovered 0 B>A 5 [15]", "180 CyclePostponed 1 A 15",
            "350 LossCovered 0 A>A 10 [0]", "350 LossCovered 0 B>A 5 [30]",
        ], told.Only("LossCovered", "CyclePostponed"));
    }

    [Fact]
    public void A_grace_lets_the_short_one_find_money_and_what_comes_meanwhile_is_for_the_next_cycle()
    {
        SystemDefinition system = Net([0, 0], new(FailureStepKind.Grace, 20), new(FailureStepKind.UnwindAll));
        SettlementCommand later = SettlementCommand.Submit(160, 1, 1, 0, 5, Priority.Normal);
        Assert.Equal(
        [
            "150 NetFailed 1 A 30", "160 Released 1 B>A 5 [25 -25]", "165 BalanceAdded A 30 [30]",
            "170 CyclePosted 1 30",
            "170 Settled 0 A>B 30 [0 30]", "170 NetPosted A -30 [0]", "170 NetPosted B 30 [30]",
            "200 Unsettled 1 B>A 5", "200 DayClosed 1",
        ], Told.Run(system, "A>B 30", later, SettlementCommand.AddBalance(165, 0, 30))[2..]);
        Assert.Equal(
            ["150 NetFailed 1 A 30", "170 NetFailed 1 A 30", "170 Unwound 0 A>B 30"],
            Told.Run(system, "A>B 30").Only("NetFailed", "Unwound", "Unsettled"));
    }

    [Fact]
    public void A_grace_ends_at_the_close_at_the_latest_and_after_a_halt_at_the_earliest()
    {
        SystemDefinition system = Net([0, 0], new(FailureStepKind.Grace, 20), new(FailureStepKind.UnwindAll));
        Assert.Equal(["160 Unwound 0 A>B 30"],
            Told.Run(system, "A>B 30", SettlementCommand.MoveClose(155, 160)).Only("Unwound"));
        Assert.Equal(["190 Unwound 0 A>B 30"],
            Told.Run(system, "A>B 30", SettlementCommand.Halt(155), SettlementCommand.Resume(190)).Only("Unwound"));
        Assert.Equal(["200 Unsettled 0 A>B 30"],
            Told.Run(system, "A>B 30", SettlementCommand.Halt(155)).Only("Unwound", "Unsettled"));
    }

    [Fact]
    public void What_was_covered_before_an_unwind_is_given_back()
    {
        SystemDefinition system = Net([0, 0, 0],
            new FailureStep(FailureStepKind.Pool), new(FailureStepKind.UnwindDefaulter));
        system = system.With(failure: [.. system.Failure], days: CycleAtNoon,
            accounts: system.Accounts.Change(a => a with { PoolContributionMinor = 10 }));

        // A owes 40, which is more than the pool has; without A's payments B owes 30, which the pool covers.
        string[] told = Told.Run(system, "A>B 40, B>C 30");
        Assert.Equal(
        [
            "150 NetFailed 1 A 40", "150 Unwound 0 A>B 40", "150 NetFailed 2 B 30",
            "150 LossCovered 0 B>B 10 [0]", "150 LossCovered 0 A>B 10 [0]", "150 LossCovered 0 C>B 10 [30]",
        ], told.Only("NetFailed", "Unwound", "LossCovered"));
    }

    [Fact]
    public void Shares_by_position_go_by_the_claims_on_the_one_who_failed()
    {
        SystemDefinition system = Net([0, 100, 100, 100], new FailureStep(Share, Basis: ShareBasis.Position));
        Assert.Equal(
            ["150 LossCovered 0 B>A 20 [120]", "150 LossCovered 0 C>A 10 [110]"],
            Told.Run(system, "A>B 40, A>C 20, D>A 30").Only("LossCovered"));
    }

    [Fact]
    public void A_linked_system_names_who_could_not_and_gets_new_nets()
    {
        SystemDefinition system = Net([0, 0, 0], new FailureStep(FailureStepKind.Share, Basis: ShareBasis.Equal))
            .With(failure: [new(FailureStepKind.Share, Basis: ShareBasis.Equal)], days: CycleAtNoon, elsewhere: true);
        string[] told = Told.Run(system, "A>B 30, B>C 20",
            SettlementCommand.NetRefused(152, 0, 30), SettlementCommand.NetsAnswered(152, posted: false),
            SettlementCommand.Submit(153, 2, 2, 0, 7, Priority.Normal),
            SettlementCommand.NetsAnswered(154, posted: true), SettlementCommand.NetsAnswered(155, posted: true));
        Assert.Equal(
        [
            "150 NetDue 1 A -30", "150 NetDue 1 B 10", "150 NetDue 1 C 20",
            "152 NetFailed 1 A 30", "152 NetDue 2 B -5", "152 NetDue 2 C 5",
            "153 Released 2 C>A 7 [13 -23]",
            "154 CyclePosted 2 50", "154 Settled 0 A>B 30 [0 0]", "154 Settled 1 B>C 20 [0 0]",
            "154 NetPosted A -30 [0]", "154 NetPosted B 10 [0]", "154 NetPosted C 20 [0]",
            "154 LossCovered 0 B>A 15 [0]", "154 LossCovered 0 C>A 15 [0]",
            "155 RequestRefused",
            "200 Unsettled 2 C>A 7", "200 DayClosed 1",
        ], told[3..]);
    }

    [Fact]
    public void A_cycle_at_the_close_outlives_it_with_the_linked_system()
    {
        SystemDefinition system = Engines.Net(0, 0).With(elsewhere: true);
        Assert.Equal(
            ["200 NetDue 1 A -30", "200 NetDue 1 B 30", "200 DayClosed 1", "202 CyclePosted 1 30"],
            Told.Run(system, "A>B 30", SettlementCommand.NetsAnswered(202, posted: true))[2..6]);
        Assert.Equal(
            ["202 NetFailed 1 A 30", "202 CyclePostponed 1 A 30", "202 Unsettled 0 A>B 30"],
            Told.Run(system, "A>B 30", SettlementCommand.NetRefused(202, 0, 30),
                SettlementCommand.NetsAnswered(202, posted: false))[5..]);
    }

    [Fact]
    public void Final_nets_are_posted_without_settling_again_and_cannot_be_unwound()
    {
        SystemDefinition system = Net([0, 0], new FailureStep(FailureStepKind.UnwindAll))
            .With(finality: Finality.Release, days: CycleAtNoon, failure: [new(FailureStepKind.UnwindAll)]);
        Assert.Equal(
            ["110 Settled 0 A>B 30 [-30 30]", "150 NetFailed 1 A 30", "150 CyclePostponed 1 A 30", "200 DayClosed 1"],
            Told.Run(system, "A>B 30")[1..]);
        Assert.Equal(
            ["150 CyclePosted 1 30", "150 NetPosted A -30 [0]", "150 NetPosted B 30 [30]"],
            Told.Run(system, "A>B 30", SettlementCommand.AddBalance(120, 0, 30)).Only("150 "));
    }

    private static SystemDefinition Net(long[] balances, params FailureStep[] failure) =>
        Engines.Net(balances).With(failure: failure, days: CycleAtNoon);
}
