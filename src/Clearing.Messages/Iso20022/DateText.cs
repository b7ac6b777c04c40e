namespace Clearing.Messages.Iso20022;

/// <summary>
/// Dates and times as XML Schema writes them, years 0001 to 9999, with an offset from UTC where one is given. Midnight
/// is 00:00:00: the 24:00:00 of XML Schema is refused, as the schema processor of .NET refuses it.
/// </summary>
internal static class DateText
{
    private const int DateLength = 10;
    private const int TimeLength = 8;

    public static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length >= DateLength && ReadDate(text) != 0 && IsOffset(text[DateLength..]);

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > DateLength && ReadDate(text) != 0 && text[DateLength] == 'T' && IsTime(text[(DateLength + 1)..]);

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < TimeLength || text[2] != ':' || text[5] != ':')
        {
            return false;
        }

        int hour = Pair(text, 0);
        int minute = Pair(text, 3);
        int second = Pair(text, 6);
        if (minute is < 0 or > 59 || second is < 0 or > 59 || hour is < 0 or > 23)
        {
            return false;
        }

        int at = TimeLength;
        if (at < text.Length && text[at] == '.')
        {
            int first = ++at;
            while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            {
                at++;
            }

            if (at == first)
            {
                return false;
            }
        }

        return IsOffset(text[at..]);
    }

    public static bool IsYear(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && Year(text) > 0 && IsOffset(text[4..]);

    public static bool IsYearMonth(ReadOnlySpan<byte> text) =>
        text.Length >= 7 && Year(text) > 0 && text[4] == '-' && Pair(text, 5) is >= 1 and <= 12 && IsOffset(text[7..]);

    /// <summary>The date at the start of a date or date and time as yyyymmdd; 0 = there is none.</summary>
    public static int ReadDate(ReadOnlySpan<byte> text)
    {
        if (text.Length < DateLength || text[4] != '-' || text[7] != '-')
        {
            return 0;
        }

        int year = Year(text);
        int month = Pair(text, 5);
        int day = Pair(text, 8);
        return year > 0 && month is >= 1 and <= 12 && day >= 1
            && (day <= 28 || day <= DateTime.DaysInMonth(year, month))
            ? (year * 100 + month) * 100 + day
            : 0;
    }

    private static bool IsOffset(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || text is [(byte)'Z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        int hour = Pair(text, 1);
        int minute = Pair(text, 4);
        return (hour is >= 0 and < 14 && minute is >= 0 and < 60) || (hour == 14 && minute == 0);
    }

    private static int Year(ReadOnlySpan<byte> text)
    {
        int century = Pair(text, 0);
        int year = Pair(text, 2);
        return century < 0 || year < 0 ? -1 : century * 100 + year;
    }

    private static int Pair(ReadOnlySpan<byte> text, int at)
    {
        uint tens = unchecked((uint)(text[at] - '0'));
        uint ones = unchecked((uint)(text[at + 1] - '0'));
        return tens > 9 || ones > 9 ? -1 : (int)(tens * 10 + ones);
    }
}
