using System.Buffers;
using System.Runtime.CompilerServices;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>A journal over the tables of a database: what all stores have in common.</summary>
public sealed class StreamJournal : IJournal
{
    private const int CutGroups = 64;

    private readonly IStreamTables _tables;
    private readonly CheckpointShelf _shelf;
    private readonly SemaphoreSlim _upkeep = new(1, 1);
    private JournalException? _fault;

    private StreamJournal(string stream, IStreamTables tables)
    {
        Stream = stream;
        _tables = tables;
        _shelf = new CheckpointShelf(stream, tables);
    }

    public string Stream { get; }

    /// <summary>0 of a reader, which may not write.</summary>
    public long Epoch { get; private init; }

    public GroupPlace Tail { get; private set; }

    /// <summary>For <see cref="IJournalStore.Reader"/>.</summary>
    public static IJournalReader Reader(string stream, IStreamTables tables) => new StreamJournal(stream, tables);

    /// <summary>
    /// For <see cref="IJournalStore.OpenAsync"/>, once the next epoch was taken: verifies that the groups end where the
    /// stream's row says.
    /// </summary>
    public static async Task<IJournal> OpenAsync(
        string stream, IStreamTables tables, StreamRow row, CancellationToken cancellation)
    {
        long last = row.Beginning.Sequence;
        await foreach (ReadOnlyMemory<byte> body in tables
            .BodiesAsync(Math.Max(last, row.Tail.Sequence - 1), long.MaxValue, cancellation).ConfigureAwait(false))
        {
            GroupHead head = GroupFormat.Read(stream, row.Tail.Sequence, body.Span);
            if (head.Sequence > row.Tail.Sequence && head.Epoch > row.Epoch)
            {
                throw Fenced(stream);
            }

            last = head.Sequence;
            if (last != row.Tail.Sequence || Hash256.Of(body.Span) != row.Tail.Hash || head.Epoch >= row.Epoch)
            {
                throw JournalException.Corrupt(
                    stream, row.Tail.Sequence, 0, $"the stream says that it ends here with {row.Tail.Hash} before "
                    + $"epoch {row.Epoch}; there is group {last} of epoch {head.Epoch} with another hash");
            }
        }

        return last == row.Tail.Sequence
            ? new StreamJournal(stream, tables) { Epoch = row.Epoch, Tail = row.Tail }
            : throw JournalException.Corrupt(
                stream, row.Tail.Sequence, 0, "the stream says that this is its last group, and it is not there");
    }

    public async Task<GroupPlace> BeginningAsync(CancellationToken cancellation = default) =>
        (await _tables.RowAsync(cancellation).ConfigureAwait(false))?.Beginning ?? GroupPlace.Start;

    public async Task<GroupPlace> DurableAsync(CancellationToken cancellation = default) =>
        (await _tables.RowAsync(cancellation).ConfigureAwait(false))?.Tail ?? GroupPlace.Start;

    public async IAsyncEnumerable<JournalGroup> ReadAsync(
        GroupPlace after, Hash256? world = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        StreamRow row = await _tables.RowAsync(cancellation).ConfigureAwait(false)
            ?? new StreamRow(0, GroupPlace.Start, GroupPlace.Start);
        RequireIn(row, after);
        GroupChain chain = new(Stream, after, world);
        await foreach (ReadOnlyMemory<byte> body in _tables
            .BodiesAsync(after.Sequence, row.Tail.Sequence, cancellation).ConfigureAwait(false))
        {
            JournalGroup group;
            try
            {
                group = chain.Follow(body);
            }
            catch (JournalException bad) when (bad.Fault == JournalFault.Corrupt)
            {
                // It may be that retention went past this reader.
                RequireIn(await _tables.RowAsync(cancellation).ConfigureAwait(false) ?? row, chain.Place);
                throw;
            }

            yield return group;
        }

        if (chain.Place.Sequence != row.Tail.Sequence || chain.Place.Hash != row.Tail.Hash)
        {
            throw JournalException.Corrupt(
                Stream, chain.Place.Sequence + 1, 0, $"the stream says that it ends behind group {row.Tail.Sequence} "
                + $"with {row.Tail.Hash}, its groups end here with {chain.Place.Hash}");
        }
    }

    public async Task<byte[]> ReadTextsAsync(long sequence, CancellationToken cancellation = default)
    {
        GroupHead? head = null;
        await foreach (ReadOnlyMemory<byte> body in _tables
            .BodiesAsync(sequence - 1, sequence, cancellation).ConfigureAwait(false))
        {
            head = GroupFormat.Read(Stream, sequence, body.Span);
        }

        if (head is not { } known)
        {
            throw new JournalException(
                JournalFault.Absent, $"Stream {Stream} has no group {sequence} any more, or yet.");
        }

        byte[] texts = await _tables.TextsAsync(sequence, cancellation).ConfigureAwait(false) ?? [];
        return texts.Length == known.TextOctets && Crc32C.Of(texts) == known.TextChecksum
            ? texts
            : throw JournalException.Corrupt(
                Stream, sequence, GroupFormat.TextOctetsAt, "the messages kept with it are not those it names");
    }

    public async Task<Checkpoint?> NewestCheckpointAsync(
        ICollection<string>? passedOver = null, CancellationToken cancellation = default) =>
        await _tables.RowAsync(cancellation).ConfigureAwait(false) is { } row
            ? await _shelf.NewestAsync(row, long.MaxValue, passedOver, cancellation).ConfigureAwait(false)
            : null;

