using System.Globalization;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Reporting;

/// <summary>Figures as people read them.</summary>
internal static class Figures
{
    public static string Format(double value, LoadUnit unit) => unit switch
    {
        LoadUnit.PerSecond => Text($"{value:N0}/s"),
        LoadUnit.Microseconds => Time(value),
        _ => Share(value),
    };

    /// <summary>Three digits that matter, in the unit that suits.</summary>
    public static string Time(double us) => us switch
    {
        >= 10_000_000 => Text($"{us / 1_000_000:0.0} s"),
        >= 1_000_000 => Text($"{us / 1_000_000:0.00} s"),
        >= 100_000 => Text($"{us / 1_000:0} ms"),
        >= 10_000 => Text($"{us / 1_000:0.0} ms"),
        >= 1_000 => Text($"{us / 1_000:0.00} ms"),
        _ => Text($"{us:0} us"),
    };

    /// <summary>A share as a percentage; a small one is not rounded to nothing.</summary>
    public static string Share(double share) => share is > 0 and < 0.0001
        ? Text($"{share * 1_000_000:0.##} in a million")
        : Text($"{share * 100:0.##} %");

    public static string Count(long count) => Text($"{count:N0}");

    public static string Length(TimeSpan span) => span.TotalSeconds >= 1
        ? Text($"{span.TotalSeconds:0.##} s")
        : Text($"{span.TotalMilliseconds:0} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
