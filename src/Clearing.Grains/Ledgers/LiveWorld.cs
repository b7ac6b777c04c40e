using Clearing.Journal;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>A scenario that is open to the outside: a ledger for each of its arrangements.</summary>
public sealed class LiveWorld : ILedgerSites
{
    private readonly List<string> _streams = [];
    private readonly Dictionary<string, LedgerSite> _sites = [];

    /// <param name="scenario">What is served.</param>
    /// <param name="store">Where its journals are.</param>
    /// <param name="clock">Business time of all its ledgers.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="settings">What else its ledgers are made with.</param>
    public LiveWorld(
        Scenario scenario, IJournalStore store, BusinessClock clock, TimeProvider time, LiveSettings settings)
    {
        foreach (WorldLedger ledger in WorldLedger.Of(scenario, settings))
        {
            _streams.Add(ledger.Stream);
            _sites.Add(ledger.Stream, new LedgerSite
            {
                Stream = ledger.Stream,
                Book = ledger.Book,
                Script = ledger.Script,
                Stamp = new GroupStamp(Ledger.EngineVersion, ledger.World),
                Store = store,
                Clock = clock,
                Time = time,
                Options = settings.Options,
            });
        }
    }

    /// <summary>Names of the streams, by arrangement: keys of their grains.</summary>
    public IReadOnlyList<string> Streams => _streams;

    public LedgerSite? SiteOf(string stream) => _sites.GetValueOrDefault(stream);
}

/// <summary>What the ledgers of a world are made with besides their scenario.</summary>
public sealed record LiveSettings
{
    /// <inheritdoc cref="LedgerBook.Window"/>
    public int Window { get; init; } = 1 << 22;

    /// <inheritdoc cref="LedgerBook.NumberWindow"/>
    public int NumberWindow { get; init; } = 1 << 16;

    /// <inheritdoc cref="LedgerBook.Salt"/>
    public ulong Salt { get; init; }

    public LedgerOptions Options { get; init; } = new();
}
