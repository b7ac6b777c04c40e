using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Money that is paid into positions and out of them.</summary>
public sealed class FundingTests
{
    [Fact]
    public void V7_balanced_release_with_its_closing()
    {
        SystemDefinition system = Prefunded(3, 10, Bound.Fixed(20)).With(
            release: [Engines.OnChange(MechanismKind.Bilateral)],
            phases:
            [
                new Phase
                {
                    Name = "closing",
                    WaivesCeilings = true,
                    Actions = [PhaseAction.AllOrNothing, PhaseAction.Partial, PhaseAction.Require, PhaseAction.PayOut],
                    EndsWhen = PhaseEnd.RequirementsPaid,
                },
            ],
            days: [new() { Number = 1, OpenAt = Engines.Open, CloseAt = Engines.Close, PhasesAt = [190] }]);
        string[] told = Told.Run(system, "A>B 25, B>A 20, B>C 18, C>A 15, A>C 12");
        Assert.Equal(
        [
            "100 DayOpened 1",
            "100 RequirementDue A 10", "100 RequirementDue B 10", "100 RequirementDue C 10",
            "100 Funded A 10 [90 10]", "100 Funded B 10 [90 10]", "100 Funded C 10 [90 10]",
            "110 Queued 0 A>B 25", "110 Queued 1 B>A 20", "110 Queued 2 B>C 18", "110 Queued 3 C>A 15",
            "110 Queued 4 A>C 12",
            "110 SetReleased 2 A 45", "110 Settled 0 A>B 25 [5 15]", "110 Settled 1 B>A 20 [15 5]",
            "110 SetReleased 2 A 27", "110 Settled 3 C>A 15 [7 8]", "110 Settled 4 A>C 12 [8 7]",
            "190 PhaseStarted 0",
            "190 RequirementDue B 3", "190 Funded B 3 [87 18]", "190 Settled 2 B>C 18 [0 25]",
            "190 PaidOut A 8 [98 0]", "190 PaidOut C 25 [115 0]",
            "200 DayClosed 1",
        ], told);
    }

    [Fact]
    public void Who_has_not_paid_its_requirement_takes_no_part_until_it_can()
    {
        SystemDefinition system = Prefunded(3, 10, Bound.None);
        system = system.With(
            accounts: system.Accounts.Change(a => a with { OpeningBalanceMinor = a.Id == "B" ? 4 : 20 }),
            release:
            [
                Engines.OnChange(MechanismKind.Bilateral), Engines.OnChange(MechanismKind.AllOrNothing),
                Engines.OnChange(MechanismKind.Partial),
            ]);
        string[] told = Told.Run(system, "A>B 3, B>A 3, C>B 2, A>C 1", SettlementCommand.AddBalance(150, 1, 6));
        Assert.Equal(
        [
            "100 Funded A 10 [10 10]", "100 Funded C 10 [10 10]", "110 Settled 3 A>C 1 [9 11]",
            "150 Funded B 10 [0 10]", "150 Settled 0 A>B 3 [6 13]", "150 Settled 1 B>A 3 [10 9]",
            "150 Settled 2 C>B 2 [9 12]",
        ], told.Only("Funded", "Settled"));
    }

    [Fact]
    public void Money_paid_in_later_is_set_aside_for_the_supplemental_class_and_can_be_taken_back()
    {
        SystemDefinition system = Prefunded(2, 0, Bound.None, supplemental: 0);
        SettlementCommand[] commands =
        [
            SettlementCommand.Fund(105, 0, 30, supplemental: true),
            SettlementCommand.Submit(110, 0, 0, 1, 10, Priority.Normal),
            SettlementCommand.Submit(110, 1, 0, 1, 10, Priority.Urgent),
            SettlementCommand.Withdraw(120, 0, 21),
            SettlementCommand.Withdraw(130, 0, 20),
            SettlementCommand.Fund(140, 0, 100, supplemental: true),
        ];
        Assert.Equal(
        [
            "105 Funded A 30 [70 30]", "110 Queued 0 A>B 10", "110 Settled 1 A>B 10 [20 10]", "120 RequestRefused A",
            "130 PaidOut A 20 [90 0]", "140 RequestRefused A", "200 Unsettled 0 A>B 10", "200 PaidOut B 10 [110 0]",
        ], Told.Run(system, commands)[1..^1]);
    }

    [Fact]
    public void A_system_that_settles_elsewhere_asks_and_waits_for_the_money()
    {
        SystemDefinition system = Prefunded(2, 10, Bound.None).With(elsewhere: true);
        string[] told = Told.Run(system, "A>B 4", SettlementCommand.Fund(120, 0, 10, supplemental: false),
            SettlementCommand.Fund(130, 1, 10, supplemental: false), SettlementCommand.Fund(250, 1, 5, false));
        Assert.Equal(
        [
            "100 RequirementDue A 10", "100 RequirementDue B 10", "110 Queued 0 A>B 4", "120 Funded A 10 [100 10]",
            "130 Funded B 10 [100 10]", "130 Settled 0 A>B 4 [6 14]", "200 PaidOut A 6 [100 0]",
            "200 PaidOut B 14 [100 0]", "200 DayClosed 1", "250 Funded B 5 [100 5]", "250 PaidOut B 5 [100 0]",
        ], told[1..]);
    }

    [Fact]
    public void A_bank_tops_up_when_enough_of_its_payments_wait_up_to_its_most()
    {
        SystemDefinition system = Prefunded(2, 0, Bound.None);
        system = system.With(
            accounts: system.Accounts.Change(a => a with { TopUp = new TopUpPolicy(40, 20, 50) }),
            release: [new Mechanism(MechanismKind.TopUp, TriggerKind.Change, 0)]);
        Assert.Equal(
        [
            "110 Funded A 20 [80 20]", "110 Settled 0 A>B 15 [5 15]", "110 Funded A 20 [60 25]",
            "200 PaidOut A 25 [85 0]", "200 PaidOut B 15 [115 0]",
        ], Told.Run(system, "A>B 15, A>B 70").Only("Funded", "Settled", "PaidOut"));
    }

    [Fact]
    public void A_position_at_whose_ceiling_a_payment_waits_is_distributed()
    {
        SystemDefinition system = Engines.Net(0, 0, 0).With(
            finality: Finality.Release,
            accounts: Engines.Net(0, 0, 0).Accounts.Change(
                a => a with { Ceiling = Bound.Fixed(20), CreditMinor = 100 }),
            release: [new Mechanism(MechanismKind.Distribute, TriggerKind.Change, 0)]);
        Assert.Equal(
        [
            "110 Settled 0 A>C 15 [-15 15]", "110 PaidOut 0 C 15 [15 0]", "110 Settled 1 B>C 10 [-10 10]",
            "200 NetPosted A -15 [-15]", "200 NetPosted B -10 [-10]", "200 NetPosted C 10 [25]",
        ], Told.Run(system, "A>C 15, B>C 10").Only("Settled", "PaidOut", "NetPosted"));
    }

    private static SystemDefinition Prefunded(int accounts, long requirement, Bound ceiling, int supplemental = -1)
    {
        SystemDefinition net = Engines.Net([.. Enumerable.Repeat(100L, accounts)]);
        return new()
        {
            Name = "balanced",
            Rulebook = "balanced",
            Position = PositionKind.Prefunded,
            SupplementalClass = supplemental,
            Queue = QueueDiscipline.BypassFifo,
            Accounts = net.Accounts.Change(a => a with
            {
                OpeningRequirementMinor = requirement,
                Floor = Bound.Fixed(0),
                Ceiling = ceiling,
            }),
            Days = net.Days,
        };
    }
}
