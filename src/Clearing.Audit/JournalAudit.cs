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
            // A world that is being made has its streams before the fact that names them.
            IReadOnlyList<StoredFact> facts = await store.FactsAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<StoredStream> streams = await store.StreamsAsync(cancellation).ConfigureAwait(false);
            RefuseOthers(store, streams, ledgers);
            AuditSection section = await new StoreAudit(store, streams, facts, ledgers).RunAsync(cancellation)
                .ConfigureAwait(false);
            Meter meter = new(streams, progress);
            List<LedgerFindings> found = [];
            foreach (StoredStream stream in streams)
            {
                if (TrailAudit.IsTrail(stream.Name))
                {
                    found.Add(await new TrailAudit(store, stream).RunAsync(
                        group => meter.Tell(stream, group), cancellation).ConfigureAwait(false));
                    meter.End(stream);
                    continue;
                }

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
            && streams.Where(s => !TrailAudit.IsTrail(s.Name))
                .FirstOrDefault(s => ledgers.All(ledger => ledger.Stream != s.Name)) is { } other)
        {
            throw new OtherWorldException(
                $"{store.Location} holds {other.Name}, which is no ledger of this scenario. Name the scenario that it "
                + "was served with.");
        }
    }

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
