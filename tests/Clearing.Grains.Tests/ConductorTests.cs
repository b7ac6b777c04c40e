using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;

namespace Clearing.Grains.Tests;

public class ConductorTests
{
    private static readonly long Ten = ScenarioBuilder.At("10:00");

    [Fact]
    public void Banks_that_cannot_react_are_never_called_and_time_has_one_window()
    {
        Scenario scenario = Reactive().Behave(new BehaviourRule { Send = SendRule.Immediate }).Build();
        Window window = new Conductor(scenario, new SimulationOptions(), "test").Next();
        Assert.Equal(long.MaxValue, window.Until);
        Assert.Empty(window.Calls);
    }

    [Fact]
    public void While_no_bank_holds_anything_back_time_jumps_to_what_falls_due_next()
    {
        Conductor conductor = Open(out _);
        Window window = conductor.Next();
        Assert.Equal(Ten, window.Until);
        Assert.Empty(window.Calls);
    }

    [Fact]
    public void A_window_calls_who_has_something_due_with_what_it_was_not_told_yet()
    {
        Conductor conductor = Open(out BankDesk desk);
        conductor.Next();
        Notice early = new(Ten - 5_000_000, 7, 0, 0, NoticeKind.Receipt);
        conductor.Take(Carried(Ten + 60_000_000, early));
        Window window = conductor.Next();
        Assert.Equal(Ten + 1_000_000, window.Until);
        BankCall call = Assert.Single(window.Calls);
        Assert.Equal([early], call.Notices.Span.ToArray());
        Assert.Empty(desk.Act(window.Until, call.Notices.Span).Batches);
    }

    [Fact]
    public void A_bank_that_waits_is_called_in_the_window_in_which_it_sees_something()
    {
        Conductor conductor = Open(out BankDesk desk);
        conductor.Next();
        conductor.Take(Carried(Ten));
        Window due = conductor.Next();
        conductor.Take(0, desk.Act(due.Until, []));
        Notice receipt = new(Ten + 500_000, 50, 0, 0, NoticeKind.Receipt);
        conductor.Take(Carried(Ten + 1_200_000, receipt));

        Window next = conductor.Next();
        BankReply reply = desk.Act(next.Until, Assert.Single(next.Calls).Notices.Span);
        SendOrder order = Assert.Single(Assert.Single(reply.Batches).Orders.Span.ToArray());
        Assert.Equal(Ten + 1_500_000, order.Time);
        Assert.True(reply.Done);
    }

    [Fact]
    public void Ends_of_halts_take_their_place_in_time_and_closes_move_the_hours()
    {
        Scenario scenario = Reactive()
            .Halt("10:00", "12:00")
            .Script(new()
            {
                Kind = ScriptedEventKind.Close,
                At = ScenarioBuilder.At("11:00"),
                CloseAt = ScenarioBuilder.At("18:00"),
            })
            .Build();
        Conductor conductor = new(scenario, new SimulationOptions(), "test");
        Assert.Equal(
            ["10:00:00 Halt", "11:00:00 MoveClose", "12:00:00 Resume"],
            conductor.SettlementBooks[0].Scripts[0].ToArray()
                .Select(c => $"{ScenarioBuilder.TimeOf(c.Time)} {c.Kind}"));
        ServiceHours hours = conductor.BankBooks[0].Policies[0].Days[0];
        Assert.Equal("18:00:00", ScenarioBuilder.TimeOf(hours.CloseAt));
    }

    [Fact]
    public void Halts_that_overlap_or_meet_are_one()
    {
        Scenario scenario = Reactive()
            .Halt("10:00", "14:00").Halt("12:00", "13:00").Halt("14:00", "15:00").Halt("16:00", "16:30")
            .Build();
        Conductor conductor = new(scenario, new SimulationOptions(), "test");
        Assert.Equal(
            ["15:00:00", "16:30:00"],
            conductor.SettlementBooks[0].Scripts[0].ToArray()
                .Where(c => c.Kind == CommandKind.Resume).Select(c => ScenarioBuilder.TimeOf(c.Time)));
    }

    [Fact]
    public void Systems_in_which_a_bank_sends_alike_share_one_batch()
    {
        Scenario scenario = new ScenarioBuilder().Bank("A", 100).Bank("B")
            .Gross("one").Gross("two").Gross("three")
            .Outage("A", "11:00", "12:00", system: 1)
            .Pay("p1", "10:00", "A", "B", 5)
            .Build();
        Conductor conductor = new(scenario, new SimulationOptions(), "test");
        Assert.Equal([0b101UL, 0b010UL], conductor.BankBooks[0].Policies.Select(policy => policy.Arrangements));
    }

    [Fact]
    public void A_statement_of_nobody_is_refused()
    {
        SimulationOptions options = new() { Statements = ["NOBODY"] };
        Assert.Throws<ArgumentException>(() => new Conductor(Reactive().Build(), options, "test"));
    }

    /// <summary>A reacts to receipts a second after they happen and has one payment due, at ten.</summary>
    private static ScenarioBuilder Reactive() => new ScenarioBuilder().Bank("A", 100).Bank("B", 100).Gross("gross")
        .Behave(new BehaviourRule { Participants = [0], Send = SendRule.ReceiptReactive, WindowUs = 3_600_000_000 })
        .Pay("p1", "10:00", "A", "B", 50);

    private static Conductor Open(out BankDesk desk)
    {
        Conductor conductor = new(Reactive().Build(), new SimulationOptions(), "test");
        desk = new BankDesk(conductor.BankBooks[0]);
        conductor.Take(0, desk.Open());
        return conductor;
    }

    private static CarryReply Carried(long nextInstant, params Notice[] notices) => new()
    {
        IsComplete = true,
        Notices = [new Blob<Notice>(notices)],
        NextInstant = nextInstant,
        Time = 0,
        Delivered = 0,
    };
}
