using System.Globalization;
using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using NodaTime;

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
    public void T2_A_time_that_the_clocks_skip_is_later_by_the_jump_and_one_that_comes_twice_is_the_first()
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
    public void T4_Holidays_and_a_weekend_of_ones_own_are_no_business_days()
    {
        ScenarioCalendar calendar = Calendar(
            "{ date: 2026-01-07, days: 3, weekend: [friday, saturday], holidays: [2026-01-08, 2026-01-12] }");

        Assert.Equal(
            [new DateOnly(2026, 1, 7), new(2026, 1, 11), new(2026, 1, 13)], calendar.Days.Select(day => day.Date));
    }

    [Theory]
    [InlineData("2028-02-28", "2028-02-29", "2028-03-01")]
    [InlineData("2027-02-26", "2027-03-01", "2027-03-02")]
    [InlineData("2026-01-30", "2026-02-02", "2026-02-03")]
    [InlineData("2026-12-31", "2027-01-01", "2027-01-04")]
    [InlineData("2100-02-26", "2100-03-01", "2100-03-02")]
    public void T6_Business_dates_go_over_the_ends_of_months_and_years(string first, string second, string third) =>
        Assert.Equal(
            new[] { first, second, third }.Select(date => DateOnly.Parse(date, CultureInfo.InvariantCulture)),
            Calendar($"{{ date: {first}, days: 3 }}").Days.Select(day => day.Date));

    [Fact]
    public void Without_a_weekend_every_day_is_a_business_day() =>
        Assert.Equal(new DateOnly(2026, 1, 11), Calendar("{ date: 2026-01-05, days: 7, weekend: [] }").Days[6].Date);

    [Theory]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    public void T2_A_day_on_which_the_clocks_change_is_shorter_or_longer(string zone, string date, int hours)
    {
        ScenarioCalendar calendar = Calendar($"{{ date: {date}, weekend: [], time-zone: {zone} }}");
        ScenarioCalendar afternoon = Calendar(
            $"{{ date: {date}, weekend: [], time-zone: {zone}, open: \"12:00\", close: \"18:00\" }}");

        Assert.Equal(hours * Hour, calendar.Days[0].CloseAt - calendar.Days[0].OpenAt);
        Assert.Equal(calendar.Days[0].CloseAt - (12 * Hour), afternoon.Days[0].OpenAt);
        Assert.Equal(6 * Hour, afternoon.Days[0].CloseAt - afternoon.Days[0].OpenAt);
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-08", 21)]
    [InlineData("America/New_York", "2026-11-01", 23)]
    [InlineData("Europe/Berlin", "2026-03-29", 21)]
    [InlineData("Europe/Berlin", "2026-10-25", 23)]
    public void An_evening_before_a_change_of_the_clocks_keeps_its_wall_clock(string zone, string date, int hours)
    {
        ScenarioDay day = Calendar(
            $"{{ date: {date}, weekend: [], time-zone: {zone}, open: \"21:00\", close: \"19:00\" }}").Days[0];

        Assert.Equal(hours * Hour, day.CloseAt - day.OpenAt);
    }

    [Fact]
    public void A_system_has_hours_of_its_own_on_the_same_business_dates()
    {
        BusinessCalendar calendar = Business(new DateOnly(2026, 3, 5), 3, new DateOnly(2026, 3, 6));
        BusinessCalendar own = calendar.DaysOf(
            new OpeningHours(9 * Hour, 17 * Hour), DateTimeZoneProviders.Tzdb["America/New_York"]);

        Assert.Equal(calendar.Days.Select(day => day.Date), own.Days.Select(day => day.Date));
        Assert.Equal([14 * Hour, 13 * Hour, 13 * Hour], own.Days.Select(day => day.OpenAt % (24 * Hour)));
        Assert.Equal([22 * Hour, 21 * Hour, 21 * Hour], own.Days.Select(day => day.CloseAt % (24 * Hour)));
        Assert.Equal(own.Days[1].OpenAt + Hour, own.At(2, 10 * Hour));
        Assert.Same(calendar, calendar.DaysOf(null, null));
    }

    [Fact]
    public void A_continuous_day_reaches_from_the_close_of_the_business_date_before_to_its_own()
    {
        // Friday 2026-03-06 is a holiday, and the clocks of New York jump on Sunday 2026-03-08.
        BusinessCalendar calendar = Business(new DateOnly(2026, 3, 5), 3, new DateOnly(2026, 3, 6));
        BusinessCalendar own = calendar.DaysOf(
            new OpeningHours(0, 18 * Hour, IsContinuous: true), DateTimeZoneProviders.Tzdb["America/New_York"]);

        Assert.Equal([24 * Hour, (4 * 24 * Hour) - Hour, 24 * Hour],
            own.Days.Select(day => day.CloseAt - day.OpenAt));
        Assert.Equal(own.Days[0].CloseAt, own.Days[1].OpenAt);
        Assert.Equal(own.Days[1].CloseAt, own.At(2, 18 * Hour));
        Assert.Equal(own.Days[1].CloseAt - (23 * Hour), own.At(2, 19 * Hour));
    }

    [Theory]
    [InlineData("2026-01-10T11:00", 2)]
    [InlineData("2026-01-11T23:59", 2)]
    [InlineData("2026-01-09T17:30", 1)]
    [InlineData("2026-01-08T23:00", 0)]
    [InlineData("2026-01-13T00:00", 3)]
    [InlineData("2026-01-14T00:00", 0)]
    [InlineData("2026-01-07T12:00", 0)]
    public void A_date_time_on_no_business_date_is_of_the_day_whose_close_comes_next(string at, int day)
    {
        string yaml = Reading.Minimal.Replace("\"09:00\"", at, StringComparison.Ordinal)
            + "\ncalendar: { date: 2026-01-09, days: 3, open: \"09:00\", close: \"17:00\" }";

        if (day == 0)
        {
            Assert.Contains("CLR-1215", Reading.OneError(yaml), StringComparison.Ordinal);
            return;
        }

        Scenario scenario = Reading.Good(yaml);
        Assert.Equal(day, scenario.Payments.DayOf(0));
        Assert.Equal(DateTimeOffset.Parse(at + "Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() * 1000,
            scenario.Payments.DueAt[0]);
    }

    [Fact]
    public void A_day_that_agrees_with_the_date_may_stand_beside_it()
    {
        string yaml = Reading.Minimal.Replace("\"09:00\"", "2026-01-06T09:00, day: 2", StringComparison.Ordinal);

        Assert.Equal(2, Reading.Good(yaml + "\ncalendar: { days: 2 }").Payments.DayOf(0));
    }

    [Theory]
    [InlineData("[]", false, false, false)]
    [InlineData("[balances]", true, false, false)]
    [InlineData("[queue, balances]", true, true, false)]
    [InlineData("[balances, queue, positions]", true, true, true)]
    public void Carry_says_what_lives_on_over_the_night(string carry, bool balances, bool queue, bool positions)
    {
        SystemDefinition system = Reading.Good($"{Reading.Minimal}\ncalendar: {{ carry: {carry} }}").Systems[0];

        Assert.Equal((balances, queue, positions), (system.CarryBalances, system.CarryQueue, system.CarryPositions));
    }

    [Fact]
    public void Without_carry_balances_live_on() => Assert.True(Reading.Good(Reading.Minimal).Systems[0].CarryBalances);

    private static BusinessCalendar Business(DateOnly first, int days, params DateOnly[] holidays) => new(
        DateTimeZone.Utc, new BusinessDates(first, days, BusinessDates.Weekend, holidays.ToHashSet()),
        new OpeningHours(0, 24 * Hour));

    private static ScenarioCalendar Calendar(string yaml) =>
        Reading.Good(Reading.Minimal + "\ncalendar: " + yaml).Calendar;
}
