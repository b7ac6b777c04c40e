using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;
using NodaTime;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// Business days in a time zone. Where the clocks jump forward, a time that does not exist is as much later as the
/// jump is long; where they go back, a time that exists twice is the first of the two.
/// </summary>
internal sealed class BusinessCalendar
{
    private readonly DateTimeZone _zone;
    private readonly long _openUs;
    private readonly bool _overnight;
    private readonly DayClock[] _clocks;

    /// <param name="zone">Zone of every time of day.</param>
    /// <param name="firstDate">A Monday to Friday.</param>
    /// <param name="openUs">Since local midnight; later than the close = on the evening before.</param>
    /// <param name="closeUs">Since local midnight.</param>
    /// <param name="days">One or more.</param>
    public BusinessCalendar(DateTimeZone zone, DateOnly firstDate, long openUs, long closeUs, int days)
    {
        _zone = zone;
        _openUs = openUs;
        _overnight = openUs > closeUs;
        _clocks = new DayClock[days];
        List<ScenarioDay> list = new(days);
        DateOnly date = firstDate;
        for (int i = 0; i < days; i++)
        {
            _clocks[i] = new DayClock(ClockOf(date), ClockOf(date.AddDays(-1)));
            list.Add(new ScenarioDay(i + 1, date, At(i + 1, openUs), At(i + 1, closeUs)));
            date = NextBusinessDate(date);
        }

        Days = list;
    }

    /// <summary>One day, 2026-01-05, from midnight to midnight UTC.</summary>
    public static BusinessCalendar Default { get; } =
        new(DateTimeZone.Utc, new DateOnly(2026, 1, 5), 0, TimeText.Day, 1);

    public string TimeZone => _zone.Id;

    public IReadOnlyList<ScenarioDay> Days { get; }

    /// <summary>Local time of day at the open, microseconds since midnight.</summary>
    public long OpenTimeOfDayUs => _openUs;

    public static bool IsBusinessDate(DateOnly date) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    public static DateOnly NextBusinessDate(DateOnly date)
    {
        do
        {
            date = date.AddDays(1);
        }
        while (!IsBusinessDate(date));

        return date;
    }

    /// <summary>The instant of a time of day that belongs to a business day.</summary>
    public long At(int day, long sinceMidnightUs)
    {
        DayClock clock = _clocks[day - 1];
        return At(_overnight && sinceMidnightUs >= _openUs ? clock.EveningBefore : clock.Date, sinceMidnightUs);
    }

    /// <summary>
    /// Business day and instant of a local date-time: the day whose hours hold it, else the day of that date, else null.
    /// </summary>
    public (int Day, long Instant)? Locate(DateOnly date, long sinceMidnightUs)
    {
        long instant = At(ClockOf(date), sinceMidnightUs);
        foreach (ScenarioDay day in Days)
        {
            if (instant >= day.OpenAt && instant <= day.CloseAt)
            {
                return (day.Number, instant);
            }
        }

        foreach (ScenarioDay day in Days)
        {
            if (day.Date == date)
            {
                return (day.Number, instant);
            }
        }

        return null;
    }

    private long At(DateClock clock, long sinceMidnightUs)
    {
        if (clock.IsUniform)
        {
            return clock.MidnightUs + sinceMidnightUs;
        }

        LocalDate date = LocalDate.FromDateOnly(clock.Date);
        LocalDateTime local = date.AtMidnight().PlusTicks(sinceMidnightUs * 10);
        return local.InZoneLeniently(_zone).ToInstant().ToUnixTimeTicks() / 10;
    }

    private DateClock ClockOf(DateOnly date)
    {
        LocalDate local = LocalDate.FromDateOnly(date);
        Instant midnight = local.AtMidnight().InZoneLeniently(_zone).ToInstant();
        Instant next = local.PlusDays(1).AtMidnight().InZoneLeniently(_zone).ToInstant();
        bool uniform = next - midnight == NodaTime.Duration.FromDays(1)
            && _zone.GetUtcOffset(midnight) == _zone.GetUtcOffset(next)
            && _zone.GetZoneInterval(midnight) == _zone.GetZoneInterval(next);
        return new DateClock(date, midnight.ToUnixTimeTicks() / 10, uniform);
    }

    /// <summary>Local midnight of a date, and whether no clock change comes before the next.</summary>
    private readonly record struct DateClock(DateOnly Date, long MidnightUs, bool IsUniform);

    private readonly record struct DayClock(DateClock Date, DateClock EveningBefore);
}
