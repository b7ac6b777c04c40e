namespace Clearing.Journal.Sqlite;

/// <summary>The embedded store: one file <c>journal.db</c> in a data folder.</summary>
public sealed class SqliteStore : IJournalStore
{
    /// <summary>Opens the store of a data folder, which is made when it is new and <paramref name="access"/> is to write.</summary>
    public static Task<SqliteStore> OpenAsync(
        string folder, StoreAccess access = StoreAccess.Write, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public string Location => throw new NotSupportedException();

    public IReadOnlyList<string> Weaknesses => throw new NotSupportedException();

    public Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public IJournalReader Reader(string stream) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
