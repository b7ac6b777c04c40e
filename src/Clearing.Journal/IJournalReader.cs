namespace Clearing.Journal;

/// <summary>What can be read of a stream. A stream that nobody opened yet is empty.</summary>
public interface IJournalReader
{
    string Stream { get; }

    /// <summary>
    /// Before the first group that is kept: <see cref="GroupPlace.Start"/>, or where retention cut.
    /// </summary>
    Task<GroupPlace> BeginningAsync(CancellationToken cancellation = default);

    /// <summary>Behind the last group that is durable.</summary>
    Task<GroupPlace> DurableAsync(CancellationToken cancellation = default);

    /// <summary>
    /// The groups behind a place, each verified before it is handed out, up to the one that was last when the reading
    /// began. A bad group ends the reading with <see cref="JournalFault.Corrupt"/> and is never skipped. The place is
    /// <see cref="GroupPlace.Start"/>, what <see cref="BeginningAsync"/> said, or a checkpoint's: the first group must
    /// follow from its hash. With a world given, a group of another world ends the reading.
    /// </summary>
    IAsyncEnumerable<JournalGroup> ReadAsync(
        GroupPlace after, Hash256? world = null, CancellationToken cancellation = default);

    /// <summary>The raw messages kept with a group, checked against its head; empty when none were.</summary>
    Task<byte[]> ReadTextsAsync(long sequence, CancellationToken cancellation = default);

    /// <summary>
    /// The newest whole checkpoint whose octets have their checksum; null when there is none. One that is damaged is
    /// passed over, with a sentence for the log, since an older one and the journal give the same state.
    /// </summary>
    Task<Checkpoint?> NewestCheckpointAsync(
        ICollection<string>? passedOver = null, CancellationToken cancellation = default);

    /// <summary>The newest whole checkpoint of those kept that stands behind no later group than this one.</summary>
    Task<Checkpoint?> CheckpointBeforeAsync(long sequence, CancellationToken cancellation = default);
}
