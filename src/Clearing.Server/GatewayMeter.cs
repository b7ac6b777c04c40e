using System.Diagnostics.Metrics;

namespace Clearing.Server;

/// <summary>Counts of the gateway, on the meter <c>Clearing.Gateway</c>.</summary>
internal sealed class GatewayMeter : IDisposable
{
    private readonly Meter _meter = new("Clearing.Gateway");

    public GatewayMeter()
    {
        Sessions = _meter.CreateUpDownCounter<int>("clearing.gateway.sessions", description: "Open sessions");
        Closed = _meter.CreateCounter<long>("clearing.gateway.closed", description: "Sessions that ended, by code");
        Instructions = _meter.CreateCounter<long>(
            "clearing.gateway.instructions", description: "Instructions that came, by the end of their session");
        Refused = _meter.CreateCounter<long>(
            "clearing.gateway.refused", description: "Instructions that the ledger was not given");
    }

    public UpDownCounter<int> Sessions { get; }

    public Counter<long> Closed { get; }

    public Counter<long> Instructions { get; }

    public Counter<long> Refused { get; }

    public void Dispose() => _meter.Dispose();
}
