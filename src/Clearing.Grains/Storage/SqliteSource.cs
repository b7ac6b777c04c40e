using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Clearing.Grains.Storage;

/// <summary>
/// Connections to one SQLite file, one at a time: SQLite has one writer anyway, and who waits here waits without a
/// thread and in order, instead of trying again and again.
/// </summary>
internal sealed class SqliteSource : DbDataSource
{
    private const string Settings =
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1";

    private readonly SemaphoreSlim _turn = new(1, 1);

    public SqliteSource(string path) =>
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    public override string ConnectionString { get; }

    protected override DbConnection CreateDbConnection() => new Connection(ConnectionString, () => { });

    protected override DbConnection OpenDbConnection()
    {
        _turn.Wait();
        return Open();
    }

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Open();
    }

    protected override void Dispose(bool disposing)
    {
        // The file is let go of: its folder may be moved, or opened by another program.
        using SqliteConnection any = new(ConnectionString);
        SqliteConnection.ClearPool(any);
        _turn.Dispose();
        base.Dispose(disposing);
    }

    private Connection Open()
    {
        Connection connection = new(ConnectionString, () => _turn.Release());
        try
        {
            connection.Open();
            using SqliteCommand settings = connection.CreateCommand();
            settings.CommandText = Settings;
            settings.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lets the next one have its turn when it is disposed of.</summary>
    private sealed class Connection(string text, Action left) : SqliteConnection(text)
    {
        private Action? _left = left;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Interlocked.Exchange(ref _left, null)?.Invoke();
        }
    }
}
