namespace Clearing.Journal;

/// <summary>
/// One database with the streams of a world: a SQLite file, a PostgreSQL schema. Thread-safe. All methods throw
/// <see cref="JournalException"/>.
/// </summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>For people: the folder, or host and database. Never a password.</summary>
    string Location { get; }

    /// <summary>
    /// What weakens the promises of this store, a sentence each (say that the server runs without fsync); empty when
    /// nothing does. Meant for the log at start.
    /// </summary>
    IReadOnlyList<string> Weaknesses { get; }

    /// <summary>
    /// Opens a stream for its single writer: takes the next epoch in the store, which fences every earlier opener, then
    /// finds and verifies the tail. Creates the stream when it is new. A ledger's is named <c>WORLD/ARRANGEMENT</c>.
    /// </summary>
    Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default);

    /// <summary>Reads a stream beside its writer: takes no epoch, writes nothing.</summary>
    IJournalReader Reader(string stream);

    /// <summary>Names of all streams, in ordinal order.</summary>
    Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default);

    /// <summary>A small fact of the world, such as its hash or the anchor of its clock; null = there is none.</summary>
    Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default);

    /// <summary>
    /// Sets a fact if it still is what the caller expects (null = there is none). False when it is not, and nothing
    /// changed.
    /// </summary>
    Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default);
}
