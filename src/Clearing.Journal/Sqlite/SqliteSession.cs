using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearing.Journal.Sqlite;

/// <summary>A connection with its prepared statements. One thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    internal const string Commit = "COMMIT";

    // Nobody but a checkpoint of our own ever holds a lock, and that for moments; a foreign program may for some.
    private const int BusyMs = 5_000;

    private readonly SqliteConnection _connection;
    private readonly string _folder;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public SqliteSession(string folder, SqliteOpenMode mode, params ReadOnlySpan<string> pragmas)
    {
        _folder = folder;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, SqliteStore.FileName),
            Mode = mode,
            Pooling = false,
        }.ConnectionString);
        try
        {
            _connection.Open();
            _ = raw.sqlite3_extended_result_codes(Database, 1);
            _ = raw.sqlite3_busy_timeout(Database, BusyMs);
            foreach (string pragma in pragmas)
            {
                Run("PRAGMA " + pragma);
            }
        }
        catch (SqliteException refused)
        {
            _connection.Dispose();
            throw SqliteFaults.Of(folder, refused.SqliteExtendedErrorCode, refused.Message, committing: false);
        }
        catch (JournalException)
        {
            _connection.Dispose();
            throw;
        }
    }

    private sqlite3 Database => _connection.Handle!;

    /// <summary>The statement of an SQL text, prepared once.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
            {
                statement = new SqliteStatement(Database, _folder, sql);
                _statements.Add(sql, statement);
            }

            return statement;
        }
    }

    /// <summary>Pages that this connection has put into the write-ahead log since it was opened.</summary>
    public long PagesWritten
    {
        get
        {
            _ = raw.sqlite3_db_status(Database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, 0);
            return (uint)pages;
        }
    }

    public void Run(string sql)
    {
        using SqliteStatement statement = new(Database, _folder, sql);
        statement.Run();
    }

    public long Number(string sql)
    {
        using SqliteStatement statement = new(Database, _folder, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>
    /// Copies what the write-ahead log has into the file, without waiting for anybody and without hindering anybody.
    /// </summary>
    /// <returns>Pages in the log, and how many of them are in the file now; zeros when it could not run.</returns>
    public (int Pages, int Copied) Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(
            Database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int copied);
        return code == raw.SQLITE_OK ? (pages, copied) : (0, 0);
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
