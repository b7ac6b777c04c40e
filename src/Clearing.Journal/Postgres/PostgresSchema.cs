using Npgsql;

namespace Clearing.Journal.Postgres;

/// <summary>The tables, as docs/reference/journal.md gives them.</summary>
internal static class PostgresSchema
{
    public const int Version = 1;

    // Any number will do as long as all versions take the same one: "CLJ1".
    private const long Lock = 0x434c4a31;

    // The octets of groups do not shrink, so the server should not try; and the row of a stream changes with each of
    // its groups, which room on its page makes cheap.
    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS clearing;
        CREATE TABLE clearing.version (version integer NOT NULL);
        CREATE TABLE clearing.streams (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
            epoch bigint NOT NULL,
            first_sequence bigint NOT NULL, first_records bigint NOT NULL, first_instant bigint NOT NULL,
            first_hash bytea NOT NULL,
            sequence bigint NOT NULL, records bigint NOT NULL, instant bigint NOT NULL, hash bytea NOT NULL)
            WITH (fillfactor = 20);
        CREATE TABLE clearing.groups (
            stream integer NOT NULL, sequence bigint NOT NULL, body bytea NOT NULL,
            PRIMARY KEY (stream, sequence));
        CREATE TABLE clearing.texts (
            stream integer NOT NULL, sequence bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (stream, sequence));
        CREATE TABLE clearing.heads (
            stream integer NOT NULL, kind integer NOT NULL, number bigint NOT NULL, epoch bigint NOT NULL,
            body bytea NOT NULL, PRIMARY KEY (stream, kind, number, epoch));
        CREATE TABLE clearing.parts (
            stream integer NOT NULL, kind integer NOT NULL, number bigint NOT NULL, epoch bigint NOT NULL,
            part integer NOT NULL, body bytea NOT NULL, PRIMARY KEY (stream, kind, number, epoch, part));
        CREATE TABLE clearing.facts (
            key text COLLATE "C" PRIMARY KEY, value bytea NOT NULL, checksum bigint NOT NULL);
        ALTER TABLE clearing.groups ALTER COLUMN body SET STORAGE EXTERNAL;
        ALTER TABLE clearing.texts ALTER COLUMN body SET STORAGE EXTERNAL;
        ALTER TABLE clearing.parts ALTER COLUMN body SET STORAGE EXTERNAL;
        INSERT INTO clearing.version VALUES (1);
        """;

    /// <summary>Makes the tables where they are not, one program at a time.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, string location, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction =
            await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation).ConfigureAwait(false);
        if (!await IsThereAsync(connection, location, cancellation).ConfigureAwait(false))
        {
            await ExecuteAsync(connection, Tables, cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>False when there is no journal in the database.</summary>
    public static async Task<bool> IsThereAsync(
        NpgsqlConnection connection, string location, CancellationToken cancellation)
    {
        await using NpgsqlCommand ask = new("SELECT to_regclass('clearing.version') IS NOT NULL", connection);
        if (await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
        {
            return false;
        }

        await using NpgsqlCommand which = new("SELECT max(version) FROM clearing.version", connection);
        object? version = await which.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        return version is int known && known == Version
            ? true
            : throw new JournalException(
                JournalFault.Version,
                $"{location} has tables of version {version}; this program knows version {Version}. Use the program "
                + "that wrote it, or a later one.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
