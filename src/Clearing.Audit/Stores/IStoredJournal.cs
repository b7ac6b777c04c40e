namespace Clearing.Audit.Stores;

/// <summary>
/// The tables of a journal as docs/reference/journal.md gives them, read and never written. All methods throw
/// <see cref="StoreUnreadableException"/>, and <see cref="Format.DamageException"/> where the store itself says that
/// what it has is damaged.
/// </summary>
internal interface IStoredJournal : IAsyncDisposable
{
    /// <summary>For people; never a password.</summary>
    string Location { get; }

    /// <summary>True when it is known that a service writes.</summary>
    bool IsServed { get; }

    /// <summary>All streams, by name in ordinal order.</summary>
    Task<IReadOnlyList<StoredStream>> StreamsAsync(CancellationToken cancellation);

    /// <summary>What there is that belongs to no stream, in words; null = nothing.</summary>
    Task<string?> StrayAsync(CancellationToken cancellation);

    Task<IReadOnlyList<StoredFact>> FactsAsync(CancellationToken cancellation);

    /// <summary>What streams were noted to have come to, beside the database.</summary>
    Task<IReadOnlyDictionary<string, StoredWitness>> WitnessesAsync(CancellationToken cancellation);

    /// <summary>The groups of a stream, in order, from the first that is kept to the tail that its row names.</summary>
    IAsyncEnumerable<StoredGroup> GroupsAsync(StoredStream stream, CancellationToken cancellation);

    /// <summary>The texts of a group; null = there are none.</summary>
    Task<byte[]?> TextsAsync(StoredStream stream, long sequence, CancellationToken cancellation);

    /// <summary>How many groups up to the tail have texts.</summary>
    Task<long> TextCountAsync(StoredStream stream, CancellationToken cancellation);

    /// <summary>The heads of a kind, by number and epoch.</summary>
    Task<IReadOnlyList<StoredHead>> HeadsAsync(StoredStream stream, int kind, CancellationToken cancellation);

    /// <summary>One part; null = there is none.</summary>
    Task<byte[]?> PartAsync(StoredStream stream, StoredHead head, int part, CancellationToken cancellation);
}

/// <summary>What <c>journal.witness</c> says of a stream.</summary>
internal sealed record StoredWitness(long Epoch, long Sequence, string Hash);
