[assembly: AssemblyFixture(typeof(Clearing.Journal.Tests.Servers.PostgresFixture))]

namespace Clearing.Journal.Tests.Servers;

/// <summary>One server for all tests of this assembly, started by the first that asks.</summary>
public sealed class PostgresFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => PostgresServer.Start());

    /// <summary>A new, empty database; where there is no PostgreSQL the test is skipped, but with CI set it fails.</summary>
    public string CreateDatabase()
    {
        if (PostgresServer.Binaries is null)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") == "true", "PostgreSQL is absent, and CI skips nothing.");
            Assert.Skip("PostgreSQL is absent; './test.sh --install' installs it.");
        }

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
