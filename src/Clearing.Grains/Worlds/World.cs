using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearing.Grains.Conducting;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Operating;
using Clearing.Journal;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Worlds;

/// <summary>
/// A scenario that is open to the outside, with what its store knows of it: that it is this world, and what time it is
/// there.
/// </summary>
public sealed class World : ILedgerSites
{
    /// <summary>Key of the fact that says which file it was served from; there is none of the built-in world.</summary>
    public const string ScenarioFact = "scenario";

    private const string KeysFact = "keys";
    private const string AccessFact = "access";
    private const string TrailFact = "audit-trail";

    // Of processes that open it at once, each attempt has one that gets on.
    private const int Attempts = 100;

    private readonly LiveWorld _ledgers;
    private readonly Dictionary<string, int> _participants;

    private readonly IJournalStore _store;

    private World(
        Scenario scenario, LiveWorld ledgers, BusinessClock clock, IJournalStore store, TimeProvider time, bool isNew)
    {
        _store = store;
        Time = time;
        Scenario = scenario;
        Clock = clock;
        IsNew = isNew;
        _ledgers = ledgers;
        _participants = scenario.Participants.Select((p, i) => (p.Id, i)).ToDictionary(StringComparer.Ordinal);
    }

    public string Name => Scenario.Name;

    public Scenario Scenario { get; }

    /// <summary>Business time.</summary>
    public BusinessClock Clock { get; }

    /// <summary>Wall, steady clock and waits.</summary>
    public TimeProvider Time { get; }

    /// <summary>True when its store was empty.</summary>
    public bool IsNew { get; }

    /// <summary>Names of the streams, one an arrangement: keys of the ledgers' grains.</summary>
    public IReadOnlyList<string> Streams => _ledgers.Streams;

