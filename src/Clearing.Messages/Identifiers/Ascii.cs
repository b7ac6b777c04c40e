using System.Buffers;

namespace Clearing.Messages.Identifiers;

/// <summary>Questions about ASCII octets that every identifier asks.</summary>
internal static class Ascii
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private static readonly SearchValues<byte> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> UpperAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    private static readonly SearchValues<byte> LettersAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    public static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Digits);

    public static bool AreUpper(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Upper);

    public static bool AreUpperOrDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(UpperAndDigits);

    public static bool AreLettersOrDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(LettersAndDigits);

    /// <summary>The number that at most nine digits write; -1 when one of them is none.</summary>
    public static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte octet in digits)
        {
            int digit = octet - '0';
            if (digit is < 0 or > 9)
            {
                return -1;
            }

            value = value * 10 + digit;
        }

        return value;
    }

    /// <summary>True when <paramref name="text"/> is a day of the calendar, written CCYYMMDD.</summary>
    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        int number = text.Length == 8 ? Number(text) : -1;
        return number >= 1_01_01 && IsDay(number / 10000, number / 100 % 100, number % 100);
    }

    /// <summary>True when the year 1 to 9999 has that day.</summary>
    public static bool IsDay(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    /// <summary>True when <paramref name="text"/> is a day of some year, written MMDD.</summary>
    public static bool IsMonthAndDay(ReadOnlySpan<byte> text)
    {
        int number = text.Length == 4 ? Number(text) : -1;

        // A leap year has every day.
        return number >= 0 && IsDay(2000, number / 100, number % 100);
    }

    /// <summary>True when <paramref name="text"/> is a minute of the day, written HHMM.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        int number = text.Length == 4 ? Number(text) : -1;
        return number >= 0 && number / 100 < 24 && number % 100 < 60;
    }
}
