using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Clearing.Grains.Clusters;

/// <summary>What a run in another process gave.</summary>
[GenerateSerializer, Immutable]
public sealed class JobResult
{
    /// <summary>In the order of the scenario.</summary>
    [Id(0)]
    public required Immutable<SystemOutcome[]> Systems { get; init; }

    /// <inheritdoc cref="SimulationResult.Traffic"/>
    [Id(1)]
    public required NetworkTraffic[] Traffic { get; init; }
}

/// <summary>Runs one scenario, whole, in the process that it is in; key: a name of its own.</summary>
public interface ISimulationJobGrain : IGrainWithStringKey
{
    /// <summary>Runs it as a person's own process would.</summary>
    [ResponseTimeout("06:00:00")]
    Task<JobResult> RunAsync(
        Immutable<Scenario> scenario, SimulationOptions options, CancellationToken cancellation);
}

/// <summary>
/// A run has thousands of grains that talk all the time, so it stays in one process, on a silo of its own that it does
/// not share with the world that is served.
/// </summary>
[RandomPlacement]
public sealed class SimulationJobGrain : Grain, ISimulationJobGrain
{
    public async Task<JobResult> RunAsync(
        Immutable<Scenario> scenario, SimulationOptions options, CancellationToken cancellation)
    {
        DeactivateOnIdle();
        return await Task.Run(() => RunAsync(scenario.Value, options, cancellation), cancellation);
    }

    private static async Task<JobResult> RunAsync(
        Scenario scenario, SimulationOptions options, CancellationToken cancellation)
    {
        await using SimulationHost host = await SimulationHost.StartAsync(cancellation);
        SimulationResult result = await host.RunAsync(scenario, options, cancellation: cancellation);
        return new JobResult
        {
            Systems = result.Systems.ToArray().AsImmutable(),
            Traffic = [.. result.Traffic],
        };
    }
}
