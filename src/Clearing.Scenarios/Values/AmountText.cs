using System.Globalization;

namespace Clearing.Scenarios.Values;

/// <summary>Why a text is not an amount.</summary>
internal enum AmountFault
{
    None,

    /// <summary>Not digits with at most one decimal point.</summary>
    Malformed,

    /// <summary>More decimals than the currency has, zeros included: nothing is ever rounded.</summary>
    TooManyDecimals,

    /// <summary>More minor units than a signed 64-bit number holds.</summary>
    TooLarge,
}

/// <summary>
/// Amounts as files write them: <c>-?</c> digits without leading zeros, or in groups of three joined by <c>_</c>, then
/// optionally a point and digits. No exponent, no plus sign, no other digits than 0 to 9.
/// </summary>
internal static class AmountText
{
    /// <summary>Parses to minor units, exactly.</summary>
    public static AmountFault Parse(ReadOnlySpan<char> text, int decimals, out long amountMinor)
    {
        amountMinor = 0;
        if (!Scan(text, out int point))
        {
            return AmountFault.Malformed;
        }

        int written = point < 0 ? 0 : text.Length - point - 1;
        if (written > decimals)
        {
            return AmountFault.TooManyDecimals;
        }

        bool negative = text[0] == '-';
        Int128 value = 0;
        foreach (char c in negative ? text[1..] : text)
        {
            if (c is '_' or '.')
            {
                continue;
            }

            value = (value * 10) + (c - '0');
            if (value > (Int128)long.MaxValue + 1)
            {
                return AmountFault.TooLarge;
            }
        }

        for (int i = written; i < decimals; i++)
        {
            value *= 10;
        }

        value = negative ? -value : value;

        // The greatest number stands for "unlimited" and the smallest has no opposite: neither is an amount.
        if (value >= long.MaxValue || value <= long.MinValue)
        {
            return AmountFault.TooLarge;
        }

        amountMinor = (long)value;
        return AmountFault.None;
    }

    /// <summary>Parses a number of at most 28 digits, exactly; trailing zeros are kept.</summary>
    public static AmountFault Parse(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        if (!Scan(text, out _))
        {
            return AmountFault.Malformed;
        }

        string digits = text.ToString().Replace("_", "", StringComparison.Ordinal);
        if (digits.Count(char.IsAsciiDigit) > 28)
        {
            return AmountFault.TooLarge;
        }

        value = decimal.Parse(
            digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return AmountFault.None;
    }

    /// <summary>Checks the form; <paramref name="point"/> is the place of the decimal point or -1.</summary>
    private static bool Scan(ReadOnlySpan<char> text, out int point)
    {
        point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        if (whole.StartsWith("-"))
        {
            whole = whole[1..];
        }

        bool decimalsFine = point < 0
            || (point < text.Length - 1 && text[(point + 1)..].IndexOfAnyExceptInRange('0', '9') < 0);
        return decimalsFine && IsWhole(whole);
    }

    private static bool IsWhole(ReadOnlySpan<char> whole)
    {
        if (whole.IsEmpty || (whole.Length > 1 && whole[0] == '0'))
        {
            return false;
        }

        int underscore = whole.IndexOf('_');
        if (underscore < 0)
        {
            return whole.IndexOfAnyExceptInRange('0', '9') < 0;
        }

        if (underscore is < 1 or > 3 || (whole.Length - underscore) % 4 != 0)
        {
            return false;
        }

        for (int i = 0; i < whole.Length; i++)
        {
            bool joint = i >= underscore && (i - underscore) % 4 == 0;
            if (joint ? whole[i] != '_' : !char.IsAsciiDigit(whole[i]))
            {
                return false;
            }
        }

        return true;
    }
}
