using Clearing.Grains.Accounts;
using Clearing.Grains.Conducting;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;
using Orleans.Concurrency;

namespace Clearing.Grains;

/// <summary>Runs scenarios, one after the other, on a cluster of silos, be it one or many.</summary>
/// <param name="grains">The cluster; from the services of a silo, so that a scenario need not be copied.</param>
/// <param name="name">Told apart from every other runner on the same cluster; without a slash.</param>
public sealed class SimulationRunner(IGrainFactory grains, string name)
{
    private ISimulationGrain? _simulation;
    private string _key = "";
    private Dictionary<string, string> _arrangementOf = [];
    private int _runs;

    /// <summary>Runs a scenario from its first instant to its last close.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told some times a second; from any thread.</param>
    /// <param name="cancellation">Looked at between stretches of the run.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; a new run may follow.</exception>
    public async Task<SimulationResult> RunAsync(
        Scenario scenario,
        SimulationOptions options,
        IProgress<SimulationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        await ReleaseAsync();
        _key = $"{name}-{++_runs}";
        _simulation = grains.GetGrain<ISimulationGrain>(_key);
        Arrangements arrangements = new(scenario);
        _arrangementOf = scenario.Systems
            .Select((system, i) => (system.Name, Arrangement: arrangements.All[arrangements.OfSystem(i)].Name))
            .ToDictionary(pair => pair.Name, pair => pair.Arrangement);
        await _simulation.OpenAsync(scenario.AsImmutable(), options);
        SimulationStep step;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            step = await _simulation.StepAsync();
            long payments = step.Delivered / arrangements.All.Count;
            progress?.Report(new SimulationProgress(step.Time, payments, scenario.Payments.Count));
        }
        while (!step.IsLast);
        cancellation.ThrowIfCancellationRequested();
        Immutable<SystemOutcome[]> outcomes = await _simulation.FinishAsync();
        return new SimulationResult(outcomes.Value) { Traffic = await _simulation.TrafficAsync() };
    }

    /// <summary>A participant's account in the run that ended last.</summary>
    /// <param name="system">Name of the system.</param>
    /// <param name="participant">Id of the participant.</param>
    /// <returns>Null when that system has no such account.</returns>
    public Task<AccountStatement?> StatementAsync(string system, string participant) =>
        _arrangementOf.TryGetValue(system, out string? arrangement)
            ? grains.GetGrain<IReserveAccountGrain>($"{_key}/{arrangement}/{system}/{participant}").StatementAsync()
            : Task.FromResult<AccountStatement?>(null);

    private async Task ReleaseAsync()
    {
        if (_simulation is { } ended)
        {
            _simulation = null;
            await ended.CloseAsync();
        }
    }
}
