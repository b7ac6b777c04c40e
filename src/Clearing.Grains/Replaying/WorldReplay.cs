using Clearing.Grains.Carrying;
using Clearing.Grains.Conducting;
using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Replaying;

/// <summary>The days of a world, as a run would tell them.</summary>
/// <param name="Scenario">The world's, with what came from outside among its payments.</param>
/// <param name="Systems">By system of it.</param>
/// <param name="Messages">What the switch of the scenario carried; none where anything came from outside.</param>
public sealed record ReplayedDays(
    Scenario Scenario, IReadOnlyList<SystemOutcome> Systems, IReadOnlyList<CarriedMessage> Messages);

/// <summary>How far a replay is.</summary>
/// <param name="What">What is done.</param>
/// <param name="Share">0 to 1.</param>
public readonly record struct ReplayProgress(string What, double Share);

/// <summary>
/// Carries the journals of a world out again: first through ledgers, to hold them to what was recorded; then, where
/// somebody wants to know, as a run would, to tell what became of every payment.
/// </summary>
/// <param name="scenario">The world's.</param>
/// <param name="store">Opened to be read.</param>
/// <param name="settings">What its ledgers were made with.</param>
/// <param name="progress">Told after every group.</param>
public sealed class WorldReplay(
    Scenario scenario, IJournalStore store, LiveSettings settings, IProgress<ReplayProgress>? progress = null)
{
    private readonly IReadOnlyList<WorldLedger> _ledgers = WorldLedger.Of(scenario, settings);
    private readonly Dictionary<int, (LedgerReplayed Replayed, OutsidePayments Outside)> _done = [];

    /// <summary>Names of its ledgers, by arrangement.</summary>
    public IReadOnlyList<string> Streams => [.. _ledgers.Select(ledger => ledger.Stream)];

    /// <summary>Carries out the journal of one ledger.</summary>
    /// <param name="arrangement">Which.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LedgerHaltException">It does not come to what was recorded.</exception>
    /// <exception cref="JournalException">It cannot be read, is damaged, or of another world.</exception>
    public async Task<LedgerReplayed> RunAsync(int arrangement, CancellationToken cancellation = default)
    {
        WorldLedger ledger = _ledgers[arrangement];
        LedgerRun run = new(ledger, store, (done, all) => Tell($"Replaying {ledger.Stream}", done, all));
        LedgerReplayed replayed = await run.RunAsync(cancellation);
        _done[arrangement] = (replayed, run.Outside);
        return replayed;
    }

    /// <summary>
    /// Tells what became of every payment of the ledgers that were carried out. Where not all were, the scenario that
    /// it gives has no more systems than these.
    /// </summary>
    /// <exception cref="InvalidOperationException">None was, or one not from its beginning.</exception>
    public async Task<ReplayedDays> RecordAsync(CancellationToken cancellation = default)
    {
        if (_done.Count == 0 || _done.Values.Any(done => done.Replayed.From > 0))
        {
            throw new InvalidOperationException("Ledgers are recorded that were carried out from their beginning.");
        }

        long until = _done.Values.All(done => done.Replayed.IsOver)
            ? long.MaxValue
            : _done.Values.Max(done => done.Replayed.Tail.Instant);
        ReplayedTable table = new(
            scenario, [.. _ledgers.Select((_, a) => _done.TryGetValue(a, out var done) ? done.Outside : null)], until);
        SystemOutcome[] bySystem = new SystemOutcome[scenario.Systems.Count];
        Arrangements arrangements = new(scenario);
        foreach ((int a, (LedgerReplayed replayed, _)) in _done.OrderBy(done => done.Key))
        {
            Recording recording = new(scenario, a, _ledgers[a], table, until);
            SystemOutcome[] outcomes = await recording.RunAsync(
                store, replayed.Tail, replayed.IsOver,
                group => Tell($"Recording {_ledgers[a].Stream}", group, replayed.Tail.Sequence), cancellation);
            foreach ((int system, SystemOutcome outcome) in arrangements.All[a].Members.Zip(outcomes))
            {
                bySystem[system] = outcome;
            }
        }

        return DaysOf(table, until, bySystem);
    }

    private ReplayedDays DaysOf(ReplayedTable table, long until, SystemOutcome[] bySystem)
    {
        Scenario told = scenario with
        {
            Payments = table.Table,
            Expectations = table.IsScenario && until == long.MaxValue ? scenario.Expectations : [],
        };
        if (_done.Count < _ledgers.Count)
        {
            ScenarioPart part = new(told, [.. _done.Keys.Order()]);
            return new ReplayedDays(part.Scenario, [.. part.Systems.Select(system => bySystem[system])], []);
        }

        bool hasMessages = table.IsScenario && until == long.MaxValue && scenario.Network is not null;
        return new ReplayedDays(told, bySystem, hasMessages
            ? CarriedMessages.Of(scenario, new SimulationResult(bySystem)
            {
                Traffic = new LiveScript(scenario, new Arrangements(scenario)).Traffic,
            })
            : []);
    }

    private void Tell(string what, long done, long all) =>
        progress?.Report(new ReplayProgress(what, (double)done / Math.Max(1, all)));
}
