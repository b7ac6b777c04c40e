using Clearing.Journal.Postgres;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Stores;

/// <summary>What every store does, on PostgreSQL.</summary>
public sealed class PostgresStoreTests(PostgresFixture server) : StoreTests
{
    private readonly string _connection = server.CreateDatabase();

    private protected override async Task<IJournalStore> OpenStoreAsync(StoreAccess access) =>
        await PostgresStore.OpenAsync(_connection, access);

    private protected override async Task<IStreamTables> TablesAsync(IJournalStore store, string stream)
    {
        PostgresTables tables = new((PostgresStore)store, stream);
        await tables.ConnectAsync(TestContext.Current.CancellationToken);
        return tables;
    }

    private protected override void Clean()
    {
        // The database goes with its server.
    }
}
