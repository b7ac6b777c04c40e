using System.Globalization;

namespace Clearing.Scenarios.Values;

/// <summary>Times of day, dates and durations as files write them; everything in microseconds.</summary>
internal static class TimeText
{
    public const long Second = 1_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>
    /// <c>HH:MM</c>, <c>HH:MM:SS</c> or <c>HH:MM:SS.ffffff</c> (1 to 6 decimals); up to <c>24:00</c>.
    /// </summary>
    public static bool TryTimeOfDay(ReadOnlySpan<char> text, out long sinceMidnightUs)
    {
        sinceMidnightUs = 0;
        if (text.Length < 5 || text[2] != ':'
            || !TryDigits(text[..2], out int hour) || !TryDigits(text[3..5], out int minute))
        {
            return false;
        }

        int second = 0;
        int fraction = 0;
        if (text.Length > 5)
        {
            if (text.Length < 8 || text[5] != ':' || !TryDigits(text[6..8], out second))
            {
                return false;
            }

            if (text.Length > 8 && !TryFraction(text[8..], out fraction))
            {
                return false;
            }
        }

        sinceMidnightUs = (hour * Hour) + (minute * Minute) + (second * Second) + fraction;
        return minute < 60 && second < 60 && sinceMidnightUs <= Day;
    }

    /// <summary>A local date-time, <c>YYYY-MM-DDTHH:MM</c> with seconds and decimals if wanted, no offset.</summary>
    public static bool TryDateTime(ReadOnlySpan<char> text, out DateOnly date, out long sinceMidnightUs)
    {
        sinceMidnightUs = 0;
        date = default;
        return text.Length > 11 && text[10] == 'T' && TryDate(text[..10], out date)
            && TryTimeOfDay(text[11..], out sinceMidnightUs);
    }

    /// <summary><c>YYYY-MM-DD</c>, from 1900 to 2999.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        && date.Year is >= 1900 and <= 2999;

    /// <summary>A whole number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>; zero or more, up to 1000 days.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out long durationUs)
    {
        durationUs = 0;
        int unitAt = text.IndexOfAnyExceptInRange('0', '9');
        if (unitAt is < 1 or > 11)
        {
            return false;
        }

        long unit = text[unitAt..] switch
        {
            "ms" => 1000,
            "s" => Second,
            "m" => Minute,
            "h" => Hour,
            _ => 0,
        };
        if (unit == 0 || (unitAt > 1 && text[0] == '0'))
        {
            return false;
        }

        long number = long.Parse(text[..unitAt], NumberStyles.None, CultureInfo.InvariantCulture);
        if (number > 1000 * Day / unit)
        {
            return false;
        }

        durationUs = number * unit;
        return true;
    }

    /// <summary>A time of day as a file would write it, for messages.</summary>
    public static string ShowTimeOfDay(long sinceMidnightUs)
    {
        long rest = sinceMidnightUs % Minute;
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{sinceMidnightUs / Hour:00}:{sinceMidnightUs % Hour / Minute:00}");
        if (rest == 0)
        {
            return text;
        }

        text += string.Create(CultureInfo.InvariantCulture, $":{rest / Second:00}");
        return rest % Second == 0 ? text : text + string.Create(CultureInfo.InvariantCulture,
            $".{rest % Second:000000}");
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out int microseconds)
    {
        microseconds = 0;
        if (text.Length is < 2 or > 7 || text[0] != '.' || !TryDigits(text[1..], out microseconds))
        {
            return false;
        }

        for (int i = text.Length; i < 7; i++)
        {
            microseconds *= 10;
        }

        return true;
    }
}
