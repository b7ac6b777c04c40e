using System.Text;
using Clearing.Audit.Format;
using Clearing.Audit.Stores;

namespace Clearing.Audit;

/// <summary>Audits what is about the store as a whole.</summary>
/// <param name="store">The store.</param>
/// <param name="streams">Its streams.</param>
/// <param name="facts">Its facts, as they were before the streams were read.</param>
/// <param name="ledgers">What its ledgers are, by the scenario; null = nobody told.</param>
internal sealed class StoreAudit(
    IStoredJournal store, IReadOnlyList<StoredStream> streams, IReadOnlyList<StoredFact> facts,
    IReadOnlyList<AuditedLedger>? ledgers)
{
    private const string WorldFact = "world";
    private const string TrailFact = "audit-trail";

    private readonly FindingBook _findings = new();

    public async Task<AuditSection> RunAsync(CancellationToken cancellation)
    {
        if (await store.StrayAsync(cancellation).ConfigureAwait(false) is { } stray)
        {
            _findings.Add(AuditParts.Store, 0, 0, stray, FindingBook.NextOfRule);
        }

        foreach (StoredFact fact in facts)
        {
            if (Castagnoli.Of([.. Encoding.UTF8.GetBytes(fact.Key), .. fact.Value]) != fact.Checksum)
            {
                Add($"the fact {fact.Key} does not have its checksum");
            }
        }

        IReadOnlyDictionary<string, StoredWitness> witnesses =
            await store.WitnessesAsync(cancellation).ConfigureAwait(false);
        FindMissing(witnesses.Keys);
        FindOld(witnesses);
        return _findings.Section(
            AuditParts.Store,
            $"{streams.Count} {(streams.Count == 1 ? "stream" : "streams")}, {facts.Count} facts; no older than it is "
            + "known to have been",
            null);
    }

    // A ledger that is gone as a whole leaves no chain that would break.
    private void FindMissing(IEnumerable<string> witnessed)
    {
        string[] named = Named();
        bool wasServed = named.Length > 0 || streams.Any(stream => stream.Tail.Sequence > 0);
        IEnumerable<string> known = named.Concat(witnessed);
        if (wasServed && ledgers is not null)
        {
            known = known.Concat(ledgers.Select(ledger => ledger.Stream));
        }

        foreach (string missing in known.Except(streams.Select(stream => stream.Name)).Order(StringComparer.Ordinal))
        {
            Add($"there is nothing of {missing}, which is a ledger of this world");
        }
    }

    /// <summary>The streams of the ledgers that the fact of the world names, and of its audit trail.</summary>
    private string[] Named()
    {
        string[][] lines =
        [
            .. facts.Where(fact => fact.Key == WorldFact)
                .SelectMany(fact => Encoding.UTF8.GetString(fact.Value).Split('\n'))
                .Select(line => line.Split(' ', 2))
                .Where(words => words.Length == 2),
        ];
        string? world = lines.FirstOrDefault(words => words[0] == "name")?[1];
        IEnumerable<string> ledgersNamed = lines
            .Where(words => words[0] == "ledger" && words[1].Contains(' ', StringComparison.Ordinal))
            .Select(words => $"{world}/{words[1][..words[1].LastIndexOf(' ')]}");
        return [.. facts.Any(fact => fact.Key == TrailFact)
            ? ledgersNamed.Append(TrailAudit.TrailOf(world))
            : ledgersNamed];
    }

    private void FindOld(IReadOnlyDictionary<string, StoredWitness> witnesses)
    {
        foreach (StoredStream stream in streams)
        {
            if (witnesses.GetValueOrDefault(stream.Name) is { } witness && IsBehind(stream, witness))
            {
                _findings.Add(
                    AuditParts.Store, stream.Tail.Sequence, 0,
                    $"{stream.Name} stands at epoch {stream.Epoch} and group {stream.Tail.Sequence}, but the folder "
                    + $"has seen epoch {witness.Epoch} and group {witness.Sequence}: this is an old copy",
                    "What came after it is lost if it is served. Find the newest copy; keep this one as evidence.");
            }
        }
    }

    private void Add(string what) => _findings.Add(AuditParts.Store, 0, 0, what, FindingBook.NextOfStore);

    private static bool IsBehind(StoredStream stream, StoredWitness witness) => stream.Epoch < witness.Epoch
        || stream.Tail.Sequence < witness.Sequence
        || (stream.Tail.Sequence == witness.Sequence && Convert.ToHexStringLower(stream.Tail.Hash) != witness.Hash);
}
