using System.Globalization;

namespace Clearing.Scenarios.Generators;

/// <summary>Times of day of intraday profiles, in microseconds since midnight.</summary>
internal static class TimeOfDay
{
    public const long DayUs = 86_400_000_000;

    private static readonly string[] Formats = [@"hh\:mm", @"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFF"];

    public static bool TryParse(string? text, out long microseconds)
    {
        if (text is "24:00" or "24:00:00")
        {
            microseconds = DayUs;
            return true;
        }

        bool ok = TimeSpan.TryParseExact(text, Formats, CultureInfo.InvariantCulture, out TimeSpan time);
        microseconds = time.Ticks / TimeSpan.TicksPerMicrosecond;
        return ok;
    }

    /// <summary>A time of day that the checks let through.</summary>
    public static long Parse(string? text) => TryParse(text, out long microseconds)
        ? microseconds
        : throw new ArgumentException($"'{text}' is not a time of day; check before drawing", nameof(text));
}
