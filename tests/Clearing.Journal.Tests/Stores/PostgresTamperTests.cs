using System.Globalization;
using Clearing.Journal.Postgres;
using Npgsql;

namespace Clearing.Journal.Tests.Stores;

/// <summary>Tampering with the tables in PostgreSQL.</summary>
public sealed class PostgresTamperTests(PostgresFixture server) : TamperTests
{
    private const string Id = "(SELECT id FROM clearing.streams WHERE name = @stream)";

    private readonly string _connection = server.CreateDatabase();

    private protected override async Task<IJournalStore> OpenStoreAsync() => await PostgresStore.OpenAsync(_connection);

    private protected override async Task<byte[]> BodyAsync(string stream, long sequence) => (byte[])(await RunAsync(
        $"SELECT body FROM clearing.groups WHERE stream = {Id} AND sequence = @sequence", stream, sequence))!;

    private protected override Task PutAsync(string stream, long sequence, byte[] body) => RunAsync(
        $"""
        INSERT INTO clearing.groups VALUES ({Id}, @sequence, @octets)
        ON CONFLICT (stream, sequence) DO UPDATE SET body = @octets
        """,
        stream,
        sequence,
        body);

    private protected override Task DeleteAsync(string stream, long sequence) => RunAsync(
        $"DELETE FROM clearing.groups WHERE stream = {Id} AND sequence = @sequence", stream, sequence);

    private protected override Task TamperAsync(string sql, byte[] octets) =>
        RunAsync(string.Format(CultureInfo.InvariantCulture, sql, "clearing.", "@octets"), "", 0, octets);

    private protected override void Clean()
    {
        // The database goes with its server.
    }

    private async Task<object?> RunAsync(string sql, string stream, long sequence, byte[]? octets = null)
    {
        await using NpgsqlConnection connection = new(_connection);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The text is the test's own.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@stream", stream);
        command.Parameters.AddWithValue("@sequence", sequence);
        command.Parameters.AddWithValue("@octets", octets ?? []);
        return await command.ExecuteScalarAsync();
    }
}
