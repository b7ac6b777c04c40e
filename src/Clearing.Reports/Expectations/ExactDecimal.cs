using System.Globalization;
using System.Numerics;

namespace Clearing.Reports.Expectations;

/// <summary>A decimal of any length: <paramref name="Digits"/> / 10^<paramref name="Places"/>.</summary>
internal readonly record struct ExactDecimal(BigInteger Digits, int Places)
{
    private const int MostPlaces = 100;

    /// <summary>Reads <c>-1_234.50</c> and the like; no exponent.</summary>
    public static bool TryParse(string text, out ExactDecimal value)
    {
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        int point = plain.IndexOf('.', StringComparison.Ordinal);
        int places = point < 0 ? 0 : plain.Length - point - 1;
        string digits = point < 0 ? plain : plain.Remove(point, 1);
        bool read = BigInteger.TryParse(
            digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number);
        value = new ExactDecimal(number, places);
        return read && places <= MostPlaces;
    }

    public int CompareTo(ExactDecimal other)
    {
        int places = Math.Max(Places, other.Places);
        return Scaled(places).CompareTo(other.Scaled(places));
    }

    private BigInteger Scaled(int places) => Digits * BigInteger.Pow(10, places - Places);
}
