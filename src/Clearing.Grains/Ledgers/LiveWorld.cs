using Clearing.Grains.Conducting;
using Clearing.Grains.Settling;
using Clearing.Journal;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;

namespace Clearing.Grains.Ledgers;

/// <summary>A scenario that is open to the outside: a ledger for each of its arrangements.</summary>
public sealed class LiveWorld : ILedgerSites
{
    private readonly Dictionary<string, LedgerSite> _sites = [];

    /// <param name="scenario">What is served.</param>
    /// <param name="store">Where its journals are.</param>
    /// <param name="clock">Business time of all its ledgers.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="settings">What else its ledgers are made with.</param>
    public LiveWorld(
        Scenario scenario, IJournalStore store, BusinessClock clock, TimeProvider time, LiveSettings settings)
    {
        Arrangements arrangements = new(scenario);
        LiveScript script = new(scenario, arrangements);
        for (int a = 0; a < arrangements.All.Count; a++)
        {
            LedgerBook book = BookOf(arrangements, a, scenario, settings);
            LedgerCommand[] commands = script.Of(a);
            string stream = $"{scenario.Name}/{arrangements.All[a].Name}";
            Streams.Add(stream);
            _sites.Add(stream, new LedgerSite
            {
                Stream = stream,
                Book = book,
                Script = commands,
                Stamp = new GroupStamp(Ledger.EngineVersion, new Hash256(LedgerFingerprint.Of(book, commands))),
                Store = store,
                Clock = clock,
                Time = time,
                Options = settings.Options,
            });
        }
    }

    /// <summary>Names of the streams, by arrangement: keys of their grains.</summary>
    public List<string> Streams { get; } = [];

    public LedgerSite? SiteOf(string stream) => _sites.GetValueOrDefault(stream);

    private static LedgerBook BookOf(
        Arrangements arrangements, int arrangement, Scenario scenario, LiveSettings settings)
    {
        SettlementCommand[][] none = [.. scenario.Systems.Select(_ => Array.Empty<SettlementCommand>())];
        SettlementBook book = arrangements.BookOf(arrangement, none, [], [], new SimulationOptions());
        return new LedgerBook
        {
            Arrangement = new ArrangementBook
            {
                Definition = book.Arrangement,
                Systems = book.Systems,
                Scripts = [.. book.Systems.Select(_ => Array.Empty<SettlementCommand>())],
                DueAt = book.DueAt.ToArray(),
                KindOfPayment = book.KindOfPayment.ToArray(),
                CurrencyOfPayment = book.CurrencyOfPayment?.ToArray(),
                CurrencyOfMember = book.CurrencyOfMember,
                JointGroups = book.JointGroups?.ToArray(),
            },
            Payers = scenario.Payments.From,
            Window = settings.Window,
            NumberWindow = settings.NumberWindow,
            Salt = settings.Salt,
        };
    }
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
