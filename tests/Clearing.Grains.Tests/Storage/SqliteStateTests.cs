using Clearing.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Clearing.Grains.Tests.Storage;

/// <summary>What states may rely on, on SQLite.</summary>
public sealed class SqliteStateTests : StateTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearing-states-");

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_its_place()
    {
        string path = Path.Combine(_folder.FullName, GrainStore.FileName);
        File.WriteAllText(path, "This is a letter, and much too long to be an empty database." + new string('.', 1000));

        StorageException refused = await Assert.ThrowsAsync<StorageException>(OpenAsync);

        Assert.StartsWith(path, refused.Message);
        File.Delete(path);
        await (await OpenAsync()).DisposeAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<GrainStore> OpenAsync() => GrainStore.OpenSqliteAsync(
        _folder.FullName, TestContext.Current.CancellationToken);

    private protected override async Task ChangeAsync(string sql)
    {
        await using SqliteConnection connection = new(
            $"Data Source={Path.Combine(_folder.FullName, GrainStore.FileName)};Pooling=false");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
