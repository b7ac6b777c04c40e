using System.Buffers;

namespace Clearing.Journal;

/// <summary>
/// A stream in the hands of its single writer. Appends come from one thread at a time; everything else may run beside
/// them.
/// </summary>
public interface IJournal : IJournalReader, IAsyncDisposable
{
    /// <summary>Rises with every opening of the stream, from 1. The store refuses appends of any but the last.</summary>
    long Epoch { get; }

    /// <summary>Behind the last group, as found on opening and moved by appends.</summary>
    GroupPlace Tail { get; }

    /// <summary>
    /// Writes one group in one transaction, on the condition, checked by the store itself, that this journal still has
    /// the stream's epoch and that the group follows the tail. Blocks its thread until the group is durable:
    /// <see cref="GroupCommit"/> has a thread for that. After a fault the journal refuses every further append.
    /// </summary>
    /// <exception cref="JournalException">The fault says whether the group was written, was not, or may have been.</exception>
    void Append(in PendingGroup group);

    /// <summary>
    /// Saves a copy of the state in parts, between appends. It counts only once all parts and their checksum are there.
    /// The newest two are kept. The place is a durable one of this stream, behind the newest checkpoint.
    /// </summary>
    Task SaveCheckpointAsync(
        GroupPlace place, GroupStamp stamp, ReadOnlySequence<byte> state, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes the groups up to and with a place, with their texts. Refused (<see cref="ArgumentException"/>) unless a
    /// whole checkpoint stands at that place or behind it.
    /// </summary>
    Task PruneAsync(GroupPlace upTo, CancellationToken cancellation = default);

    /// <summary>Loads what is needed to look up sealed ids: 2 octets of memory an id.</summary>
    Task<ISealedIds> SealedIdsAsync(CancellationToken cancellation = default);
}
