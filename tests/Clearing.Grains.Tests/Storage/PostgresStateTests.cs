using Clearing.Grains.Storage;
using Npgsql;

namespace Clearing.Grains.Tests.Storage;

/// <summary>What states may rely on, on PostgreSQL.</summary>
public sealed class PostgresStateTests(StateServer server) : StateTests, IClassFixture<StateServer>
{
    private readonly string _connection = server.CreateDatabase();

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_with_its_place()
    {
        StorageException refused = await Assert.ThrowsAsync<StorageException>(
            () => GrainStore.OpenPostgresAsync(
                _connection.Replace("Database=test", "Database=none"), TestContext.Current.CancellationToken));

        Assert.Contains("/none", refused.Message);
    }

    private protected override Task<GrainStore> OpenAsync() => GrainStore.OpenPostgresAsync(
        _connection, TestContext.Current.CancellationToken);

    private protected override async Task ChangeAsync(string sql)
    {
        await using NpgsqlConnection connection = new($"{_connection};Search Path=clearing_grains;Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}

/// <summary>One server for all tests of the class, started by the first that asks.</summary>
public sealed class StateServer : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => PostgresServer.Start());

    /// <summary>A new, empty database.</summary>
    public string CreateDatabase()
    {
        RequiredPostgres.Check();
        return _server.Value.CreateDatabase();
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
