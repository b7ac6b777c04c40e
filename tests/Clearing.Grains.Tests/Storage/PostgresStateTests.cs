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

    [Fact]
    public async Task C9_A_state_is_read_and_written_at_once_when_its_database_is_back()
    {
        RequiredPostgres.Check();
        using PostgresServer own = PostgresServer.Start();
        await using StateBench bench = await StateBench.StartAsync(
            await GrainStore.OpenPostgresAsync(own.CreateDatabase(), TestContext.Current.CancellationToken));
        StateBench.State[] states = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => bench.ActivateAsync($"world/{i}")));
        await Task.WhenAll(states.Select(state => state.WriteAsync("before")));
        own.Kill();
        await Assert.ThrowsAnyAsync<Exception>(() => bench.ActivateAsync("world/0"));
        own.Restart();

        await Task.WhenAll(states.Select(state => state.WriteAsync("after")));
        Assert.Equal("after", (await bench.ActivateAsync("world/3")).Value.Text);
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
