using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Limits by class, multilateral limits, and bounds made of limits.</summary>
public sealed class LimitTests
{
    private static readonly Small Rich = new(100, 100, 100)
    {
        Queue = QueueDiscipline.BypassFifo,
        Limits = [new BilateralLimit(0, 1, 5)],
    };

    private static readonly Small Multilateral = Rich with
    {
        Each = a => a.Id == "A" ? a with { MultilateralLimitMinor = 10 } : a,
    };

    private static readonly Small Poor = Multilateral with
    {
        Balances = [0, 0, 0],
        Each = a => a with { MultilateralLimitMinor = a.Id == "A" ? 10 : long.MaxValue },
    };

    [Fact]
    public void Classes_that_are_not_limited_pass_limits_and_are_not_counted()
    {
        Small system = Rich with
        {
            Classes = [Small.Bypass("free") with { IsLimited = false }, Small.Bypass("limited")],
            Rules = [Small.Rule(0, "u"), Small.Rule(1)],
        };
        Assert.Equal("0 entry; 1 entry; 2 waits; 2 unsettled", system.Tell("A>B 9 u, A>B 5, A>B 1"));
        Assert.Equal("0 entry; 1 waits; 1 unsettled", system.Tell("B>A 9 u, A>B 6"));
    }

    [Fact]
    public void Where_limits_do_not_bind_nothing_is_held() =>
        Assert.Equal("0 entry; 1 entry", (Multilateral with { LimitsBind = false }).Tell("A>B 9, A>C 50"));

    [Fact]
    public void A_multilateral_limit_bounds_what_goes_to_all_without_a_limit_of_their_own()
    {
        Assert.Equal("0 entry; 1 entry; 2 waits; 3 entry; 2 unsettled",
            Multilateral.Tell("A>B 5, A>C 8, A>C 3, A>C 2"));
        // What C pays back makes room; what B pays does not.
        Assert.Equal("0 entry; 1 waits; 2 entry; 3 entry; 1 queue",
            Multilateral.Tell("A>C 10, A>C 3, B>A 50, C>A 3"));
    }

    [Fact]
    public void A_listed_pair_without_a_limit_yet_falls_under_the_multilateral_one()
    {
        Small system = Multilateral with { Limits = [new BilateralLimit(0, 1, long.MaxValue)] };
        Assert.Equal("0 entry; 1 waits; 1 queue",
            system.Tell("A>B 10, A>B 1", SettlementCommand.SetLimit(Small.Open + 11, 0, 1, 11)));
        Assert.Equal("0 entry; 1 waits; 1 unsettled",
            system.Tell("A>B 10, A>B 2", SettlementCommand.SetLimit(Small.Open + 11, 0, 1, 11)));
        // Setting it moves nothing that was counted: nothing is left for C.
        Assert.Equal("0 entry; 1 waits; 1 unsettled",
            system.Tell("A>B 10, A>C 1 +2", SettlementCommand.SetLimit(Small.Open + 11, 0, 1, 11)));
    }

    [Fact]
    public void An_order_sets_a_multilateral_limit()
    {
        SettlementCommand[] orders =
        [
            SettlementCommand.SetMultilateralLimit(Small.Open + 1, 0, 4),
            SettlementCommand.SetMultilateralLimit(Small.Open + 12, 0, 6),
        ];
        Assert.Equal("0 waits; 1 entry; 2 waits; 2 queue; 0 unsettled",
            Rich.Tell("A>C 7, A>C 4, A>C 2", orders));
    }

