using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class ScenarioReaderTests
{
    private const string Example =
        """
        name: two-designs
        description: one line or more
        seed: 7
        currency: USD
        calendar:
          date: 2026-01-05
          open: "09:00"
          close: "17:00"
          days: 2
          time-zone: America/New_York
          carry: [balances]
        participants:
          - { id: B, name: Bank B }
          - { id: A, name: Bank A, balance: 35.00, credit: unlimited, attributes: { opening-position: "1_000.50" } }
        payments:
          - { id: p2, at: "10:00", from: B, to: A, amount: 20, priority: urgent, kind: loan, not-after: "12:00" }
          - { id: p1, at: "09:00", from: A, to: B, amount: 60.00, priority: normal, not-before: "09:30:00.250" }
          - { id: p3, at: 2026-01-06T09:00, from: A, to: B, amount: 1.5 }
          - { id: p4, at: "09:00", day: 2, from: B, to: A, amount: 1.50, currency: USD }
        systems:
          - { name: gross, rulebook: rtgs }
          - name: netted
            rulebook: dns
            cycles: ["17:00", "12:00"]
            ceiling: 2 * opening-position
        limits:
          - { system: netted, from: A, to: B, bilateral: 50.00 }
        events:
          - { at: "11:00", outage: A, until: "14:00" }
          - { at: "10:00", limit: { from: B, to: A, bilateral: 5 } }
          - { at: "10:00", day: 2, priority: p3, to: high, system: gross }
        behaviours:
          - { participants: [A], system: gross, send: { hold-until: "11:00" }, reaction-delay: 2s }
          - { participants: all, send: immediate }
        network: { transit-delay: 200ms }
        expect:
          - { system: gross, settled: 8, netting_ratio: null }
          - { system: gross, participant: A, closing: 0.00 }
          - { system: netted, payment: p1, status: settled, at: "17:00" }
          - { system: netted, settled_value: { at-least: 5 } }
        """;

    private static readonly string ExampleRead = Example.Replace(
        "{ id: B, name: Bank B }", "{ id: B, attributes: { opening-position: 3 } }", StringComparison.Ordinal);

    [Fact]
    public void A_scenario_with_every_part_is_read()
    {
        Scenario scenario = Reading.Good(ExampleRead);

        Assert.Equal("two-designs", scenario.Name);
        Assert.Equal(7UL, scenario.Seed);
        Assert.Equal(["A", "B"], scenario.Participants.Select(p => p.Id));
        Assert.Equal(long.MaxValue, scenario.Participants[0].CreditMinor);
        Assert.Equal(1000.50m, scenario.Participants[0].Attributes["opening-position"]);
        Assert.Equal(200_000, scenario.TransitDelayUs);
    }

    [Fact]
    public void Payments_stand_in_the_order_of_day_time_source_and_row()
    {
        PaymentTable payments = Reading.Good(ExampleRead).Payments;

        Assert.Equal(["p1", "p2", "p3", "p4"], Enumerable.Range(0, payments.Count).Select(payments.IdOf));
        Assert.Equal([1, 1, 2, 2], Enumerable.Range(0, payments.Count).Select(payments.DayOf));
        Assert.Equal([6000L, 2000, 150, 150], payments.AmountMinor);
        Assert.Equal(["bank", "loan"], payments.KindNames);
        Assert.Equal(Priority.Urgent, payments.Priority[1]);
        Assert.Equal(1_767_621_600_000_000, payments.DueAt[0]);
        Assert.Equal(payments.DueAt[0] + 1_800_250_000, payments.NotBefore![0]);
        Assert.Equal(payments.DueAt[1] + 7_200_000_000, payments.NotAfter![1]);
    }

    [Fact]
    public void Systems_take_their_rulebook_and_what_they_override()
    {
        Scenario scenario = Reading.Good(ExampleRead);
        SystemDefinition gross = scenario.Systems[0];
        SystemDefinition netted = scenario.Systems[1];

        Assert.Equal((PositionKind.Balance, -7), (gross.Position, gross.Accounts[0].Floor.AsFloor(new(7))));
        Assert.Equal(PositionKind.Net, netted.Position);
        Assert.False(netted.Accounts[0].Floor.IsSet);
        Assert.Equal(200_100, netted.Accounts[0].Ceiling.AsCeiling(default));
        Assert.False(netted.CycleAtClose);
        Assert.Equal(2, netted.Days[1].CyclesAt.Length);
        Assert.Equal(netted.Days[1].CloseAt, netted.Days[1].CyclesAt[1]);
        Assert.Equal([new BilateralLimit(1, 0, long.MaxValue)], gross.Limits);
        Assert.Equal([new BilateralLimit(0, 1, 5000), new BilateralLimit(1, 0, long.MaxValue)], netted.Limits);
    }

    [Fact]
    public void Events_are_in_order_of_time_and_resolved()
    {
        IReadOnlyList<ScriptedEvent> events = Reading.Good(ExampleRead).Events;

        Assert.Equal(
            [ScriptedEventKind.Limit, ScriptedEventKind.Outage, ScriptedEventKind.Priority],
            events.Select(e => e.Kind));
        Assert.Equal((2, Priority.High, 0), (events[2].Payment, events[2].To, events[2].System));
        Assert.Equal(3 * 3_600_000_000L, events[1].Until - events[1].At);
    }

    [Fact]
    public void Expectations_come_one_fact_each_with_canonical_values()
    {
        IReadOnlyList<Expectation> facts = Reading.Good(ExampleRead).Expectations;

        Assert.Equal(
            [
                "gross: settled = 8", "gross: netting_ratio = null", "gross: A closing = 0.00",
                "netted: p1 status = settled", "netted: p1 at = 17:00", "netted: settled_value >= 5",
            ],
            facts.Select(fact => fact.Text));
        Assert.Equal(
            ["settled_count", "netting_ratio", "closing", "status", "at", "settled_value"],
            facts.Select(fact => fact.Field));
        Assert.Equal(["8", "null", "0.00", "settled", "1767650400000000", "5.00"], facts.Select(fact => fact.Value));
    }

    [Fact]
    public void An_expected_empty_word_is_shown_in_quotes()
    {
        string text = ExampleRead.Replace("settled: 8, netting_ratio: null }", "payment: p1, route: \"\" }",
            StringComparison.Ordinal);

        Assert.Equal("gross: p1 route = \"\"", Reading.Good(text).Expectations[0].Text);
    }

    [Fact]
    public void A_payment_with_an_error_is_still_there_for_what_names_it()
    {
        string error = Reading.OneError(ExampleRead.Replace("amount: 60.00", "amount: x", StringComparison.Ordinal));

        Assert.Contains("CLR-1201", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_text_whatever_yaml_takes_them_for()
    {
        Scenario scenario = Reading.Good(
            """
            name: ids
            participants:
              - { id: 0123 }
              - { id: NO }
              - { id: 1E10 }
              - { id: NULL }
            payments:
              - { id: 1.0, at: "09:00", from: 0123, to: NO, amount: 1 }
              - { id: null, at: 09:00, from: 1E10, to: NULL, amount: 1 }
            systems: [{ name: 1e3, rulebook: rtgs }]
            """);

        Assert.Equal(["0123", "1E10", "NO", "NULL"], scenario.Participants.Select(p => p.Id));
        Assert.Equal(["1.0", "null"], Enumerable.Range(0, 2).Select(scenario.Payments.IdOf));
        Assert.Equal("1e3", scenario.Systems[0].Name);
    }

    [Fact]
    public void Every_error_is_reported_not_only_the_first()
    {
        ScenarioResult result = Reading.Of(
            """
            name: Bad Name
            currancy: USD
            participants:
              - { id: A, balance: 1e3 }
            payments:
              - { id: p1, at: "25:00", from: A, to: X, amount: 0 }
            systems:
              - { name: gross, rulebook: rtsg }
            """);

        Assert.Equal(
            [
                "1:7 CLR-1209", "2:1 CLR-1101", "4:23 CLR-1201", "6:19 CLR-1204", "6:41 CLR-1302", "6:52 CLR-1203",
                "8:30 CLR-1305",
            ],
            result.Errors.Select(error => $"{error.Line}:{error.Column} {error.Code}"));
        Assert.Contains("did you mean `currency`?", result.Errors[1].Message, StringComparison.Ordinal);
        Assert.Contains("did you mean `rtgs`?", result.Errors[6].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payment_outside_the_hours_is_no_error_of_the_file()
    {
        Scenario scenario = Reading.Good(Reading.Minimal.Replace("\"09:00\"", "\"20:00\"", StringComparison.Ordinal)
            + "\ncalendar: { close: \"18:00\" }");

        Assert.True(scenario.Payments.DueAt[0] > scenario.Calendar.Days[0].CloseAt);
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_and_windows_line_ends_is_read()
    {
        string text = "\ufeff" + Reading.Minimal.ReplaceLineEndings("\r\n");

        Assert.Equal(3, Reading.Good(text).Participants.Count);
    }
}
