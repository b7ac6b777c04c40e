[assembly: AssemblyFixture(typeof(Clearing.Journal.Tests.Stores.PostgresFixture))]

namespace Clearing.Journal.Tests.Stores;

/// <summary>One server for all tests of this assembly, started by the first that asks.</summary>
public sealed class PostgresFixture : IDisposable
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
