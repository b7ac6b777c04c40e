using System.Globalization;
using Clearing.Reports.Metrics;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Page;

/// <summary>A power of ten with its name.</summary>
internal readonly record struct Unit(decimal Size, string Name);

/// <summary>Numbers as a person says them; the exact ones stand in the files and in the title of each cell.</summary>
public static class Humane
{
    private static readonly Unit[] Units =
    [
        new(1_000_000_000_000m, "trillion"), new(1_000_000_000m, "billion"), new(1_000_000m, "million"),
        new(1_000m, "thousand"), new(1m, ""),
    ];

    /// <summary><c>4.51 trillion</c>; below ten thousand with the currency's decimals.</summary>
    public static string Amount(Int128 minor, Currency currency)
    {
        decimal major = Major(minor, currency);
        if (Math.Abs(major) < 10_000)
        {
            return major.ToString("N" + currency.Decimals, CultureInfo.InvariantCulture);
        }

        Unit unit = UnitOf(major);
        return ThreeDigits(major / unit.Size) + " " + unit.Name;
    }

    /// <summary>A metric as the comparison shows it; a dash where there is no value.</summary>
    public static string Value(Metric metric, MetricValue value, Currency currency) => value.Kind switch
    {
        MetricKind.None => "–",
        MetricKind.Amount => Amount(value.Number, currency),
        MetricKind.Count => value.Number.ToString("N0", CultureInfo.InvariantCulture),
        MetricKind.Ratio when metric.Name.EndsWith("_seconds", StringComparison.Ordinal) =>
            Duration((decimal)value.Number / 1_000_000_000),
        MetricKind.Ratio => ThreeDigits((decimal)value.Number / 1_000_000_000),
        _ => value.Words,
    };

    /// <summary>The greatest unit that is not greater than the number.</summary>
    internal static Unit UnitOf(decimal number) =>
        Units.FirstOrDefault(u => Math.Abs(number) >= u.Size, Units[^1]);

    /// <summary>The amount in the currency's major unit; for figures only.</summary>
    internal static decimal Major(Int128 minor, Currency currency)
    {
        decimal major = (decimal)minor;
        for (int i = 0; i < currency.Decimals; i++)
        {
            major /= 10;
        }

        return major;
    }

    /// <summary><c>1 h 05 min</c>, <c>12.4 s</c>.</summary>
    public static string Duration(decimal seconds)
    {
        if (seconds < 60)
        {
            return ThreeDigits(seconds) + " s";
        }

        long minutes = (long)Math.Round(seconds / 60, MidpointRounding.ToEven);
        return minutes < 60
            ? minutes.ToString(CultureInfo.InvariantCulture) + " min"
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60:00} min");
    }

    private static string ThreeDigits(decimal number) => Math.Abs(number) switch
    {
        >= 100 => number.ToString("#,0.#", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0#", CultureInfo.InvariantCulture),
        _ => number.ToString("0.0##", CultureInfo.InvariantCulture),
    };
}
