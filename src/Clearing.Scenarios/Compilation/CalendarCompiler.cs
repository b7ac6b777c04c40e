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

        DateTimeZone zone = Zone(document, context);
        DateOnly date = document.Date ?? new DateOnly(2026, 1, 5);
        if (!BusinessCalendar.IsBusinessDate(date))
        {
            DateOnly next = BusinessCalendar.NextBusinessDate(date);
            context.Error(ErrorCodes.Date, context.Marks.Of(document, nameof(document.Date)),
                $"{date:yyyy-MM-dd} is a {date.DayOfWeek}; the first business day is a Monday to Friday, "
                + $"for instance {next:yyyy-MM-dd}");
            date = next;
        }

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

        return new BusinessCalendar(zone, date, open, close, days);
    }

    /// <summary>True when balances live on over the night.</summary>
    public static bool CarriesBalances(CalendarDocument? document, CompilationContext context)
    {
        if (document?.Carry is not { } carry)
        {
            return true;
        }

        for (int i = 0; i < carry.Count; i++)
        {
            if (carry[i] != CarryItem.Balances)
            {
                context.Error(ErrorCodes.NotSupported, context.Marks.Of(carry, i),
                    $"To carry `{Binding.Kebab.Of(carry[i].ToString())}` is not supported yet; write [balances] or []");
            }
        }

        return carry.Contains(CarryItem.Balances);
    }

    private static DateTimeZone Zone(CalendarDocument document, CompilationContext context)
    {
        if (document.TimeZone is not { } id)
        {
            return DateTimeZone.Utc;
        }

        if (DateTimeZoneProviders.Tzdb.Ids.Contains(id.Text))
        {
            return DateTimeZoneProviders.Tzdb[id.Text];
        }

        context.Error(ErrorCodes.UnknownTimeZone, context.Marks.Of(document, nameof(document.TimeZone)),
            $"{Characters.Show(id.Text)} is not an IANA time zone"
            + Nearest.Hint(id.Text, DateTimeZoneProviders.Tzdb.Ids));
        return DateTimeZone.Utc;
    }
}
