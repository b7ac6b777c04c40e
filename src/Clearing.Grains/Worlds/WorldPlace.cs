using Clearing.Grains.Storage;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Journal.Sqlite;

namespace Clearing.Grains.Worlds;

/// <summary>Where a world is kept: exactly one of the two.</summary>
/// <param name="Folder">A data folder, with SQLite files.</param>
/// <param name="Postgres">How to connect to a PostgreSQL database.</param>
public sealed record WorldPlace(string? Folder, string? Postgres)
{
    /// <summary>Opens both stores of the place, and makes them where they are new.</summary>
    internal async Task<WorldStores> OpenAsync(CancellationToken cancellation)
    {
        IJournalStore journal = Folder is not null
            ? await SqliteStore.OpenAsync(Folder, cancellation: cancellation)
            : await PostgresStore.OpenAsync(Postgres!, cancellation: cancellation);
        try
        {
            // The journal's store holds the folder, so nobody else opens the file beside it.
            GrainStore grains = Folder is not null
                ? await GrainStore.OpenSqliteAsync(Folder, cancellation)
                : await GrainStore.OpenPostgresAsync(Postgres!, cancellation);
            return new WorldStores(journal, grains);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }
}

/// <summary>The open stores of a world.</summary>
/// <param name="Journal">Of its ledgers.</param>
/// <param name="Grains">Of the states of its grains.</param>
internal sealed record WorldStores(IJournalStore Journal, GrainStore Grains) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Grains.DisposeAsync();
        await Journal.DisposeAsync();
    }
}
