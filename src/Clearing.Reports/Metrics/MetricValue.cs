using System.Globalization;
using System.Numerics;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Metrics;

/// <summary>What a metric's number counts.</summary>
public enum MetricKind
{
    /// <summary>No value: its denominator is zero, or nothing was measured.</summary>
    None,

    /// <summary>Minor units of the scenario's currency.</summary>
    Amount,

    Count,

    /// <summary>Billionths: an exact quotient rounded half to even at nine places.</summary>
    Ratio,

    Text,
}

/// <summary>One metric of one system, exact.</summary>
public readonly record struct MetricValue
{
    private const long Billion = 1_000_000_000;

    private MetricValue(MetricKind kind, Int128 number, string words)
    {
        Kind = kind;
        Number = number;
        Words = words;
    }

    public MetricKind Kind { get; }

    /// <summary>Minor units, a count, or billionths; see <see cref="Kind"/>.</summary>
    public Int128 Number { get; }

    /// <summary>For <see cref="MetricKind.Text"/>.</summary>
    public string Words { get; }

    /// <summary>A zero denominator.</summary>
    public static MetricValue None => new(MetricKind.None, 0, "");

    public static MetricValue Amount(Int128 minor) => new(MetricKind.Amount, minor, "");

    public static MetricValue Count(long count) => new(MetricKind.Count, count, "");

    public static MetricValue Text(string words) => new(MetricKind.Text, 0, words);

    /// <summary>
    /// The quotient of two exact integers, rounded half to even at nine places; <see cref="None"/> when the
    /// denominator is zero. The denominator is not negative.
    /// </summary>
    public static MetricValue Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            return None;
        }

        BigInteger floor = FloorDivide(numerator * Billion, denominator, out BigInteger rest);
        int half = (rest * 2).CompareTo(denominator);
        bool up = half > 0 || (half == 0 && !floor.IsEven);
        return new(MetricKind.Ratio, (Int128)(up ? floor + 1 : floor), "");
    }

    /// <summary>The value as <c>summary.json</c> writes it, without quotes.</summary>
    public string Format(Currency currency) => Kind switch
    {
        MetricKind.None => "null",
        MetricKind.Amount => currency.Format(Number),
        MetricKind.Count => Number.ToString(CultureInfo.InvariantCulture),
        MetricKind.Ratio => Trim(new Currency("", 9).Format(Number)),
        _ => Words,
    };

    private static BigInteger FloorDivide(BigInteger numerator, BigInteger denominator, out BigInteger rest)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out rest);
        if (rest.Sign < 0)
        {
            quotient -= 1;
            rest += denominator;
        }

        return quotient;
    }

    // 0.880000000 -> 0.88, 7.000000000 -> 7
    private static string Trim(string number) => number.TrimEnd('0').TrimEnd('.');
}
