using System.Text;
using Clearing.Audit.Format;
using Clearing.Audit.Ids;
using Clearing.Audit.Stores;

namespace Clearing.Audit;

/// <summary>
/// The independent audit of a journal: reads every stream again, from docs/reference/journal.md and
/// docs/reference/ledger.md alone, carries the records out again, and holds what happened to the rules that every
/// settlement system must keep. It knows nothing of the rooms that write journals, and writes nothing.
/// </summary>
public static class JournalAudit
{
    /// <summary>Audits everything that was durable when it began.</summary>
    /// <param name="place">Where the journal is.</param>
    /// <param name="ledgers">
    /// What its ledgers are, by the scenario; null = nobody told. Then only the journal itself is judged, and nothing
    /// of what it came to.
    /// </param>
    /// <param name="progress">Told after every few groups.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StoreUnreadableException">The store cannot be read.</exception>
    /// <exception cref="OtherWorldException">It is of another world than the ledgers.</exception>
    public static Task<AuditResult> RunAsync(
        AuditPlace place,
        IReadOnlyList<AuditedLedger>? ledgers,
        IProgress<AuditProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Task.Run(() => RunInAsync(place, ledgers, progress, cancellation), cancellation);

    private static async Task<AuditResult> RunInAsync(
        AuditPlace place, IReadOnlyList<AuditedLedger>? ledgers, IProgress<AuditProgress>? progress,
        CancellationToken cancellation)
    {
        await using IStoredJournal store = place.Folder is not null
            ? SqliteStoredJournal.Open(Path.GetFullPath(place.Folder))
            : PostgresStoredJournal.Open(place.Postgres!);
        AuditedIds ids = new();
        try
        {
            IReadOnlyList<StoredStream> streams = await store.StreamsAsync(cancellation).ConfigureAwait(false);
            RefuseOthers(store, streams, ledgers);
            AuditSection section = await StoreAsync(store, streams, cancellation).ConfigureAwait(false);
            Meter meter = new(streams, progress);
            List<LedgerFindings> found = [];
            foreach (StoredStream stream in streams)
            {
                using LedgerAudit audit = new(
                    store, stream, ledgers?.First(ledger => ledger.Stream == stream.Name));
                ids.Add(stream.Name, audit.Ids);
                found.Add(await audit.RunAsync(group => meter.Tell(stream, group), cancellation).ConfigureAwait(false));
                meter.End(stream);
            }

            return new AuditResult(new AuditReport(store.Location, store.IsServed, section, found), ids);
        }
        catch (DamageException damage)
        {
            return new AuditResult(
                AuditReport.Unreadable(store.Location, damage.Sentence, FindingBook.NextOfStore), ids);
        }
        catch
        {
            ids.Dispose();
            throw;
        }
    }

    private static void RefuseOthers(
        IStoredJournal store, IReadOnlyList<StoredStream> streams, IReadOnlyList<AuditedLedger>? ledgers)
    {
        if (ledgers is not null
            && streams.FirstOrDefault(s => ledgers.All(ledger => ledger.Stream != s.Name)) is { } other)
        {
            throw new OtherWorldException(
                $"{store.Location} holds {other.Name}, which is no ledger of this scenario. Name the scenario that it "
                + "was served with.");
        }
    }

    private static async Task<AuditSection> StoreAsync(
        IStoredJournal store, IReadOnlyList<StoredStream> streams, CancellationToken cancellation)
    {
        FindingBook findings = new();
        if (await store.StrayAsync(cancellation).ConfigureAwait(false) is { } stray)
        {
            findings.Add(AuditParts.Store, 0, 0, stray, FindingBook.NextOfRule);
        }

        IReadOnlyList<StoredFact> facts = await store.FactsAsync(cancellation).ConfigureAwait(false);
        foreach (StoredFact fact in facts)
        {
            if (Castagnoli.Of([.. Encoding.UTF8.GetBytes(fact.Key), .. fact.Value]) != fact.Checksum)
            {
                findings.Add(
                    AuditParts.Store, 0, 0, $"the fact {fact.Key} does not have its checksum", FindingBook.NextOfStore);
            }
        }

        foreach (StoredStream stream in streams)
        {
            StoredWitness? witness = await store.WitnessAsync(stream.Name, cancellation).ConfigureAwait(false);
            if (witness is not null && IsBehind(stream, witness))
            {
                findings.Add(
                    AuditParts.Store, stream.Tail.Sequence, 0,
                    $"{stream.Name} stands at epoch {stream.Epoch} and group {stream.Tail.Sequence}, but the folder "
                    + $"has seen epoch {witness.Epoch} and group {witness.Sequence}: this is an old copy",
                    "What came after it is lost if it is served. Find the newest copy; keep this one as evidence.");
            }
        }

        return findings.Section(
            AuditParts.Store,
            $"{streams.Count} {(streams.Count == 1 ? "stream" : "streams")}, {facts.Count} facts; no older than it is "
            + "known to have been",
            null);
    }

    private static bool IsBehind(StoredStream stream, StoredWitness witness) => stream.Epoch < witness.Epoch
        || stream.Tail.Sequence < witness.Sequence
        || (stream.Tail.Sequence == witness.Sequence && Convert.ToHexStringLower(stream.Tail.Hash) != witness.Hash);

    /// <summary>How far all streams together are.</summary>
    private sealed class Meter(IReadOnlyList<StoredStream> streams, IProgress<AuditProgress>? progress)
    {
        private const int Every = 16;

        private readonly long _all = Math.Max(1, streams.Sum(Groups));
        private long _done;

        public void Tell(StoredStream stream, long group)
        {
            if (group % Every == 0)
            {
                progress?.Report(new AuditProgress(
                    stream.Name, (double)(_done + group - stream.First.Sequence) / _all));
            }
        }

        public void End(StoredStream stream) => _done += Groups(stream);

        private static long Groups(StoredStream stream) => stream.Tail.Sequence - stream.First.Sequence;
    }
}

/// <summary>What an audit found, and all ids that it saw.</summary>
/// <param name="Report">What it found.</param>
/// <param name="Ids">Ids by stream.</param>
public sealed record AuditResult(AuditReport Report, AuditedIds Ids) : IDisposable
{
    public void Dispose() => Ids.Dispose();
}
