using System.Globalization;

namespace Clearing.Settlement.Model;

/// <summary>
/// A currency by its ISO 4217 code, and how many decimals its minor unit has. Amounts everywhere are signed 64-bit
/// counts of that minor unit; sums over many payments use 128 bits.
/// </summary>
public readonly record struct Currency(string Code, int Decimals)
{
    /// <summary>The amount as a plain decimal with exactly the currency's decimals: <c>-1234.50</c>.</summary>
    public string Format(Int128 amountMinor)
    {
        if (Decimals == 0)
        {
            return amountMinor.ToString(CultureInfo.InvariantCulture);
        }

        Int128 scale = 1;
        for (int i = 0; i < Decimals; i++)
        {
            scale *= 10;
        }

        bool negative = amountMinor < 0;
        UInt128 magnitude = negative ? (UInt128)(-amountMinor) : (UInt128)amountMinor;
        UInt128 whole = magnitude / (UInt128)scale;
        UInt128 fraction = magnitude % (UInt128)scale;
        return (negative ? "-" : "")
            + whole.ToString(CultureInfo.InvariantCulture)
            + "."
            + fraction.ToString(CultureInfo.InvariantCulture).PadLeft(Decimals, '0');
    }
}
