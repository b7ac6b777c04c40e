using Clearing.Journal.Sqlite;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Stores;

/// <summary>What every store does, on SQLite.</summary>
public sealed class SqliteStoreTests : StoreTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearing-journal-");

    private protected override async Task<IJournalStore> OpenStoreAsync(StoreAccess access) =>
        await SqliteStore.OpenAsync(_folder.FullName, access);

    private protected override Task<IStreamTables> TablesAsync(IJournalStore store, string stream)
    {
        SqliteTables tables = new((SqliteStore)store, stream);
        return Task.FromResult<IStreamTables>(tables);
    }

    private protected override void Clean() => _folder.Delete(recursive: true);
}