    /// <summary>Opens a world in a store, which is new or holds that world.</summary>
    /// <param name="scenario">What is served.</param>
    /// <param name="store">Where its journals are, or will be.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="WorldException">The store holds another world, or was served with keys before.</exception>
    /// <exception cref="JournalException">The store cannot be used, or has lost a ledger of the world.</exception>
    public static async Task<World> OpenAsync(
        Scenario scenario, IJournalStore store, WorldOptions options, CancellationToken cancellation = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryOpenAsync(scenario, store, options, cancellation);
            }
            catch (JournalException e) when (options.Member is not null && attempt < Attempts
                && e.Fault is JournalFault.InUse or JournalFault.Fenced)
            {
                // Another process of the cluster opens it too: what that one wrote is there now.
            }
        }
    }

    private static async Task<World> TryOpenAsync(
        Scenario scenario, IJournalStore store, WorldOptions options, CancellationToken cancellation)
    {
        TimeProvider time = options.Time;
        byte[]? held = await store.GetFactAsync(WorldText.Key, cancellation);
        byte[]? kept = await store.GetFactAsync(ClockAnchor.Key, cancellation);
        ClockAnchor anchor = kept is null
            ? new ClockAnchor(Conductor.FirstInstant(scenario), BusinessClock.WallUs(time), options.Speed ?? 1)
            : ClockAnchor.Read(kept);
        if (options.Speed is { } other && other != anchor.Speed)
        {
            if (options.Member is not null)
            {
                throw new WorldException(
                    $"{store.Location} is served at speed {anchor.Speed}, and a cluster has one clock: leave --speed "
                    + $"out, or stop all of it and serve the world alone once with --speed {other}.");
            }

            anchor = new ClockAnchor(anchor.Start(time).NowUs, BusinessClock.WallUs(time), other);
        }

        BusinessClock clock = anchor.Start(time);
        LiveSettings salted = options.Settings with
        {
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        };
        LiveWorld ledgers = new(scenario, store, clock, time, salted);
        byte[] asked = Encoding.UTF8.GetBytes(WorldText.Of(scenario, ledgers));
        Check(store, held, asked);
        await CheckDemandAsync(store, KeysFact, options.HasKeys, "keys", "--keys FILE", cancellation);
        await CheckDemandAsync(store, AccessFact, options.HasAccess, "an access file", "--access FILE", cancellation);
        await CheckStreamsAsync(store, scenario.Name, ledgers, isNew: held is null, cancellation);
        await PutAsync(store, WorldText.Key, held, asked, cancellation);
        if (options.Source is { } source)
        {
            byte[]? before = await store.GetFactAsync(ScenarioFact, cancellation);
            if (before is null || options.Member is null)
            {
                await PutAsync(store, ScenarioFact, before, Encoding.UTF8.GetBytes(source), cancellation);
            }
        }

        await PutAsync(store, ClockAnchor.Key, kept, anchor.Write(), cancellation);
        return new World(scenario, ledgers, clock, store, time, isNew: held is null);
    }

    public LedgerSite? SiteOf(string stream) => _ledgers.SiteOf(stream);

    /// <summary>Index of a participant by its id; -1 = the world has none of it.</summary>
    public int IndexOf(string participant) => _participants.GetValueOrDefault(participant, -1);

    /// <summary>Opens the audit trail of the world, which is made with the first line.</summary>
    internal async Task<AuditTrail> OpenTrailAsync()
    {
        AuditTrail trail = await AuditTrail.OpenAsync(_store, TrailStreams.Of(Name), Time);
        if (await _store.GetFactAsync(TrailFact) is null)
        {
            await _store.PutFactAsync(TrailFact, null, "kept"u8.ToArray());
        }

        return trail;
    }

    private static void Check(IJournalStore store, byte[]? held, byte[] asked)
    {
        if (held is null || held.AsSpan().SequenceEqual(asked))
        {
            return;
        }

        IReadOnlyList<string> differences =
            WorldText.Differences(Encoding.UTF8.GetString(held), Encoding.UTF8.GetString(asked));
        throw new WorldException(
            $"{store.Location} holds another world. What differs: {string.Join("; ", differences)}. Serve it with the "
            + "scenario it was made with, or name another place.");
    }

    // Who leaves the keys out by mistake would open the world to anybody on the machine.
    private static async Task CheckDemandAsync(
        IJournalStore store, string fact, bool isGiven, string what, string option, CancellationToken cancellation)
    {
        byte[]? kept = await store.GetFactAsync(fact, cancellation);
        if (kept is not null && !isGiven)
        {
            throw new WorldException(
                $"{store.Location} was served with {what} before, and is not served without: give {option}.");
        }

        if (kept is null && isGiven)
        {
            await PutAsync(store, fact, null, "demanded"u8.ToArray(), cancellation);
        }
    }

    // The streams are made before the fact that names them: a known world that lacks one has lost a ledger, which would
    // otherwise silently begin anew.
    private static async Task CheckStreamsAsync(
        IJournalStore store, string name, LiveWorld ledgers, bool isNew, CancellationToken cancellation)
    {
        IReadOnlyList<string> there = await store.StreamsAsync(cancellation);
        bool hasTrail = await store.GetFactAsync(TrailFact, cancellation) is not null;
        IEnumerable<string> known = hasTrail ? ledgers.Streams.Append(TrailStreams.Of(name)) : ledgers.Streams;
        foreach (string missing in known.Except(there))
        {
            if (!isNew)
            {
                throw new JournalException(
                    JournalFault.Corrupt,
                    $"{store.Location} has nothing of {missing}, which is a ledger of this world. Restore the store "
                    + "from a copy and keep this one as evidence.");
            }

            await (await store.OpenAsync(missing, cancellation)).DisposeAsync();
        }
    }

    private static async Task PutAsync(
        IJournalStore store, string key, byte[]? expected, byte[] value, CancellationToken cancellation)
    {
        bool isKept = expected is not null && expected.AsSpan().SequenceEqual(value);
        if (!isKept && !await store.PutFactAsync(key, expected, value, cancellation))
        {
            throw new JournalException(
                JournalFault.InUse, $"{store.Location}: another program opens this world at the same time. Try again.");
        }
    }
}
