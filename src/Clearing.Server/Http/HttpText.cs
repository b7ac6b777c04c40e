using System.Globalization;

namespace Clearing.Server.Http;

/// <summary>How the interface writes instants and dates.</summary>
internal static class HttpText
{
    /// <summary>ISO 8601 in UTC with microseconds.</summary>
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>ISO 8601 in UTC with microseconds.</summary>
    /// <param name="us">Microseconds since 1970 UTC.</param>
    public static string Time(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond)
        .ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Plain digits.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>ISO 8601.</summary>
    /// <param name="date">yyyymmdd.</param>
    public static string Date(int date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date / 10_000:0000}-{date / 100 % 100:00}-{date % 100:00}");
}
