using Clearing.Grains.Switching;
using Clearing.Settlement.Results;

namespace Clearing.Grains;

/// <summary>How a scenario is run.</summary>
[GenerateSerializer, Immutable]
public sealed record SimulationOptions
{
    /// <summary>
    /// Length of a window of virtual time, microseconds; by default as long as the banks' reaction delays allow. Any
    /// length gives the same bytes; only tests set it.
    /// </summary>
    [Id(0)]
    public long? WindowUs { get; init; }

    /// <summary>Ids of the participants whose statement lines are kept.</summary>
    [Id(1)]
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>Whether every released set is kept, with the positions it left.</summary>
    [Id(2)]
    public bool Certificates { get; init; }

    /// <summary>Whether the queues are kept that an observation found stuck, and those that a close ended.</summary>
    [Id(3)]
    public bool Queues { get; init; }
}

/// <summary>How far a run has come.</summary>
/// <param name="Time">Simulated time: instant of the last payment carried, microseconds since the Unix epoch.</param>
/// <param name="Payments">Payments carried, on the average over the systems.</param>
/// <param name="PaymentsTotal">Payments of the scenario.</param>
public readonly record struct SimulationProgress(long Time, long Payments, long PaymentsTotal);

/// <summary>What a run gave.</summary>
/// <param name="Systems">In the order of the scenario.</param>
public sealed record SimulationResult(IReadOnlyList<SystemOutcome> Systems)
{
    /// <summary>What banks gave the network, by arrangement that it serves.</summary>
    public IReadOnlyList<NetworkTraffic> Traffic { get; init; } = [];
}
