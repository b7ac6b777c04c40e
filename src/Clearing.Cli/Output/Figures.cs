using System.Globalization;
using Clearing.Reports.Metrics;
using Clearing.Settlement.Model;

namespace Clearing.Cli.Output;

/// <summary>Numbers as people read them: thousands apart, ratios shortened.</summary>
internal static class Figures
{
    /// <summary>Amounts and counts exactly; ratios to so many places.</summary>
    public static string Format(MetricValue value, Currency currency, int decimals = 0) => value.Kind switch
    {
        MetricKind.None => "-",
        MetricKind.Ratio => Shorten(value.Format(currency), decimals),
        _ => Separate(value.Format(currency)),
    };

    /// <summary>A share as a percentage with one decimal.</summary>
    public static string Percent(MetricValue ratio) =>
        $"{(decimal)ratio.Number / 10_000_000m:0.0} %".ToString(CultureInfo.InvariantCulture);

    /// <summary><c>-1234567.50</c> becomes <c>-1,234,567.50</c>.</summary>
    public static string Separate(string number)
    {
        int start = number.StartsWith('-') ? 1 : 0;
        int end = number.IndexOf('.');
        end = end < 0 ? number.Length : end;
        for (int i = end - 3; i > start; i -= 3)
        {
            number = number.Insert(i, ",");
        }

        return number;
    }

    private static string Shorten(string ratio, int decimals) =>
        decimal.Parse(ratio, CultureInfo.InvariantCulture)
            .ToString($"N{decimals}", CultureInfo.InvariantCulture);
}
