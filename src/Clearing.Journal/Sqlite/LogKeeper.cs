using Microsoft.Data.Sqlite;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// Writes the write-ahead log back into the file without keeping commits waiting. SQLite begins its log anew only when
/// all of it is written back at the moment of a commit, which under steady load never comes by itself. So a thread of
/// the pool writes back most of it beside the writer, and the writer the little that came meanwhile.
/// </summary>
internal sealed class LogKeeper(string folder) : IDisposable
{
    /// <summary>Octets in the log from which on it is worth while.</summary>
    private const long WorthOctets = 16 << 20;

    /// <summary>Octets that the writer may copy between two commits.</summary>
    private const long LittleOctets = 1 << 20;

    private const int MostRounds = 4;

    private readonly Lock _gate = new();
    private SqliteSession? _session;
    private bool _disposed;
    private bool _running;
    private volatile bool _finish;
    private long _written;
    private long _backThen;

    /// <summary>After every commit, by whoever holds the writer.</summary>
    public void Written(SqliteSession writer)
    {
        long written = writer.PagesWritten;
        Volatile.Write(ref _written, written);
        if (_finish)
        {
            _finish = false;
            writer.Checkpoint();
            _backThen = written;
        }
        else if ((written - _backThen) * SqliteStore.PageOctets >= WorthOctets && !Volatile.Read(ref _running))
        {
            _backThen = written;
            Volatile.Write(ref _running, true);
            _ = Task.Run(WriteBack);
        }
    }

    /// <summary>When the writer's connection was replaced, and its count with it.</summary>
    public void Restart()
    {
        _backThen = 0;
        _finish = false;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _session?.Dispose();
        }
    }

    private void WriteBack()
    {
        lock (_gate)
        {
            try
            {
                for (int round = 0; round < MostRounds && !_disposed; round++)
                {
                    _session ??= new SqliteSession(folder, SqliteOpenMode.ReadWrite, "fullfsync = 1");
                    long before = Volatile.Read(ref _written);
                    _session.Checkpoint();
                    if ((Volatile.Read(ref _written) - before) * SqliteStore.PageOctets <= LittleOctets)
                    {
                        break;
                    }
                }

                _finish = true;
            }
            catch (JournalException)
            {
                // The log keeps all it has; the next commits will ask again.
                _session?.Dispose();
                _session = null;
            }
            finally
            {
                Volatile.Write(ref _running, false);
            }
        }
    }
}
