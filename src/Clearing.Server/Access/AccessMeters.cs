using System.Diagnostics.Metrics;

namespace Clearing.Server.Access;

/// <summary>What is told of requests that were not let in: the meter <c>clearing.access</c>.</summary>
internal static class AccessMeters
{
    private static readonly Meter Meter = new("clearing.access");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "clearing.access.refused", "{request}", "Requests over HTTP that were not let in, by `code`.");

    public static void Refused(string code) => Refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
