namespace Clearing.Tests;

/// <summary>For tests that need PostgreSQL.</summary>
internal static class RequiredPostgres
{
    /// <summary>Where there is no PostgreSQL the test is skipped and says so; with CI set it fails.</summary>
    public static void Check()
    {
        if (PostgresServer.Binaries is null)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") == "true", "PostgreSQL is absent, and CI skips nothing.");
            Assert.Skip("PostgreSQL is absent; './test.sh --install' installs it.");
        }
    }
}
