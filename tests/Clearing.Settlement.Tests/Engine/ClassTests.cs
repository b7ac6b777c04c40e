using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>What a class takes, what of it is looked at, and what may not wait.</summary>
public sealed class ClassTests
{
    private static readonly PaymentClass[] Three = [Small.Fifo("top"), Small.Fifo("middle"), Small.Fifo("low")];

    [Fact]
    public void V8_a_ceiling_holds_what_its_payee_may_not_receive()
    {
        Small system = new(10, 15) { Each = a => a.Id == "B" ? a with { Ceiling = Bound.Fixed(20) } : a };
        Assert.Equal("0 waits; 0 unsettled", system.Tell("A>B 6"));
        Assert.Equal("0 entry", system.Tell("A>B 5"));
    }

    [Fact]
    public void The_first_rule_that_takes_a_payment_names_its_class()
    {
        Small system = new(0, 0)
        {
            Classes = Three,
            Rules =
            [
                Small.Rule(0) with { Kinds = [false, true] },
                Small.Rule(1) with { AtLeastMinor = 10, AtMostMinor = 20 },
                Small.Rule(2, "n"),
            ],
        };
        // All become able to go at once: the order in which they go is that of their classes.
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 kind; 2 queue; 1 queue; 0 queue",
            system.Tell("A>B 5, A>B 10, A>B 6 k1, A>B 7 u k2", Credit(0, 100, +5)));
    }

    [Fact]
    public void A_payment_below_the_figure_of_payer_or_payee_is_taken()
    {
        Small system = new(100, 100, 100)
        {
            Classes = [Small.Bypass("small")],
            Rules = [Small.Rule(0) with { BelowMinor = [5, 8, 2] }],
        };
        Assert.Equal("0 entry; 1 kind; 2 entry; 3 kind", system.Tell("A>B 7, A>B 8, C>A 4, C>A 5"));
    }

    [Fact]
    public void Refusals_come_in_their_order()
    {
        Small system = new(100, 100)
        {
            AtLeast = 5,
            AtMost = 50,
            Classes = Three,
            Rules = [Small.Rule(0) with { Kinds = [true, true] }],
            Phases = [new Phase { Name = "late", Accepts = [false, true] }],
            PhasesAt = [Small.Open + 12],
        };
        Assert.Equal(
            "0 amount; 1 amount; 2 kind; 3 entry; phase 0; 4 entry; 5 cutoff; 6 amount; 7 kind; 8 expired",
            system.Tell(
                "A>B 4, A>B 51 k9, A>B 5 k2, A>B 50, A>B 5 k1 +5, A>B 5 +5, A>B 51 +5, A>B 5 k2 +5, A>B 51 +5 a1"));
    }

    [Fact]
    public void A_fifo_class_that_does_not_block_lets_lower_ones_pass()
    {
        Small system = new(10, 0) { Classes = [Small.Fifo("top") with { Blocks = false }, Small.Fifo("low")] };
        const string payments = "A>B 11 u, A>B 5 u, A>B 9, A>B 1";
        ClassRule[] rules = [Small.Rule(0, "u"), Small.Rule(1)];
        Assert.Equal(
            "0 waits; 1 waits; 2 entry; 3 entry; 0 unsettled; 1 unsettled",
            (system with { Rules = rules }).Tell(payments));
        Assert.Equal(
            "0 waits; 1 waits; 2 waits; 3 waits; 0 unsettled; 1 unsettled; 2 unsettled; 3 unsettled",
            (system with { Rules = rules, Classes = [Small.Fifo("top"), Small.Fifo("low")] }).Tell(payments));
    }

    [Fact]
    public void A_bypass_class_that_blocks_hides_lower_ones_while_it_has_any()
    {
        Small system = new(10, 0)
        {
            Classes = [Small.Bypass("top") with { Blocks = true }, Small.Bypass("low")],
            Rules = [Small.Rule(0, "u"), Small.Rule(1)],
        };
        Assert.Equal(
            "0 waits; 1 entry; 2 waits; 2 queue",
            system.Tell("A>B 11 u, A>B 5 u, A>B 3", SettlementCommand.Cancel(Small.Open + 12, 0, 0)));
    }

    [Fact]
    public void What_is_not_released_one_by_one_waits_for_a_mechanism()
    {
        Small system = new(10, 10)
        {
            Classes = [Small.Bypass("large") with { IsOneByOne = false }, Small.Fifo("rest")],
            Rules = [Small.Rule(0) with { AtLeastMinor = 5 }, Small.Rule(1)],
            Release = [Engines.OnChange(MechanismKind.Bilateral)],
        };
        Assert.Equal(
            "0 waits; 1 entry; 2 waits; set 0; 0 bilateral; 2 bilateral; 3 waits; 3 unsettled",
            system.Tell("A>B 5, A>B 4, B>A 5, A>B 5 +3"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_may_not_wait_is_rejected_when_it_cannot_go_at_once(bool byClass)
    {
        Small system = new(10, 0) { Release = [new Mechanism(MechanismKind.Bilateral, TriggerKind.Entry, 0)] };
        system = byClass
            ? system with { Queue = QueueDiscipline.None }
            : system with { Each = a => a with { RejectsShort = a.Id == "A" } };
        Assert.Equal("0 entry; 1 funds; 2 entry", system.Tell("A>B 6, A>B 5, A>B 4"));
        Assert.Equal("0 waits; 1 entry; 0 funds", system.Tell("A>B 6 b5, A>B 5"));
        Assert.Equal("0 funds", system.Tell("A>B 6", SettlementCommand.Halt(Small.Open)));
    }

    [Fact]
    public void A_new_priority_means_a_new_class()
    {
        Small system = new(0, 0)
        {
            Classes = Three,
            Rules = [Small.Rule(0, "u"), Small.Rule(2, "n")],
        };
        SettlementCommand[] orders =
        [
            SettlementCommand.Reprioritise(Small.Open + 11, 1, 0, Priority.Urgent),
            SettlementCommand.Reprioritise(Small.Open + 12, 0, 0, Priority.High),
            Credit(0, 100, +5),
        ];
        Assert.Equal("0 waits; 1 waits; 0 refused; 1 queue; 0 queue", system.Tell("A>B 5, A>B 6", orders));
    }

    [Fact]
    public void A_mechanism_sees_only_its_classes()
    {
        Small system = new(0, 0)
        {
            Classes = Three,
            Rules = [Small.Rule(0, "u"), Small.Rule(1, "h"), Small.Rule(2)],
        };
        const string payments = "A>B 9 u, A>B 5 h, B>A 5 h, B>A 2";
        foreach (MechanismKind kind in (MechanismKind[])
            [MechanismKind.Bilateral, MechanismKind.AllOrNothing, MechanismKind.Partial])
        {
            string route = kind == MechanismKind.Bilateral ? "bilateral" : "multilateral";
            Mechanism masked = Engines.OnChange(kind) with { Classes = 0b010 };
            Assert.Equal(
                $"0 waits; 1 waits; 2 waits; 3 waits; set 0; 1 {route}; 2 {route}; 0 unsettled; 3 unsettled",
                (system with { Release = [masked] }).Tell(payments));
            Assert.Equal(
                "0 waits; 1 waits; 2 waits; 3 waits; 0 unsettled; 1 unsettled; 2 unsettled; 3 unsettled",
                (system with { Release = [Engines.OnChange(kind)] }).Tell(payments));
        }
    }

    [Fact]
    public void Rules_are_needed_where_there_are_fewer_classes_than_priorities() =>
        Assert.Throws<ArgumentException>(
            () => new Settlement.Engine.SettlementEngine(new Small(0) { Classes = Three[..2] }.Definition()));

    private static SettlementCommand Credit(int account, long minor, long after) =>
        SettlementCommand.SetCredit(Small.Open + 10 + after, account, minor);
}
