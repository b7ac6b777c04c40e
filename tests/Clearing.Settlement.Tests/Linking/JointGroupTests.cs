using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>docs/reference/linked-systems.md, "Groups over several members".</summary>
public sealed class JointGroupTests
{
    private static readonly RouteRule LargeToOther = new() { To = 1, AtLeastMinor = 50 };

    [Fact]
    public void All_are_held_and_settle_when_the_money_of_all_is_aside()
    {
        World world = Pair();
        world.Rtgs.React = Earmark;
        world.Other.React = command => command.Kind == CommandKind.Submit ? [] : Earmark(command);
        world.Other.At(160, Told(EventKind.Earmarked, payment: 1));
        world.Run();
        Assert.Equal(["120 Submit 0: 0>1 10 k0 held", "165 Answer 0 True"], world.AskedOfRtgs);
        Assert.Equal(["130 Submit 1: 1>0 60 k0 held", "165 Answer 1 True"], world.AskedOfOther);
        Assert.Equal(PaymentStatus.Settled, world.Outcomes[0].Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Settled, world.Outcomes[1].Payments.StatusOf(1));
    }

    [Fact]
    public void When_one_is_rejected_the_others_are_refused_also_those_that_come_later()
    {
        World world = Pair().Pay(140, 2, 0, 5);
        world.JointGroups = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
        world.Rtgs.React = Earmark;
        world.Other.React = command => [FakeEngine.Of(command, EventKind.Rejected)];
        world.Run();
        Assert.Equal(
            [
                "120 Submit 0: 0>1 10 k0 held",
                "135 Answer 0 False",
                "140 Submit 2: 2>0 5 k0 held",
                "145 Answer 2 False",
            ],
            world.AskedOfRtgs);
        Assert.Single(world.AskedOfOther);
    }

    [Fact]
    public void A_close_that_overtakes_the_answer_refuses_all()
    {
        World world = Pair();
        world.Rtgs.React = Earmark;
        world.Other.React = Earmark;
        world.Rtgs.At(133, Told(EventKind.Unsettled, payment: 0));
        world.Run();
        Assert.Equal(["120 Submit 0: 0>1 10 k0 held"], world.AskedOfRtgs);
        Assert.Equal(["130 Submit 1: 1>0 60 k0 held", "138 Answer 1 False"], world.AskedOfOther);
    }

    [Fact]
    public void Payments_of_no_joint_group_are_not_held()
    {
        World world = Pair();
        world.JointGroups = new int[World.ScenarioPayments];
        world.Run();
        Assert.Equal(["120 Submit 0: 0>1 10 k0"], world.AskedOfRtgs);
    }

    private static World Pair()
    {
        World world = new(routes: LargeToOther) { JointGroups = [7, 7, 0, 0, 0, 0, 0, 0, 0, 0] };
        return world.Pay(120, 0, 1, 10).Pay(130, 1, 0, 60);
    }

    private static SettlementEvent Told(EventKind kind, int payment) => new() { Kind = kind, Payment = payment };

    private static SettlementEvent[] Earmark(SettlementCommand command) => command switch
    {
        { Kind: CommandKind.Submit } => [FakeEngine.Of(command, EventKind.Earmarked)],
        { Kind: CommandKind.Answer, Flag: true } => [FakeEngine.Of(command, EventKind.Settled)],
        { Kind: CommandKind.Answer } => [FakeEngine.Of(command, EventKind.Rejected)],
        _ => [],
    };
}
