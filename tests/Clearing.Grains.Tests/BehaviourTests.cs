using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests;

/// <summary>The rules of docs/reference/behaviours.md, each with a day worked out by hand.</summary>
public class BehaviourTests
{
    private static BehaviourRule Receipt(int bank, long windowMinutes = 60, long delayUs = 1_000_000) => new()
    {
        Participants = [bank],
        Send = SendRule.ReceiptReactive,
        WindowUs = windowMinutes * 60_000_000,
        ReactionDelayUs = delayUs,
    };

    private static BehaviourRule Balance(int bank, long keep, long delayUs = 1_000_000) => new()
    {
        Participants = [bank],
        Send = SendRule.BalanceReactive,
        KeepMinor = keep,
        ReactionDelayUs = delayUs,
    };

    private static string[] Run(ScenarioBuilder builder, int system = 0)
    {
        Scenario scenario = builder.Build();
        string[] first = PlainSimulation.Describe(scenario, PlainSimulation.Run(scenario).Systems[system]);
        foreach (long window in new long[] { 1_000_000, 700_001, 250_000 })
        {
            SimulationOptions options = new() { WindowUs = window };
            SimulationResult again = PlainSimulation.Run(scenario, options);
            Assert.Equal(first, PlainSimulation.Describe(scenario, again.Systems[system]));
        }

        return first;
    }

    private static ScenarioBuilder TwoBanks() => new ScenarioBuilder().Bank("A", 1000).Bank("B", 1000).Gross("gross");

    [Fact]
    public void By_default_a_payment_is_sent_when_it_is_due() =>
        Assert.Equal(["p1 10:00:00 settled 10:00:00"], Run(TwoBanks().Pay("p1", "10:00", "A", "B", 5)));

    [Fact]
    public void Hold_until_holds_all_but_urgent_payments_until_its_time() => Assert.Equal(
        ["p1 12:00:00 settled 12:00:00", "p2 10:30:00 settled 10:30:00", "p3 12:30:00 settled 12:30:00"],
        Run(TwoBanks()
            .Behave(new BehaviourRule { Send = SendRule.HoldUntil, HoldUntil = [ScenarioBuilder.At("12:00")] })
            .Pay("p1", "10:00", "A", "B", 5)
            .Pay("p2", "10:30", "A", "B", 5, Priority.Urgent)
            .Pay("p3", "12:30", "A", "B", 5)));

    [Fact]
    public void The_last_rule_that_names_bank_and_system_holds() => Assert.Equal(
        ["p1 10:00:00 settled 10:00:00"],
        Run(TwoBanks()
            .Behave(new BehaviourRule { Send = SendRule.HoldUntil, HoldUntil = [ScenarioBuilder.At("12:00")] })
            .Behave(new BehaviourRule { Participants = [0], System = 0, Send = SendRule.Immediate })
            .Pay("p1", "10:00", "A", "B", 5)));

    [Fact]
    public void A_receipt_lets_as_much_go_a_reaction_delay_later() => Assert.Equal(
        [
            "a1 10:00:00 settled 10:00:00", // due at 09:10, let go by the end of the window
            "b1 10:20:00 settled 10:20:00",
            "a2 10:30:01 settled 10:30:01", // 60 <= 50 + 20 seen
            "a3 11:00:00 settled 11:00:00", // 11 > 10 left
            "b2 10:30:00 settled 10:30:00",
        ],
        Run(TwoBanks().Behave(Receipt(0))
            .Pay("a1", "09:10", "A", "B", 5)
            .Pay("b1", "10:20", "B", "A", 50)
            .Pay("a2", "10:25", "A", "B", 60)
            .Pay("a3", "10:26", "A", "B", 11)
            .Pay("b2", "10:30", "B", "A", 20)));

    [Fact]
    public void The_allowance_starts_again_with_each_window() => Assert.Equal(
        ["b1 09:59:00 settled 09:59:00", "a1 11:00:00 settled 11:00:00"],
        Run(TwoBanks().Behave(Receipt(0))
            .Pay("b1", "09:59", "B", "A", 50)
            .Pay("a1", "10:01", "A", "B", 10)));

