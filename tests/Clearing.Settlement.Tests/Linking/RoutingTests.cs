using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>docs/reference/linked-systems.md, "Routing" and "Time".</summary>
public sealed class RoutingTests
{
    private static readonly RouteRule ToOther = new() { To = 1, AtLeastMinor = 50, Fallback = 0 };

    [Fact]
    public void A_payment_goes_where_the_first_route_that_takes_it_says()
    {
        RouteRule early = new() { To = 0, During = [new TimeSlot(100, 110)] };
        RouteRule byKind = new() { To = 1, Kinds = [false, true], AtMostMinor = 40 };
        World world = new World(routes: [early, byKind, new() { To = 1, Priorities = 0b001 }])
            .Pay(110, 0, 1, 7, kind: 1) // early, though the second would take it
            .Pay(111, 0, 1, 7, kind: 1)
            .Pay(112, 0, 1, 41, kind: 1) // too large
            .Pay(113, 0, 1, 7, kind: 2) // a kind that the rule does not know
            .Run();
        Assert.Equal(
            ["110 Submit 0: 0>1 7 k1", "112 Submit 2: 0>1 41 k1", "113 Submit 3: 0>1 7 k2"], world.AskedOfRtgs);
        Assert.Equal(["111 Submit 1: 0>1 7 k1"], world.AskedOfOther);
        Assert.True(world.Outcomes[1].Payments.HasEntered(1));
        Assert.False(world.Outcomes[0].Payments.HasEntered(1));
    }

    [Fact]
    public void A_payment_that_the_scenario_does_not_have_is_of_its_currency()
    {
        ArrangementDefinition both = new() { Name = "both", Members = [0, 1] };
        Router router = new(both, currencyOfMember: [0, 1], currencyOfPayment: [1]);
        Assert.Equal(1, router.MemberOf(SettlementCommand.Submit(100, 0, 0, 1, 5, Priority.Normal), out _));
        Assert.Equal(0, router.MemberOf(SettlementCommand.Submit(100, 1, 0, 1, 5, Priority.Normal), out _));
    }

    [Fact]
    public void While_a_member_is_halted_or_closed_its_fallback_takes_what_enters()
    {
        World world = new World(routes: ToOther);
        world.Other.React = command => command.Kind switch
        {
            CommandKind.Halt => [new() { Kind = EventKind.Halted, Time = command.Time }],
            CommandKind.Resume => [new() { Kind = EventKind.Resumed, Time = command.Time }],
            _ => FakeEngine.Settle(command),
        };
        world.Script(1, SettlementCommand.Halt(120), SettlementCommand.Resume(130))
            .Pay(99, 0, 1, 60).Pay(100, 0, 1, 61).Pay(119, 0, 1, 62)
            .Pay(120, 0, 1, 63).Pay(129, 0, 1, 64)
            .Pay(130, 0, 1, 65).Pay(200, 0, 1, 66)
            .Pay(201, 0, 1, 67)
            .Run();
        Assert.Equal(["99", "120", "129", "201"], world.AskedOfRtgs.Select(line => line.Split(' ')[0]));
        Assert.Equal(
            ["100", "119", "120", "130", "130", "200"], world.AskedOfOther.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Without_a_fallback_a_halted_member_gets_its_payments()
    {
        World world = new World(routes: ToOther with { Fallback = -1 });
        world.Pay(99, 0, 1, 60).Pay(150, 0, 1, 61).Run();
        Assert.Empty(world.AskedOfRtgs);
        Assert.Equal(2, world.AskedOfOther.Count);
    }

    [Fact]
    public void At_one_instant_come_the_script_links_payments_and_what_is_made()
    {
        World world = new World(routes: []);
        SettlementEvent due = new()
        {
            Kind = EventKind.RequirementDue,
            From = 0,
            AmountMinor = 8,
            Payment = -1,
            Route = Route.Close,
        };
        world.Other.At(145, due);
        world.Other.At(145, World.NetDue(1, -3), World.NetDue(2, 3));
        world.Script(0, SettlementCommand.AddBalance(150, 0, 1)).Pay(150, 0, 1, 9).Pay(150, 1, 2, 9).Run();
        Assert.Equal(
            [
                "150 AddBalance 0 1",
                "150 Leg 1 -3",
                "150 Leg 2 3",
                "150 PostFile 0",
                "150 Submit 0: 0>1 9 k0",
                "150 Submit 1: 1>2 9 k0",
                "150 Submit 10: 0>3 8 k1",
            ],
            world.AskedOfRtgs);
    }
}
