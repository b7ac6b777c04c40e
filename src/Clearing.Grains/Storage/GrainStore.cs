using System.Data.Common;
using Clearing.Journal.Postgres;
using Npgsql;
using Orleans.Configuration;

namespace Clearing.Grains.Storage;

/// <summary>
/// A database for the states of grains, with the tables and texts that Orleans' AdoNet storage asks for. The program
/// makes them itself, one program at a time, and renews the texts whenever it opens the store.
/// </summary>
public sealed class GrainStore : IAsyncDisposable
{
    /// <summary>Name of the storage provider, which every persistent state of this program names.</summary>
    public const string Provider = "clearing";

    /// <summary>The file of a data folder.</summary>
    public const string FileName = "grains.db";

    private GrainStore(string invariant, DbDataSource source, string location)
    {
        Invariant = invariant;
        Source = source;
        Location = location;
    }

    /// <summary>Where it is, without secrets.</summary>
    public string Location { get; }

    internal string Invariant { get; }

    internal DbDataSource Source { get; }

    /// <summary>The file <see cref="FileName"/> in a data folder, which must be there.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static Task<GrainStore> OpenSqliteAsync(string folder, CancellationToken cancellation = default)
    {
        string path = Path.Combine(Path.GetFullPath(folder), FileName);
        return OpenAsync(
            new GrainStore("System.Data.SQLite", new SqliteSource(path), path), StoreScripts.Sqlite, cancellation);
    }

    /// <summary>The schema <c>clearing_grains</c> of a PostgreSQL database, which must be there.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static Task<GrainStore> OpenPostgresAsync(string connection, CancellationToken cancellation = default)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connection) { SearchPath = StoreScripts.Schema };
        }
        catch (ArgumentException wrong)
        {
            throw new StorageException(
                $"The connection to PostgreSQL is not written as it must be: {wrong.Message}", wrong);
        }

        settings.ApplicationName ??= "clearing";
        return OpenAsync(
            new GrainStore(
                "Npgsql", new PostgresSource(PostgresStore.SourceOf(settings)),
                $"{settings.Host}:{settings.Port}/{settings.Database}"),
            StoreScripts.Postgres,
            cancellation);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static async Task<GrainStore> OpenAsync(
        GrainStore store, StoreScripts scripts, CancellationToken cancellation)
    {
        try
        {
            await scripts.ApplyAsync(store.Source, store.Location, cancellation);
            return store;
        }
        catch (DbException fault)
        {
            await store.DisposeAsync();
            throw new StorageException(
                $"{store.Location}: what the grains keep cannot be opened: {fault.Message} See that it can be reached "
                + "and written, or choose another place.",
                fault);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Puts a store of states under the grains of a silo.</summary>
public static class GrainStoreHosting
{
    /// <summary>Every state that names <see cref="GrainStore.Provider"/> is kept in the store.</summary>
    public static ISiloBuilder AddGrainStore(this ISiloBuilder silo, GrainStore store) =>
        silo.AddAdoNetGrainStorage(GrainStore.Provider, (AdoNetGrainStorageOptions options) =>
        {
            options.Invariant = store.Invariant;
            options.DataSource = store.Source;
            options.GrainStorageSerializer = new JsonStates();
        });
}
