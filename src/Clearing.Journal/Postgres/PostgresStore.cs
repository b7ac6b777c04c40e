namespace Clearing.Journal.Postgres;

/// <summary>The store for clusters: tables in the schema <c>clearing</c> of a PostgreSQL database.</summary>
public sealed class PostgresStore : IJournalStore
{
    /// <summary>Connects, and makes schema and tables when they are new and <paramref name="access"/> is to write.</summary>
    public static Task<PostgresStore> OpenAsync(
        string connection, StoreAccess access = StoreAccess.Write, CancellationToken cancellation = default) =>
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