    [Fact]
    public void What_is_seen_at_the_end_of_a_window_belongs_to_it() => Assert.Equal(
        ["b1 09:59:59 settled 09:59:59", "a1 11:00:00 settled 11:00:00"],
        Run(TwoBanks().Behave(Receipt(0))
            .Pay("b1", "09:59:59", "B", "A", 50)
            .Pay("a1", "10:00", "A", "B", 10)));

    [Fact]
    public void A_receipt_seen_in_a_window_counts_though_it_happened_before() => Assert.Equal(
        ["b1 09:59:59.500000 settled 09:59:59.500000", "a1 10:30:00 settled 10:30:00"],
        Run(TwoBanks().Behave(Receipt(0))
            .Pay("b1", "09:59:59.5", "B", "A", 50)
            .Pay("a1", "10:30", "A", "B", 10)));

    [Fact]
    public void At_the_close_everything_goes_also_what_falls_due_then() => Assert.Equal(
        ["a1 17:00:00 settled 17:00:00", "a2 17:00:00 settled 17:00:00", "a3 17:00:01 rejected"],
        Run(TwoBanks().Behave(Receipt(0, windowMinutes: 600))
            .Pay("a1", "16:10", "A", "B", 5)
            .Pay("a2", "17:00", "A", "B", 5)
            .Pay("a3", "17:00:01", "A", "B", 5)));

    [Fact]
    public void A_scripted_close_moves_the_last_flush() => Assert.Equal(
        ["a1 16:00:00 settled 16:00:00"],
        Run(TwoBanks().Behave(Receipt(0, windowMinutes: 600))
            .Script(new ScriptedEvent
            {
                Kind = ScriptedEventKind.Close,
                At = ScenarioBuilder.At("15:00"),
                CloseAt = ScenarioBuilder.At("16:00"),
            })
            .Pay("a1", "12:00", "A", "B", 5)));

    [Fact]
    public void Urgent_payments_neither_wait_nor_use_up_the_allowance() => Assert.Equal(
        ["b1 10:00:01 settled 10:00:01", "u1 10:10:00 settled 10:10:00", "a1 10:20:00 settled 10:20:00"],
        Run(TwoBanks().Behave(Receipt(0))
            .Pay("b1", "10:00:01", "B", "A", 50)
            .Pay("u1", "10:10", "A", "B", 40, Priority.Urgent)
            .Pay("a1", "10:20", "A", "B", 50)));

    [Fact]
    public void In_a_net_system_a_release_into_the_cycle_is_a_receipt()
    {
        ScenarioBuilder builder = new ScenarioBuilder().Bank("A", 1000).Bank("B", 1000).Net("netted")
            .Behave(Receipt(0))
            .Pay("b1", "10:10", "B", "A", 50)
            .Pay("a1", "10:10", "A", "B", 50);
        Assert.Equal(["b1 10:10:00 settled 17:00:00", "a1 10:10:01 settled 17:00:00"], Run(builder));
    }

    [Fact]
    public void Balance_reactive_sends_what_leaves_enough_behind() => Assert.Equal(
        [
            "a1 10:00:00 settled 10:00:00", // 100 - 60 >= 40
            "a2 10:20:01 settled 10:20:01", // 40 - 10 < 40 until 10 are seen
            "a3 - unsettled",               // never fits
            "a4 - unsettled",               // behind it
            "u1 10:15:00 settled 10:15:00",
            "b1 10:20:00 settled 10:20:00",
        ],
        Run(new ScenarioBuilder().Bank("A", 100).Bank("B", 1000).Gross("gross").Behave(Balance(0, keep: 40))
            .Pay("a1", "10:00", "A", "B", 60)
            .Pay("a2", "10:05", "A", "B", 10)
            .Pay("a3", "10:06", "A", "B", 500)
            .Pay("a4", "10:07", "A", "B", 1)
            .Pay("u1", "10:15", "A", "B", 5, Priority.Urgent)
            .Pay("b1", "10:20", "B", "A", 15)));

    [Fact]
    public void A_rejected_payment_of_its_own_comes_back_into_the_view() => Assert.Equal(
        ["a1 10:00:00 rejected", "a2 10:00:01 settled 10:00:01"],
        Run(new ScenarioBuilder().Bank("A", 100).Bank("B").Bank("C").Gross("gross").Behave(Balance(0, keep: 0))
            .Script(new() { Kind = ScriptedEventKind.Suspend, At = ScenarioBuilder.At("09:30"), Account = 2 })
            .Pay("a1", "10:00", "A", "C", 100)
            .Pay("a2", "10:00", "A", "B", 100)));

