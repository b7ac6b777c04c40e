using System.Data.Common;
using Npgsql;

namespace Clearing.Grains.Storage;

/// <summary>
/// Connections to a PostgreSQL database that answer. Those that a pool keeps die with their server, and each would
/// fail whoever is given it once the server is back.
/// </summary>
internal sealed class PostgresSource(NpgsqlDataSource pool) : DbDataSource
{
    public override string ConnectionString => pool.ConnectionString;

    protected override DbConnection CreateDbConnection() => pool.CreateConnection();

    protected override DbConnection OpenDbConnection() => OpenDbConnectionAsync().AsTask().GetAwaiter().GetResult();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(
        CancellationToken cancellationToken = default)
    {
        NpgsqlConnection kept = await pool.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AskAsync(kept, cancellationToken).ConfigureAwait(false);
            return kept;
        }
        catch (NpgsqlException)
        {
            // What one shows is so of all of them; a new one tells whether the server is there.
            await kept.DisposeAsync().ConfigureAwait(false);
            pool.Clear();
            return await pool.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await kept.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        pool.Dispose();
        base.Dispose(disposing);
    }

    private static async Task AskAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlCommand nothing = new("SELECT 1", connection);
        await nothing.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