    public async Task<Checkpoint?> CheckpointBeforeAsync(long sequence, CancellationToken cancellation = default) =>
        await _tables.RowAsync(cancellation).ConfigureAwait(false) is { } row
            ? await _shelf.NewestAsync(row, sequence, null, cancellation).ConfigureAwait(false)
            : null;

    public void Append(in PendingGroup group)
    {
        if (Volatile.Read(ref _fault) is { } ended)
        {
            throw new JournalException(
                ended.Fault == JournalFault.Fenced ? JournalFault.Fenced : JournalFault.Unavailable,
                $"Stream {Stream}: the journal ended with an earlier fault and must be opened anew. {ended.Message}",
                ended);
        }

        if (Epoch == 0 || group.Place.Sequence != Tail.Sequence + 1)
        {
            throw new InvalidOperationException(
                $"Stream {Stream}: group {group.Place.Sequence} does not follow group {Tail.Sequence}.");
        }

        try
        {
            if (!_tables.Append(Epoch, group))
            {
                throw Fenced(Stream);
            }
        }
        catch (JournalException fault)
        {
            Volatile.Write(ref _fault, fault);
            throw;
        }

        Tail = group.Place;
    }

    public Task SaveCheckpointAsync(
        GroupPlace place, GroupStamp stamp, ReadOnlySequence<byte> state, CancellationToken cancellation = default) =>
        KeepUp(async () => await _shelf.SaveAsync(
            await RequireGroupAsync(place, cancellation).ConfigureAwait(false), stamp, state, Epoch, cancellation)
            .ConfigureAwait(false), cancellation);

    public Task PruneAsync(long before, CancellationToken cancellation = default) =>
        KeepUp(() => CutAsync(before, cancellation), cancellation);

    public Task<ISealedIds> SealedIdsAsync(CancellationToken cancellation = default) => Task.Run<ISealedIds>(
        async () =>
        {
            SealedIds sealedIds = new(Stream, _tables, Epoch);
            await sealedIds.LoadAsync(cancellation).ConfigureAwait(false);
            return sealedIds;
        },
        cancellation);

    public ValueTask DisposeAsync()
    {
        _upkeep.Dispose();
        return _tables.DisposeAsync();
    }

    internal static JournalException Fenced(string stream) => new(
        JournalFault.Fenced,
        $"Stream {stream} was opened by somebody else, who is its writer now. Nothing was written; this writer must "
        + "stop.");

    private void RequireIn(StreamRow row, GroupPlace after)
    {
        if (after.Sequence < row.Beginning.Sequence)
        {
            throw new JournalException(
                JournalFault.Absent,
                $"Stream {Stream}: the groups up to {row.Beginning.Sequence} were pruned. Start from a checkpoint or "
                + "from the beginning that is left.");
        }

        if (after.Sequence > row.Tail.Sequence)
        {
            throw JournalException.Corrupt(
                Stream, row.Tail.Sequence + 1, 0,
                $"the journal ends here, and group {after.Sequence} is known to have been written");
        }

        if (after.Sequence == row.Beginning.Sequence && after != row.Beginning)
        {
            throw JournalException.Corrupt(
                Stream, after.Sequence, 0, "what is known of this place is not what the stream begins with");
        }
    }

    // A place that somebody claims must be that of a group, or a checkpoint could stand on nothing.
    private async Task<GroupPlace> RequireGroupAsync(GroupPlace place, CancellationToken cancellation)
    {
        await foreach (ReadOnlyMemory<byte> body in _tables
            .BodiesAsync(place.Sequence - 1, place.Sequence, cancellation).ConfigureAwait(false))
        {
            if (Hash256.Of(body.Span) == place.Hash)
            {
                return place;
            }
        }

        throw new ArgumentException($"Stream {Stream} has no such group {place.Sequence}.", nameof(place));
    }

    private async Task CutAsync(long before, CancellationToken cancellation)
    {
        StreamRow row = await _tables.RowAsync(cancellation).ConfigureAwait(false)
            ?? throw Fenced(Stream);
        GroupPlace limit = await _shelf.OldestPlaceAsync(cancellation).ConfigureAwait(false) ?? row.Beginning;
        GroupChain chain = new(Stream, row.Beginning);
        GroupPlace cut = row.Beginning;
        while (chain.Place.Sequence < limit.Sequence && cut == chain.Place)
        {
            long upTo = Math.Min(limit.Sequence, cut.Sequence + CutGroups);
            await foreach (ReadOnlyMemory<byte> body in _tables
                .BodiesAsync(cut.Sequence, upTo, cancellation).ConfigureAwait(false))
            {
                if (chain.Follow(body).Head.LastInstant < before)
                {
                    cut = chain.Place;
                }
            }

            if (cut.Sequence > row.Beginning.Sequence
                && !await _tables.CutAsync(Epoch, cut, cancellation).ConfigureAwait(false))
            {
                throw Fenced(Stream);
            }
        }
    }

    // One thing at a time beside the appends, never on the caller's thread.
    private Task KeepUp(Func<Task> work, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            await _upkeep.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await work().ConfigureAwait(false);
            }
            finally
            {
                _upkeep.Release();
            }
        },
        cancellation);
}
