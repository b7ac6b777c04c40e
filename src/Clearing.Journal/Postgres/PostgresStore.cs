using System.Text;
using Clearing.Journal.Groups;
using Clearing.Journal.Storage;
using Npgsql;

namespace Clearing.Journal.Postgres;

/// <summary>
/// The store for clusters: tables in the schema <c>clearing</c> of a PostgreSQL database, which the program makes
/// itself.
/// </summary>
public sealed class PostgresStore : IJournalStore
{
    // A disk that stalls for seconds is waited for; a server that does not answer at all is given up after this.
    private const int CommandTimeoutS = 15;
    private const int PreparedStatements = 64;

    private const string Wait =
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private readonly NpgsqlDataSource _source;

    private PostgresStore(NpgsqlDataSource source, string location)
    {
        _source = source;
        Location = location;
    }

    public string Location { get; }

    public IReadOnlyList<string> Weaknesses { get; private set; } = [];

    /// <summary>
    /// Connects, and makes schema and tables when they are new and <paramref name="access"/> is to write.
    /// </summary>
    public static async Task<PostgresStore> OpenAsync(
        string connection, StoreAccess access = StoreAccess.Write, CancellationToken cancellation = default)
    {
        NpgsqlConnectionStringBuilder settings = Settings(connection);
        PostgresStore store = new(
            SourceOf(settings), $"{settings.Host}:{settings.Port}/{settings.Database}");
        try
        {
            await store.RunAsync(async session =>
            {
                if (access == StoreAccess.Write)
                {
                    await PostgresSchema.MakeAsync(session, store.Location, cancellation).ConfigureAwait(false);
                }
                else if (!await PostgresSchema.IsThereAsync(session, store.Location, cancellation)
                    .ConfigureAwait(false))
                {
                    throw new JournalException(JournalFault.Absent, $"{store.Location} has no journal.");
                }

                store.Weaknesses = await WeaknessesAsync(session, cancellation).ConfigureAwait(false);
                return true;
            }, cancellation).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Connections whose commits wait for the disk, also where the server would not by itself: an epoch or a fact that
    /// is taken back by a crash would be as bad as a lost group.
    /// </summary>
    public static NpgsqlDataSource SourceOf(NpgsqlConnectionStringBuilder settings)
    {
        // What is set once stays; nothing else is set on a session.
        settings.NoResetOnClose = true;
        NpgsqlDataSourceBuilder source = new(settings.ConnectionString);
        source.UsePhysicalConnectionInitializer(
            connection =>
            {
                using NpgsqlCommand wait = new(Wait, connection);
                wait.ExecuteNonQuery();
            },
            async connection =>
            {
                await using NpgsqlCommand wait = new(Wait, connection);
                await wait.ExecuteNonQueryAsync().ConfigureAwait(false);
            });
        return source.Build();
    }

    public async Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default)
    {
        PostgresTables tables = new(this, stream);
        try
        {
            StreamRow row = await tables.OpenAsync(cancellation).ConfigureAwait(false);
            return await StreamJournal.OpenAsync(stream, tables, row, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await tables.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IJournalReader Reader(string stream) => StreamJournal.Reader(stream, new PostgresTables(this, stream));

    public async Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default) =>
        await RunAsync<IReadOnlyList<string>>(async session =>
        {
            List<string> names = [];
            await using NpgsqlCommand all = new("SELECT name FROM clearing.streams", session);
            await using NpgsqlDataReader rows = await all.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                names.Add(rows.GetString(0));
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }, cancellation).ConfigureAwait(false);

    public async Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default) =>
        await RunAsync(async session =>
        {
            await using NpgsqlCommand ask = new("SELECT value, checksum FROM clearing.facts WHERE key = $1", session);
            ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            await using NpgsqlDataReader rows = await ask.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            if (!await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                return null;
            }

            byte[] value = rows.GetFieldValue<byte[]>(0);
            return rows.GetInt64(1) == Checksum(key, value)
                ? value
                : throw new JournalException(
                    JournalFault.Corrupt,
                    $"{Location}: the fact {key} does not have its checksum. Restore the store from a copy and keep "
                    + "this one as evidence.");
        }, cancellation).ConfigureAwait(false);

    public async Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default) =>
        await RunAsync(async session =>
        {
            await using NpgsqlCommand put = new(
                expected is null
                    ? "INSERT INTO clearing.facts VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
                    : "UPDATE clearing.facts SET value = $2, checksum = $3 WHERE key = $1 AND value = $4",
                session);
            put.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            put.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value });
            put.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Checksum(key, value) });
            if (expected is not null)
            {
                put.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = expected });
            }

            return await put.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
        }, cancellation).ConfigureAwait(false);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Work on a connection of the pool, its faults in the words of the journal.</summary>
    internal async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlConnection session =
                await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            return await work(session).ConfigureAwait(false);
        }
        catch (Exception fault) when (PostgresFaults.IsOne(fault))
        {
            throw PostgresFaults.Of(Location, fault, appending: false);
        }
    }

    /// <summary>A connection for one writer.</summary>
    internal ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellation) =>
        _source.OpenConnectionAsync(cancellation);

    private static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException wrong)
        {
            throw new JournalException(
                JournalFault.Denied,
                $"The connection to PostgreSQL is not written as it must be: {wrong.Message}",
                wrong);
        }

        if (!settings.ShouldSerialize("Command Timeout"))
        {
            settings.CommandTimeout = CommandTimeoutS;
        }

        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, PreparedStatements);
        settings.ApplicationName ??= "clearing";
        return settings;
    }

    private static async Task<IReadOnlyList<string>> WeaknessesAsync(
        NpgsqlConnection session, CancellationToken cancellation)
    {
        List<string> weaknesses = [];
        await using NpgsqlCommand ask = new(
            """
            SELECT name FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'data_checksums') AND setting = 'off' ORDER BY name
            """,
            session);
        await using NpgsqlDataReader rows = await ask.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            weaknesses.Add(rows.GetString(0) switch
            {
                "fsync" => "The server runs with fsync = off: what it acknowledges is lost when its machine fails.",
                "full_page_writes" =>
                    "The server runs with full_page_writes = off: a crash may leave pages half written.",
                _ => "The server's data has no checksums: damage is found by the groups' own, when they are read.",
            });
        }

        return weaknesses;
    }

    private static long Checksum(string key, byte[] value) => Crc32C.Of([.. Encoding.UTF8.GetBytes(key), .. value]);
}
