using System.Buffers;

namespace Clearing.Journal;

/// <summary>
/// A stream in the hands of its single writer. Appends come from one thread at a time; everything else may run beside
/// them.
/// </summary>
public interface IJournal : IJournalReader, IAsyncDisposable
{
    /// <summary>From 1, rises with every opening of the stream; the store refuses all but the last.</summary>
    long Epoch { get; }

    /// <summary>
    /// Behind the last group, as found on opening and moved by appends. For whoever appends; others are told by
    /// <see cref="GroupCommit.Durable"/>.
    /// </summary>
    GroupPlace Tail { get; }

    /// <summary>
    /// Writes one group in one transaction, on the condition, checked by the store itself, that this journal still has
    /// the stream's epoch and that the group follows the tail. Blocks its thread until the group is durable:
    /// <see cref="GroupCommit"/> has a thread for that. After a fault the journal refuses every further append.
    /// </summary>
    /// <exception cref="JournalException">Its fault says whether the group may have been written.</exception>
    void Append(in PendingGroup group);

    /// <summary>
    /// Saves a copy of the state in parts, between appends. It counts only once all parts and their checksum are there.
    /// The newest two are kept. The place is a durable one of this stream; one before the newest checkpoint does
    /// nothing.
    /// </summary>
    Task SaveCheckpointAsync(
        GroupPlace place, GroupStamp stamp, ReadOnlySequence<byte> state, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes the groups, with their texts, whose instants all lie before <paramref name="before"/> (microseconds
    /// since 1970 UTC), as far as the older of the checkpoints kept does not need them. Without a checkpoint nothing
    /// goes.
    /// </summary>
    Task PruneAsync(long before, CancellationToken cancellation = default);

    /// <summary>Loads what is needed to look up sealed ids, once: 4 octets of memory an id.</summary>
    Task<ISealedIds> SealedIdsAsync(CancellationToken cancellation = default);
}
