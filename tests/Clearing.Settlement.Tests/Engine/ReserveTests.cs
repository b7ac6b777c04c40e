using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>
/// What is set aside for higher classes, alone and in sets. Without rules the classes are the priorities.
/// </summary>
public sealed class ReserveTests
{
    private static readonly Small TenWithSixForUrgent = new(10, 0, 0)
    {
        Queue = QueueDiscipline.BypassFifo,
        Each = a => a.Id == "A" ? a with { ReservesMinor = [6] } : a,
    };

    [Fact]
    public void What_is_set_aside_for_a_class_is_withheld_from_lower_ones_only() =>
        Assert.Equal("0 waits; 1 entry; 2 entry; 0 unsettled",
            TenWithSixForUrgent.Tell("A>B 5, A>B 4, A>B 6 u"));

    [Fact]
    public void A_release_uses_up_what_is_set_aside_for_its_own_class()
    {
        // 4 of 6 used: 2 are left of it, and 4 for the others; high is lower than urgent.
        Assert.Equal("0 entry; 1 waits; 2 entry; 1 unsettled",
            TenWithSixForUrgent.Tell("A>B 4 u, A>B 5 h, A>B 4 h"));
        // More than was set aside takes from the rest; receipts do not refill it.
        Assert.Equal("0 entry; 1 waits; 2 entry; 3 entry; 1 unsettled",
            TenWithSixForUrgent.Tell("A>B 8 u, A>B 3, A>B 2, B>A 1"));
    }

    [Fact]
    public void An_order_changes_what_is_set_aside_and_lets_go_what_it_held()
    {
        Assert.Equal("0 waits; 0 queue",
            TenWithSixForUrgent.Tell("A>B 7", SettlementCommand.SetReserve(Small.Open + 12, 0, 0, 3)));
        Assert.Equal("0 waits; 0 unsettled",
            new Small(10, 0).Tell("A>B 7", SettlementCommand.SetReserve(Small.Open + 2, 0, 1, 4)));
    }

    [Fact]
    public void Standing_values_come_back_at_every_open_and_orders_before_it_are_lost() =>
        Assert.Equal("0 waits; 0 unsettled",
            TenWithSixForUrgent.Tell("A>B 7", SettlementCommand.SetReserve(Small.Open - 2, 0, 0, 0)));

    [Fact]
    public void A_ceiling_is_raised_by_what_is_set_aside()
    {
        Small system = new(10, 9, 5)
        {
            Each = a => a.Id == "B" ? a with { ReservesMinor = [2], Ceiling = Bound.Fixed(10) } : a,
        };
        Assert.Equal("0 entry; 1 waits; 1 unsettled", system.Tell("A>B 3, A>B 1"));
        // Paying 2 of what was set aside makes no room; paying more does.
        Assert.Equal("0 entry; 1 waits; 2 entry; 3 entry; 1 queue", system.Tell("A>B 3, A>B 1, B>C 2 u, B>C 1 u"));
    }

    [Theory]
    [InlineData(MechanismKind.Bilateral)]
    [InlineData(MechanismKind.AllOrNothing)]
    [InlineData(MechanismKind.Partial)]
    public void A_set_may_not_touch_what_is_withheld_from_its_lowest_class(MechanismKind kind)
    {
        // Net out of A: 5. Urgent it may go down to 0, normal to 6.
        Small system = TenWithSixForUrgent with { Release = [Engines.OnChange(kind)] };
        const string waits = "0 waits; 1 waits; ";
        Assert.Equal(waits + "0 unsettled; 1 unsettled", system.Tell("A>B 15, B>A 10"));
        string story = system.Tell("A>B 15 u, B>A 10 u");
        Assert.StartsWith(waits + "set 0; 0 ", story, StringComparison.Ordinal);
        Assert.StartsWith(waits + "set 0; 0 ", system.Tell("A>B 14, B>A 10"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MechanismKind.Bilateral, "bilateral")]
    [InlineData(MechanismKind.Partial, "multilateral")]
    public void Without_its_lower_payments_a_set_may_use_what_was_withheld_from_them(MechanismKind kind, string route)
    {
        Small system = TenWithSixForUrgent with { Release = [Engines.OnChange(kind)] };
        Assert.Equal(
            $"0 waits; 1 entry; 2 waits; 3 waits; set 0; 0 {route}; 2 {route}; 3 unsettled",
            system.Tell("A>B 14 u, A>C 1, B>A 6, A>C 4"));
    }

    [Fact]
    public void A_set_uses_up_what_is_set_aside()
    {
        Small system = TenWithSixForUrgent with { Release = [Engines.OnChange(MechanismKind.Partial)] };
        // The set leaves A 8, of which nothing is set aside any more.
        Assert.Equal("0 waits; 1 waits; set 0; 0 multilateral; 1 multilateral; 2 entry",
            system.Tell("A>B 12 u, B>A 10, A>C 8 +1"));
    }
}
