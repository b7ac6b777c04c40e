using SQLitePCL;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// A prepared statement, used over and over. The ADO.NET layer above it would copy every group into an array of its own
/// and allocate for each parameter.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _location;
    private readonly bool _commits;

    public SqliteStatement(sqlite3 database, string location, string sql)
    {
        _database = database;
        _location = location;
        _commits = sql == SqliteSession.Commit;
        int code = raw.sqlite3_prepare_v2(database, sql, out _statement);
        if (code != raw.SQLITE_OK)
        {
            throw Fault();
        }
    }

    public SqliteStatement Bind(int place, long value)
    {
        Require(raw.sqlite3_bind_int64(_statement, place, value));
        return this;
    }

    public SqliteStatement Bind(int place, string value)
    {
        Require(raw.sqlite3_bind_text(_statement, place, value));
        return this;
    }

    public SqliteStatement Bind(int place, ReadOnlySpan<byte> value)
    {
        // An empty span may have no address, and no address would be NULL.
        Require(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, place, 0)
            : raw.sqlite3_bind_blob(_statement, place, value));
        return this;
    }

    public SqliteStatement Bind(int place, Hash256 value)
    {
        Span<byte> octets = stackalloc byte[Hash256.Octets];
        value.CopyTo(octets);
        return Bind(place, octets);
    }

    /// <summary>True when there is a row to look at. After the last one, or a fault, the statement is reset.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            JournalException fault = Fault();
            Reset();
            throw fault;
        }

        Reset();
        return false;
    }

    /// <summary>Runs a statement without rows; how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
            // Pragmas answer with a row that nobody needs.
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Ends the reading, so that no snapshot is held.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Good until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public Hash256 Hash(int column) => Blob(column) is { Length: Hash256.Octets } octets
        ? new Hash256(octets)
        : throw new JournalException(
            JournalFault.Corrupt, $"{_location}/{SqliteStore.FileName}: a hash has {Blob(column).Length} octets.");

    public void Dispose() => _statement.Dispose();

    private JournalException Fault() => SqliteFaults.Of(
        _location,
        raw.sqlite3_extended_errcode(_database),
        raw.sqlite3_errmsg(_database).utf8_to_string(),
        _commits);

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Fault();
        }
    }
}
