using Clearing.Scenarios.Model;

namespace Clearing.Scenarios.Tests;

public sealed class CalendarTests
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public void Days_are_business_days()
    {
        ScenarioCalendar calendar = Calendar("{ date: 2026-01-08, days: 4 }");

        Assert.Equal(
            [new DateOnly(2026, 1, 8), new(2026, 1, 9), new(2026, 1, 12), new(2026, 1, 13)],
            calendar.Days.Select(day => day.Date));
        Assert.Equal([1, 2, 3, 4], calendar.Days.Select(day => day.Number));
    }

    [Fact]
    public void Without_hours_a_day_runs_from_midnight_to_midnight()
    {
        ScenarioDay day = Calendar("{ days: 1 }").Days[0];

        Assert.Equal((1_767_571_200_000_000, 24 * Hour), (day.OpenAt, day.CloseAt - day.OpenAt));
    }

    [Fact]
    public void An_open_later_than_the_close_belongs_to_the_evening_before()
    {
        ScenarioDay day = Calendar("{ open: \"21:00\", close: \"19:00\" }").Days[0];

        Assert.Equal(1_767_571_200_000_000 - (3 * Hour), day.OpenAt);
        Assert.Equal(22 * Hour, day.CloseAt - day.OpenAt);
    }

    [Fact]
    public void A_payment_of_the_evening_belongs_to_the_business_day_after_it()
    {
        Scenario scenario = Reading.Good(Reading.Minimal.Replace("\"09:00\"", "\"22:00\"", StringComparison.Ordinal)
            + "\ncalendar: { open: \"21:00\", close: \"19:00\" }");

        Assert.Equal(1_767_571_200_000_000 - (2 * Hour), scenario.Payments.DueAt[0]);
    }

    [Theory]
    [InlineData("2026-03-09", 4)]
    [InlineData("2026-03-06", 5)]
    public void Hours_follow_the_clocks_of_the_zone(string date, int hoursBehind)
    {
        ScenarioDay day = Calendar($"{{ date: {date}, open: \"09:00\", time-zone: America/New_York }}").Days[0];

        Assert.Equal((9 + hoursBehind) * Hour, day.OpenAt % (24 * Hour));
    }

    [Fact]
    public void A_time_that_the_clocks_skip_is_later_by_the_jump_and_one_that_comes_twice_is_the_first()
    {
        // Cairo's clocks jump from 00:00 to 01:00 on Friday 2026-04-24;
        // they go back from 24:00 to 23:00 on Thursday 2026-10-29.
        ScenarioDay skipped = Calendar("{ date: 2026-04-24, open: \"00:30\", time-zone: Africa/Cairo }").Days[0];
        ScenarioDay twice = Calendar("{ date: 2026-10-29, open: \"23:30\", time-zone: Africa/Cairo }").Days[0];

        Assert.Equal(new DateTimeOffset(2026, 4, 23, 22, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000,
            skipped.OpenAt);
        Assert.Equal(new DateTimeOffset(2026, 10, 29, 20, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000,
            twice.OpenAt);
    }

    [Fact]
    public void A_date_time_fixes_the_day()
    {
        Scenario scenario = Reading.Good(
            Reading.Minimal.Replace("\"09:00\"",
                "2026-01-06T09:00", StringComparison.Ordinal) + "\ncalendar: { days: 3 }");

        Assert.Equal(2, scenario.Payments.DayOf(0));
    }

    [Fact]
    public void At_midnight_between_two_days_the_earlier_day_comes_first()
    {
        Scenario scenario = Reading.Good(Reading.Minimal.Replace(
            "  - { id: p1, at: \"09:00\", from: A, to: B, amount: 60.00 }",
            "  - { id: p1, at: \"00:00\", day: 2, from: A, to: B, amount: 1 }\n"
            + "  - { id: p2, at: \"24:00\", day: 1, from: A, to: B, amount: 1 }",
            StringComparison.Ordinal) + "\ncalendar: { days: 2 }");

        Assert.Equal(["p2", "p1"], Enumerable.Range(0, 2).Select(scenario.Payments.IdOf));
        Assert.Equal(scenario.Payments.DueAt[0], scenario.Payments.DueAt[1]);
    }

    [Fact]
    public void Carry_says_whether_balances_live_on()
    {
        Assert.True(Reading.Good(Reading.Minimal).Systems[0].CarryBalances);
        Assert.False(Reading.Good(Reading.Minimal + "\ncalendar: { carry: [] }").Systems[0].CarryBalances);
    }

    private static ScenarioCalendar Calendar(string yaml) =>
        Reading.Good(Reading.Minimal + "\ncalendar: " + yaml).Calendar;
}
