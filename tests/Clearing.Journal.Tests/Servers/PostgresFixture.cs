[assembly: AssemblyFixture(typeof(Clearing.Journal.Tests.Servers.PostgresFixture))]

namespace Clearing.Journal.Tests.Servers;

/// <summary>One server for all tests of this assembly, started by the first that asks.</summary>
public sealed class PostgresFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => PostgresServer.Start());

    /// <summary>A new, empty database on the common server.</summary>
    public string CreateDatabase()
    {
        RequirePostgres();
        return _server.Value.CreateDatabase();
    }

    /// <summary>Where there is no PostgreSQL the test is skipped, but with CI set it fails.</summary>
    public void RequirePostgres()
    {
        if (PostgresServer.Binaries is null)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") == "true", "PostgreSQL is absent, and CI skips nothing.");
            Assert.Skip("PostgreSQL is absent; './test.sh --install' installs it.");
        }
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
