namespace Clearing.Journal.Storage;

/// <summary>
/// The tables of one stream in one database: all that differs from store to store. Every write is one transaction,
/// durable on return, and is made only if its epoch still is the stream's, which the database itself
/// checks; false = it is not, and nothing was written. <see cref="StreamJournal"/> makes a journal of them.
/// </summary>
public interface IStreamTables : IAsyncDisposable
{
    /// <summary>Null when nobody opened the stream yet.</summary>
    ValueTask<StreamRow?> RowAsync(CancellationToken cancellation);

    /// <summary>
    /// The bodies of the groups there are behind <paramref name="after"/>, up to and with <paramref name="upTo"/>, by
    /// sequence. The memory of one is good until the next is asked for. Holds nothing that hinders a writer.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(long after, long upTo, CancellationToken cancellation);

    /// <summary>The texts of a group; null when none are kept.</summary>
    ValueTask<byte[]?> TextsAsync(long sequence, CancellationToken cancellation);

    /// <summary>
    /// Writes a group and moves the tail, if the epoch is the stream's and its tail the group before. Blocks.
    /// </summary>
    bool Append(long epoch, in PendingGroup group);

    /// <summary>Moves the beginning and deletes the groups and texts up to it.</summary>
    ValueTask<bool> CutAsync(long epoch, GroupPlace beginning, CancellationToken cancellation);

    ValueTask<IReadOnlyList<StoredHead>> HeadsAsync(StoredKind kind, CancellationToken cancellation);

    ValueTask<byte[]?> PartAsync(StoredKey key, int part, CancellationToken cancellation);

    /// <summary>Writes parts that follow one another.</summary>
    ValueTask<bool> PutPartsAsync(
        StoredKey key, int first, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellation);

    ValueTask<bool> PutHeadAsync(StoredHead head, CancellationToken cancellation);

    ValueTask<bool> DropHeadAsync(long epoch, StoredKey key, CancellationToken cancellation);

    /// <summary>Deletes some of the parts of a kind that have no head; false = there are none left.</summary>
    ValueTask<bool> SweepAsync(long epoch, StoredKind kind, CancellationToken cancellation);
}
