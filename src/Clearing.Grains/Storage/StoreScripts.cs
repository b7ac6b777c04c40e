using System.Data.Common;
using System.Globalization;

namespace Clearing.Grains.Storage;

/// <summary>The project's own scripts for one kind of database.</summary>
/// <param name="folder">Of the resources.</param>
/// <param name="begin">Begins a transaction in which no other program makes tables.</param>
/// <param name="texts">By the key under which Orleans looks for each, the resource.</param>
internal sealed class StoreScripts(string folder, string begin, (string Key, string File)[] texts)
{
    /// <summary>Schema of PostgreSQL.</summary>
    public const string Schema = "clearing_grains";

    private const int Version = 1;
    private const string VersionKey = "ClearingVersion";

    private const string Put =
        "INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES (@key, @text) "
        + "ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText";

    private static readonly (string Key, string File)[] OfStates =
        [("ReadFromStorageKey", "read"), ("WriteToStorageKey", "write"), ("ClearStorageKey", "clear")];

    private static readonly (string Key, string File)[] OfSilos =
    [
        ("InsertMembershipVersionKey", "cluster-make"), ("DeleteMembershipTableEntriesKey", "cluster-remove"),
        ("InsertMembershipKey", "silo-add"), ("UpdateMembershipKey", "silo-change"),
        ("UpdateIAmAlivetimeKey", "silo-alive"), ("MembershipReadRowKey", "silo-read"),
        ("MembershipReadAllKey", "silos-read"), ("CleanupDefunctSiloEntriesKey", "silos-forget"),
        ("GatewaysQueryKey", "gateways"),
    ];

    public static StoreScripts Sqlite { get; } = new("Sqlite", "BEGIN IMMEDIATE", OfStates);

    // Any number will do as long as all versions take the same one: "CLG1".
    public static StoreScripts Postgres { get; } = new(
        "Postgres",
        $"BEGIN; SELECT pg_advisory_xact_lock({0x434c4731}); CREATE SCHEMA IF NOT EXISTS {Schema}",
        [.. OfStates, .. OfSilos]);

    /// <summary>Makes what is not there, in one transaction.</summary>
    public async Task ApplyAsync(DbDataSource source, string location, CancellationToken cancellation)
    {
        await using DbConnection connection = await source.OpenConnectionAsync(cancellation);
        await RunAsync(connection, begin, cancellation);
        await RunAsync(connection, Text("tables"), cancellation);
        await CheckVersionAsync(connection, location, cancellation);
        await PutAsync(connection, VersionKey, Version.ToString(CultureInfo.InvariantCulture), cancellation);
        foreach ((string key, string file) in texts)
        {
            await PutAsync(connection, key, Text(file), cancellation);
        }

        await RunAsync(connection, "COMMIT", cancellation);
    }

    private static async Task CheckVersionAsync(
        DbConnection connection, string location, CancellationToken cancellation)
    {
        await using DbCommand ask = connection.CreateCommand();
        ask.CommandText = $"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{VersionKey}'";
        object? found = await ask.ExecuteScalarAsync(cancellation);
        if (found is string text && text != Version.ToString(CultureInfo.InvariantCulture))
        {
            throw new StorageException(
                $"{location} has tables of version {text}; this program knows version {Version}. Use the program that "
                + "wrote it, or a later one.");
        }
    }

    private static async Task PutAsync(
        DbConnection connection, string key, string text, CancellationToken cancellation)
    {
        await using DbCommand put = connection.CreateCommand();
        put.CommandText = Put;
        foreach ((string name, string value) in ((string, string)[])[("key", key), ("text", text)])
        {
            DbParameter parameter = put.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            put.Parameters.Add(parameter);
        }

        await put.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private string Text(string file)
    {
        using Stream stream = typeof(StoreScripts).Assembly.GetManifestResourceStream(
            $"Clearing.Grains.Storage.{folder}.{file}.sql")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
