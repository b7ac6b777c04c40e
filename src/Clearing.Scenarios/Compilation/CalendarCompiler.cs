using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using NodaTime;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `calendar:`.</summary>
internal static class CalendarCompiler
{
    /// <summary>Most business days of a scenario.</summary>
    public const int MaxDays = 5000;

    public static BusinessCalendar Compile(CalendarDocument? document, CompilationContext context)
    {
        if (document is null)
        {
            return BusinessCalendar.Default;
        }

        DateTimeZone zone = document.TimeZone is { } id
            ? Zone(id.Text, context.Marks.Of(document, nameof(document.TimeZone)), context) : DateTimeZone.Utc;
        long open = document.Open?.SinceMidnightUs ?? 0;
        long close = document.Close?.SinceMidnightUs ?? TimeText.Day;
        if (open == close)
        {
            context.Error(ErrorCodes.OutOfOrder, context.Marks.Of(document, nameof(document.Open)),
                $"The day opens and closes at {TimeText.ShowTimeOfDay(open)}; give it a length");
            close = open == 0 ? TimeText.Day : 0;
        }

        int days = document.Days ?? 1;
        if (days is < 1 or > MaxDays)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.Days)),
                $"`days` is {days}; write 1 to {MaxDays}");
            days = 1;
        }

        BusinessDates dates = Dates(document, days, context);
        return new BusinessCalendar(zone, dates, new OpeningHours(open, close));
    }

    private static BusinessDates Dates(CalendarDocument document, int days, CompilationContext context)
    {
        IReadOnlySet<DayOfWeek> weekend = document.Weekend?.ToHashSet() ?? BusinessDates.Weekend;
        if (weekend.Count == 7)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.Weekend)),
                "`weekend` is the whole week; leave at least one day for business");
            weekend = BusinessDates.Weekend;
        }

        HashSet<DateOnly> holidays = document.Holidays?.ToHashSet() ?? [];
        DateOnly date = document.Date ?? new DateOnly(2026, 1, 5);
        BusinessDates dates = new(date, days, weekend, holidays);
        if (dates.Contains(date))
        {
            return dates;
        }

        string why = weekend.Contains(date.DayOfWeek) ? $"a {date.DayOfWeek}" : "a holiday";
        context.Error(ErrorCodes.Date, context.Marks.Of(document, nameof(document.Date)),
            $"{date:yyyy-MM-dd} is {why}; the first day must be a business day, "
            + $"for instance {dates.Next(date):yyyy-MM-dd}");
        return new BusinessDates(dates.Next(date), days, weekend, holidays);
    }

    /// <summary>What lives on over the night.</summary>
    public static CarryRules Carry(CalendarDocument? document) => document?.Carry is { } carry
        ? new CarryRules(carry.Contains(CarryItem.Balances), carry.Contains(CarryItem.Queue),
            carry.Contains(CarryItem.Positions))
        : new CarryRules(Balances: true);

    /// <summary>A time zone by its IANA name; UTC after an error.</summary>
    public static DateTimeZone Zone(string id, Mark at, CompilationContext context)
    {
        if (DateTimeZoneProviders.Tzdb.Ids.Contains(id))
        {
            return DateTimeZoneProviders.Tzdb[id];
        }

        context.Error(ErrorCodes.UnknownTimeZone, at,
            $"{Characters.Show(id)} is not an IANA time zone{Nearest.Hint(id, DateTimeZoneProviders.Tzdb.Ids)}");
        return DateTimeZone.Utc;
    }
}

/// <summary>What lives on over the night.</summary>
internal readonly record struct CarryRules(bool Balances, bool Queue = false, bool Positions = false);
