using System.Globalization;
using Clearing.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearing.Journal.Tests.Stores;

/// <summary>Tampering with a SQLite file.</summary>
public sealed class SqliteTamperTests : TamperTests
{
    private const string Key = "(SELECT id FROM streams WHERE name = @stream) * (1 << 40) + @sequence";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearing-journal-");

    private protected override async Task<IJournalStore> OpenStoreAsync() =>
        await SqliteStore.OpenAsync(_folder.FullName);

    private protected override async Task<byte[]> BodyAsync(string stream, long sequence) =>
        (byte[])(await RunAsync($"SELECT body FROM groups WHERE id = {Key}", stream, sequence))!;

    private protected override Task PutAsync(string stream, long sequence, byte[] body) => RunAsync(
        $"INSERT INTO groups VALUES ({Key}, @octets) ON CONFLICT DO UPDATE SET body = @octets", stream, sequence, body);

    private protected override Task DeleteAsync(string stream, long sequence) =>
        RunAsync($"DELETE FROM groups WHERE id = {Key}", stream, sequence);

    private protected override Task TamperAsync(string sql, byte[] octets) =>
        RunAsync(string.Format(CultureInfo.InvariantCulture, sql, "", "@octets"), "", 0, octets);

    private protected override void Clean() => _folder.Delete(recursive: true);

    private async Task<object?> RunAsync(string sql, string stream, long sequence, byte[]? octets = null)
    {
        await using SqliteConnection connection =
            new($"Data Source={Path.Combine(_folder.FullName, SqliteStore.FileName)};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@stream", stream);
        command.Parameters.AddWithValue("@sequence", sequence);
        command.Parameters.AddWithValue("@octets", octets ?? []);
        return await command.ExecuteScalarAsync();
    }
}
