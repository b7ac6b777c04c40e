using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;
using NodaTime;

namespace Clearing.Scenarios.Compilation;

/// <summary>When a business day begins and ends, by the clock on the wall.</summary>
/// <param name="OpenUs">Since local midnight; later than the close = on the evening before.</param>
/// <param name="CloseUs">Since local midnight.</param>
/// <param name="IsContinuous">
/// True: a business day reaches from the close of the business date before it to its own close (7x24), whatever
/// <paramref name="OpenUs"/> says.
/// </param>
internal readonly record struct OpeningHours(long OpenUs, long CloseUs, bool IsContinuous = false);

/// <summary>
/// Business days in a time zone. Where the clocks jump forward, a time that does not exist is as much later as the
/// jump is long; where they go back, a time that exists twice is the first of the two.
/// </summary>
internal sealed class BusinessCalendar
{
    private readonly DateTimeZone _zone;
    private readonly BusinessDates _dates;
    private readonly OpeningHours _hours;
    private readonly DayClock[] _clocks;

    public BusinessCalendar(DateTimeZone zone, BusinessDates dates, OpeningHours hours)
    {
        _zone = zone;
        _dates = dates;
        _hours = hours;
        _clocks = [.. dates.Dates.Select(date => new DayClock(ClockOf(date), ClockOf(date.AddDays(-1))))];
        List<ScenarioDay> list = new(_clocks.Length);
        long before = hours.IsContinuous ? At(ClockOf(dates.Before), hours.CloseUs) : 0;
        for (int i = 0; i < _clocks.Length; i++)
        {
            long close = At(_clocks[i].Date, hours.CloseUs);
            long open = hours.IsContinuous ? before : At(i + 1, hours.OpenUs);
            list.Add(new ScenarioDay(i + 1, dates.Dates[i], open, close));
            before = close;
        }

        Days = list;
    }

    /// <summary>One day, 2026-01-05, from midnight to midnight UTC.</summary>
    public static BusinessCalendar Default { get; } = new(
        DateTimeZone.Utc,
        new BusinessDates(new DateOnly(2026, 1, 5), 1, BusinessDates.Weekend, new HashSet<DateOnly>()),
        new OpeningHours(0, TimeText.Day));

    public string TimeZone => _zone.Id;

    public IReadOnlyList<ScenarioDay> Days { get; }

    public OpeningHours Hours => _hours;

    /// <summary>
    /// The same business days by the hours and the clock of a system of its own; what is null is as here. Day N is
    /// the N-th business date in every system.
    /// </summary>
    public BusinessCalendar DaysOf(OpeningHours? hours, DateTimeZone? zone) =>
        hours is null && zone is null ? this : new BusinessCalendar(zone ?? _zone, _dates, hours ?? _hours);

    /// <summary>The instant of a time of day that belongs to a business day.</summary>
    public long At(int day, long sinceMidnightUs)
    {
        DayClock clock = _clocks[day - 1];
        bool isEvening = _hours.IsContinuous
            ? sinceMidnightUs > _hours.CloseUs
            : _hours.OpenUs > _hours.CloseUs && sinceMidnightUs >= _hours.OpenUs;
        return At(isEvening ? clock.EveningBefore : clock.Date, sinceMidnightUs);
    }

    /// <summary>
    /// Business day and instant of a local date-time: the day whose hours hold it; else the day of that date; else,
    /// on a date that is no business date, the day whose close comes next. Null before the business date before the
    /// first, and after the last day.
    /// </summary>
    public (int Day, long Instant)? Locate(DateOnly date, long sinceMidnightUs)
    {
        long instant = At(ClockOf(date), sinceMidnightUs);
        ScenarioDay? found = Days.FirstOrDefault(day => instant >= day.OpenAt && instant <= day.CloseAt)
            ?? Days.FirstOrDefault(day => day.Date == date);
        if (found is null && date > _dates.Before && !_dates.Contains(date))
        {
            found = Days.FirstOrDefault(day => day.CloseAt >= instant);
        }

        return found is null ? null : (found.Number, instant);
    }

    /// <summary>The local date and time of day of an instant.</summary>
    public (DateOnly Date, long SinceMidnightUs) LocalOf(long instant)
    {
        LocalDateTime local = Instant.FromUnixTimeTicks(instant * 10).InZone(_zone).LocalDateTime;
        return (local.Date.ToDateOnly(), local.TickOfDay / 10);
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
