using Microsoft.Data.Sqlite;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// Writes the write-ahead log back into the file without keeping commits waiting. SQLite begins its log anew only when
/// all of it is written back at the moment of a commit, which under steady load never comes by itself. So a thread of
/// the pool writes back most of it beside the writer, and the writer the little that came meanwhile.
/// </summary>
internal sealed class LogKeeper(string folder, SqliteTuning tuning) : IDisposable
{
    /// <summary>Octets that the writer may copy between two commits without being noticed.</summary>
    private const long LittleOctets = 1 << 20;

    private const int MostRounds = 4;

    private readonly Lock _copying = new();
    private SqliteSession? _session;
    private bool _disposed;
    private volatile bool _running;
    private volatile bool _finish;
    private long _written;
    private long _begun;
    private long _emptied;

    /// <summary>After every commit, by whoever holds the writer.</summary>
    public void Written(SqliteSession writer)
    {
        long written = writer.PagesWritten;
        Volatile.Write(ref _written, written);
        bool full = (written - _emptied) * tuning.PageOctets >= tuning.MostLogOctets;
        if (_finish || full)
        {
            Finish(writer, written);
        }
        else if ((written - _begun) * tuning.PageOctets >= tuning.LogOctets && !_running)
        {
            _begun = written;
            _running = true;
            _ = Task.Run(WriteBack);
        }
    }

    /// <summary>When the writer's connection was replaced, its count with it, and the log was emptied.</summary>
    public void Restart()
    {
        _written = 0;
        _begun = 0;
        _emptied = 0;
        _finish = false;
    }

    public void Dispose()
    {
        lock (_copying)
        {
            _disposed = true;
            _session?.Dispose();
        }
    }

    private void Finish(SqliteSession writer, long written)
    {
        // Waits for the thread of the pool only when the log is as large as it may become.
        lock (_copying)
        {
            _finish = false;
            _begun = written;
            (int pages, int copied) = writer.Checkpoint();
            if (copied == pages)
            {
                _emptied = written;
            }
        }
    }

    private void WriteBack()
    {
        lock (_copying)
        {
            try
            {
                for (int round = 0; round < MostRounds && !_disposed; round++)
                {
                    _session ??= new SqliteSession(folder, SqliteOpenMode.ReadWrite, "fullfsync = 1");
                    long before = Volatile.Read(ref _written);
                    _session.Checkpoint();
                    if ((Volatile.Read(ref _written) - before) * tuning.PageOctets <= LittleOctets)
                    {
                        break;
                    }
                }

                _finish = true;
            }
            catch (JournalException)
            {
                // The log keeps all it has; a later commit asks again.
                _session?.Dispose();
                _session = null;
            }
            finally
            {
                _running = false;
            }
        }
    }
}
