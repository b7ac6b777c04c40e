using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>docs/reference/linked-systems.md, "What is made": money into positions and out of them.</summary>
public sealed class FundingTests
{
    [Fact]
    public void A_requirement_is_paid_in_the_other_system_and_funds_the_position()
    {
        World world = new();
        world.Other.At(100, Due(0, 40));
        world.Other.At(120, Due(0, 7, mechanism: 2));
        world.Other.At(150, Due(0, 9, route: Route.Close));
        world.Run();
        Assert.Equal(
            ["105 Submit 10: 0>3 40 k1", "125 Submit 11: 0>3 7 k1", "155 Submit 12: 0>3 9 k1"], world.AskedOfRtgs);
        Assert.Equal(["110 Fund 0 40", "130 Fund 0 7 supplemental", "160 Fund 0 9"], world.AskedOfOther);
        SystemOutcome rtgs = world.Outcomes[0];
        Assert.Equal(["other/opening/A/1", "other/top-up/A/1", "other/closing/A/1"], rtgs.Made.Select(m => m.Id));
        Assert.Equal(["opening", "top-up", "closing"], rtgs.Made.Select(m => m.Origin));
        Assert.Equal([105L, 125, 155], rtgs.Made.Select(m => m.DueAt));
        Assert.Equal(PaymentStatus.Settled, rtgs.MadePayments.StatusOf(2));
        Assert.Empty(world.Outcomes[1].Made);
    }

    [Fact]
    public void What_is_not_paid_funds_nothing()
    {
        World world = new();
        world.Rtgs.React = command => [FakeEngine.Of(command, EventKind.Rejected)];
        world.Other.At(100, Due(0, 40));
        world.Run();
        Assert.Empty(world.AskedOfOther);
        Assert.Equal(PaymentStatus.Rejected, world.Outcomes[0].MadePayments.StatusOf(0));
    }

    [Fact]
    public void A_requirement_waits_for_the_open_of_the_other_system()
    {
        World world = new();
        world.Systems[1] = world.Systems[1] with { Days = [new() { Number = 1, OpenAt = 50, CloseAt = 200 }] };
        world.Other.At(50, new SettlementEvent { Kind = EventKind.DayOpened, Payment = 1 }, Due(1, 40));
        world.Run();
        Assert.Equal(["105 Submit 10: 1>3 40 k1"], world.AskedOfRtgs);
    }

    [Fact]
    public void A_scripted_fund_is_a_payment_of_its_instant()
    {
        World world = new World().Script(1, SettlementCommand.Fund(140, 2, 11, supplemental: true)).Run();
        Assert.Equal(["140 Submit 10: 2>3 11 k1"], world.AskedOfRtgs);
        Assert.Equal(["145 Fund 2 11 supplemental"], world.AskedOfOther);
        Assert.Equal("other/supplemental/C/1", world.Outcomes[0].Made[0].Id);
    }

    [Fact]
    public void A_participant_that_was_declared_failed_pays_nothing()
    {
        World world = new World().Script(
            1, SettlementCommand.Default(140, 2), SettlementCommand.Fund(140, 2, 11, supplemental: true));
        world.Other.React = command => command.Kind == CommandKind.Default
            ? [FakeEngine.Of(command, EventKind.Defaulted)]
            : [];
        world.Run();
        Assert.Empty(world.AskedOfRtgs);
        Assert.Empty(world.Outcomes[0].Made);
    }

    [Fact]
    public void What_is_paid_out_is_paid_from_the_account_of_the_member()
    {
        World world = new World().Script(1, SettlementCommand.Withdraw(140, 0, 5));
        world.Other.React = command => command.Kind switch
        {
            CommandKind.Withdraw => [FakeEngine.Of(command, EventKind.PaidOut)],

            // What comes after the close is paid out again at once.
            CommandKind.Fund => [FakeEngine.Of(command, EventKind.PaidOut)],
            _ => [],
        };
        world.Other.At(150, PaidOut(1, 6, mechanism: 0));
        world.Other.At(160, PaidOut(1, 7, route: Route.Close));
        world.Other.At(195, Due(1, 8));
        world.Run();
        Assert.Equal(
            [
                "145 Submit 10: 3>0 5 k3",
                "155 Submit 11: 3>1 6 k3",
                "165 Submit 12: 3>1 7 k3",
                "200 Submit 13: 1>3 8 k1",
                "210 Submit 14: 3>1 8 k3",
            ],
            world.AskedOfRtgs);
        Assert.Equal(
            ["other/withdrawal/A/1", "other/pay-out/B/1", "other/pay-out/B/2", "other/opening/B/1", "other/return/B/1"],
            world.Outcomes[0].Made.Select(m => m.Id));
    }

    private static SettlementEvent Due(int account, long amountMinor, int mechanism = -1, Route route = Route.None) =>
        new()
        {
            Kind = EventKind.RequirementDue,
            From = account,
            AmountMinor = amountMinor,
            Payment = mechanism,
            Route = route,
        };

    private static SettlementEvent PaidOut(
        int account, long amountMinor, int mechanism = -1, Route route = Route.None) =>
        Due(account, amountMinor, mechanism, route) with { Kind = EventKind.PaidOut };
}
