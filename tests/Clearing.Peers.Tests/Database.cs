namespace Clearing.Peers.Tests;

/// <summary>One private PostgreSQL server for all tests that need one; they run one after another.</summary>
[CollectionDefinition]
public sealed class Database : IAsyncLifetime, ICollectionFixture<Database>
{
    private PrivatePostgres? _server;

    /// <summary>Skips the test where PostgreSQL is absent; fails it there where everything must be present.</summary>
    public string Need()
    {
        Assert.SkipWhen(
            _server is null && Environment.GetEnvironmentVariable("CI") is null,
            "PostgreSQL is absent; './test.sh --install' installs it");
        Assert.NotNull(_server);
        return _server.ConnectionString;
    }

    public async ValueTask InitializeAsync()
    {
        if (PrivatePostgres.IsInstalled)
        {
            _server = await PrivatePostgres.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
