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

    /// <param name="folder">The data folder.</param>
    /// <param name="mode">How its database is opened.</param>
    /// <param name="unchanging">
    /// True = the file lies where nobody can write, so that SQLite need not, either, not even to say that it reads.
    /// </param>
    /// <param name="pragmas">What is set before anything else.</param>
    public SqliteSession(
        string folder, SqliteOpenMode mode, bool unchanging = false, params ReadOnlySpan<string> pragmas)
    {
        _folder = folder;
        string file = Path.Combine(folder, SqliteStore.FileName);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = unchanging ? $"file:{Uri.EscapeDataString(file)}?immutable=1" : file,
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

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
