namespace Clearing.Server.Tests.Bench;

/// <summary>Instants of the tests' world: one business day, 5 January 2026.</summary>
internal static class Times
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Noon of the day, microseconds since 1970-01-01 UTC.</summary>
    public static readonly long Noon = Start.ToUnixTimeMilliseconds() * 1000;
}
