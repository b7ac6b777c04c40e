using System.Globalization;

namespace Clearing.Messages;

/// <summary>An exact decimal as a message writes it: 18 digits at most, 5 of them decimals.</summary>
/// <param name="Mantissa">All digits as one number; negative for a debit balance.</param>
/// <param name="Scale">How many of the digits are decimals, 0 to 5.</param>
public readonly record struct DecimalAmount(long Mantissa, int Scale)
{
    /// <summary>The amount in minor units, exactly.</summary>
    /// <param name="minorDigits">Decimals of the currency (ISO 4217).</param>
    /// <param name="amountMinor">The amount; 0 when it cannot be said.</param>
    /// <returns>False when it has more decimals than the currency, or does not fit 64 bits.</returns>
    public bool TryToMinor(int minorDigits, out long amountMinor)
    {
        Int128 value = Mantissa;
        int scale = Scale;
        for (; scale < minorDigits; scale++)
        {
            value *= 10;
        }

        for (; scale > minorDigits && value % 10 == 0; scale--)
        {
            value /= 10;
        }

        bool fits = scale <= minorDigits && value >= long.MinValue && value <= long.MaxValue;
        amountMinor = fits ? (long)value : 0;
        return fits;
    }

    /// <summary>Plain decimal digits with at least <paramref name="minorDigits"/> decimals: 1234.50.</summary>
    public string ToText(int minorDigits)
    {
        Int128 value = Int128.Abs(Mantissa);
        int scale = Scale;
        for (; scale < minorDigits; scale++)
        {
            value *= 10;
        }

        for (; scale > minorDigits && value % 10 == 0; scale--)
        {
            value /= 10;
        }

        string digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return Mantissa < 0 ? "-" + text : text;
    }
}
