using System.Diagnostics.Metrics;
using Clearing.Messages.Sessions;

namespace Clearing.Server;

/// <summary>What the way in over TCP tells who watches: the meter <c>clearing.gateway</c>, a value a batch.</summary>
internal static class GatewayMeters
{
    private static readonly Meter Meter = new("clearing.gateway");

    private static readonly UpDownCounter<int> Sessions = Meter.CreateUpDownCounter<int>(
        "clearing.gateway.sessions", "{session}", "Sessions that are open or about to be.");

    private static readonly Counter<long> Closed = Meter.CreateCounter<long>(
        "clearing.gateway.closed", "{session}", "Sessions that ended, by `code`.");

    private static readonly Counter<long> Instructions = Meter.CreateCounter<long>(
        "clearing.gateway.instructions", "{instruction}", "Instructions that came over sessions, by `ledger`.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "clearing.gateway.refused", "{instruction}", "Of these, those that the ledger was not given, by `ledger`.");

    public static void Begun() => Sessions.Add(1);

    public static void Ended(CloseCode? code)
    {
        Sessions.Add(-1);
        Closed.Add(1, new KeyValuePair<string, object?>("code", code?.ToString()));
    }

    public static void Came(string ledger, int instructions, int refused)
    {
        KeyValuePair<string, object?> tag = new("ledger", ledger);
        Instructions.Add(instructions, tag);
        if (refused > 0)
        {
            Refused.Add(refused, tag);
        }
    }
}