    [Fact]
    public void A_long_queue_under_a_multilateral_limit_goes_as_room_comes()
    {
        string payments = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"A>C {11 - (i % 3)}"))
            + ", C>A 1 +1, C>A 10 +2";
        string story = Multilateral.Tell(payments);
        // The first of 10 goes; 1 back is too little for any; with 10 more the first goes.
        Assert.Contains("0 waits; 1 entry; 2 waits", story, StringComparison.Ordinal);
        Assert.Contains("39 waits; 40 entry; 41 entry; 0 queue; 2 unsettled", story, StringComparison.Ordinal);
    }

    [Fact]
    public void Partial_drops_what_the_multilateral_limit_does_not_bear()
    {
        Small system = Poor with { Release = [Engines.OnChange(MechanismKind.Partial)] };
        // A would send C 20 and get 15 from B: the last to C without a limit goes out, with what stands behind it.
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 waits; 4 waits; set 0; 0 multilateral; 3 multilateral; 4 multilateral; "
            + "1 unsettled; 2 unsettled",
            system.Tell("A>C 10, A>C 10, A>B 5, B>A 10, C>B 10"));
    }

    [Fact]
    public void All_or_nothing_passes_over_others_when_it_drops()
    {
        Small system = Poor with { Release = [Engines.OnChange(MechanismKind.AllOrNothing)] };
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 waits; 4 waits; set 0; 0 multilateral; 2 multilateral; 3 multilateral; "
            + "4 multilateral; 1 unsettled",
            system.Tell("A>C 10, A>C 10, A>B 5, B>A 15, C>B 10"));
    }

    [Fact]
    public void Bilateral_leaves_a_pair_alone_whose_set_a_multilateral_limit_does_not_bear()
    {
        Small system = new(15, 0, 0)
        {
            Release = [Engines.OnChange(MechanismKind.Bilateral)],
            Each = a => a with { MultilateralLimitMinor = a.Id == "A" ? 10 : long.MaxValue },
        };
        Assert.Equal("0 waits; 1 waits; 0 unsettled; 1 unsettled", system.Tell("A>C 16, C>A 5"));
        Assert.Equal("0 waits; 1 waits; set 0; 0 bilateral; 1 bilateral", system.Tell("A>C 16, C>A 6"));
    }

    [Theory]
    [InlineData(MechanismKind.Bilateral)]
    [InlineData(MechanismKind.Partial)]
    public void A_broken_limit_drops_back_to_the_last_limited_payment(MechanismKind kind)
    {
        Small system = new(0, 0)
        {
            Limits = [new BilateralLimit(0, 1, 0)],
            Classes = [Small.Fifo("limited"), Small.Fifo("free") with { IsLimited = false }],
            Rules = [Small.Rule(0, "u"), Small.Rule(1)],
            Release = [Engines.OnChange(kind)],
        };
        string route = kind == MechanismKind.Bilateral ? "bilateral" : "multilateral";
        // Limited from A: 2 + 3, from B: 4. The second of A and the free one behind it go out.
        Assert.Equal(
            $"0 waits; 1 waits; 2 waits; 3 waits; 4 waits; set 0; 0 {route}; 3 {route}; "
            + "1 unsettled; 2 unsettled; 4 unsettled",
            system.Tell("A>B 4 u, A>B 3 u, A>B 1, B>A 4 u, B>A 9"));
    }

    [Fact]
    public void Bounds_made_of_limits_follow_them_at_once()
    {
        Small system = new(0, 0, 0)
        {
            Position = PositionKind.Net,
            LimitsBind = false,
            Limits = [new BilateralLimit(0, 1, 5), new BilateralLimit(0, 2, 4)],
            Each = a => a with
            {
                Floor = new Bound
                {
                    Steps = [new(BoundOp.LimitsReceived), new(BoundOp.Multiply, -1)],
                },
                Ceiling = new Bound { Steps = [new(BoundOp.LimitsGranted)] },
            },
        };
        // A may owe 9 in all; B may be owed 5.
        Assert.Equal("0 entry; 1 entry; 2 waits; 0 unsettled; 1 unsettled; 2 unsettled",
            system.Tell("A>B 5, A>C 4, A>C 1"));
        Assert.Equal("0 waits; 0 queue; 0 unsettled",
            system.Tell("A>B 6", SettlementCommand.SetLimit(Small.Open + 12, 0, 1, 6)));
        Assert.Equal("0 waits; 0 queue; 0 unsettled",
            system.Tell("A>B 60", SettlementCommand.SetLimit(Small.Open + 12, 0, 1, long.MaxValue)));
        Assert.Equal("0 waits; 0 unsettled",
            system.Tell("A>B 5", SettlementCommand.SetLimit(Small.Open + 2, 0, 1, 4)));
    }
}