    [Fact]
    public void A_scripted_balance_change_is_seen_a_delay_later() => Assert.Equal(
        ["a1 11:00:02 settled 11:00:02"],
        Run(new ScenarioBuilder().Bank("A").Bank("B").Gross("gross").Behave(Balance(0, keep: 0, delayUs: 2_000_000))
            .Script(new ScriptedEvent
            {
                Kind = ScriptedEventKind.Balance,
                At = ScenarioBuilder.At("11:00"),
                Account = 0,
                AmountMinor = 100,
            })
            .Pay("a1", "10:00", "A", "B", 100)));

    [Fact]
    public void Where_balances_carry_the_view_lives_on_over_the_night() => Assert.Equal(
        ["a1 10:00:00 settled 10:00:00", "b1 11:00:00 settled 11:00:00", "a2 10:00:00 settled 10:00:00"],
        Run(new ScenarioBuilder { Days = 2 }.Bank("A", 100).Bank("B").Gross("gross").Behave(Balance(0, keep: 0))
            .Pay("a1", "10:00", "A", "B", 100)
            .Pay("b1", "11:00", "B", "A", 70)
            .Pay("a2", "10:00", "A", "B", 70, day: 2)));

    [Fact]
    public void Where_they_do_not_carry_each_day_starts_from_the_opening_balance() => Assert.Equal(
        ["a1 10:00:00 settled 10:00:00", "a2 10:00:00 settled 10:00:00", "a3 - unsettled"],
        Run(new ScenarioBuilder { Days = 2, Carry = false }
            .Bank("A", 100).Bank("B").Gross("gross").Behave(Balance(0, keep: 0))
            .Pay("a1", "10:00", "A", "B", 100)
            .Pay("a2", "10:00", "A", "B", 100, day: 2)
            .Pay("a3", "11:00", "A", "B", 1, day: 2)));

    [Fact]
    public void In_an_outage_nothing_leaves_and_everything_arrives() => Assert.Equal(
        ["b1 10:30:00 settled 10:30:00", "a1 11:00:00 settled 11:00:00", "a2 11:00:00 settled 11:00:00"],
        Run(TwoBanks().Outage("A", "10:00", "11:00")
            .Pay("b1", "10:30", "B", "A", 5)
            .Pay("a1", "10:30", "A", "B", 5, Priority.Urgent)
            .Pay("a2", "11:00", "A", "B", 5)));

    [Fact]
    public void In_an_outage_both_ways_nothing_arrives_either_and_outages_chain() => Assert.Equal(
        ["b1 12:00:00 settled 12:00:00", "a1 12:00:00 settled 12:00:00", "b2 12:00:00 settled 12:00:00"],
        Run(TwoBanks().Outage("A", "10:00", "11:30", both: true).Outage("A", "11:00", "12:00", both: true)
            .Pay("b1", "10:30", "B", "A", 5)
            .Pay("a1", "11:30", "A", "B", 5)
            .Pay("b2", "12:00", "B", "A", 5)));

    [Fact]
    public void An_outage_may_concern_one_system_only()
    {
        ScenarioBuilder builder = TwoBanks().Gross("other").Outage("A", "10:00", "11:00", both: true, system: 1)
            .Pay("a1", "10:30", "A", "B", 5)
            .Pay("b1", "10:30", "B", "A", 5);
        Assert.Equal(["a1 10:30:00 settled 10:30:00", "b1 10:30:00 settled 10:30:00"], Run(builder));
        Assert.Equal(["a1 11:00:00 settled 11:00:00", "b1 11:00:00 settled 11:00:00"], Run(builder, system: 1));
    }

    [Fact]
    public void The_transit_delay_lies_between_sending_and_entry() => Assert.Equal(
        ["b1 10:00:03 settled 10:00:03", "a1 10:00:07 settled 10:00:07"],
        Run(new ScenarioBuilder { TransitDelayUs = 3_000_000 }
            .Bank("A").Bank("B", 10).Gross("gross").Behave(Balance(0, keep: 0))
            .Pay("b1", "10:00", "B", "A", 10)
            .Pay("a1", "10:00", "A", "B", 10)));
}
