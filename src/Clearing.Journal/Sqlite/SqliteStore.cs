using System.Collections.Concurrent;
using Clearing.Journal.Storage;
using Microsoft.Data.Sqlite;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// The embedded store: one file <c>journal.db</c> in a data folder, which one process serves from at a time. Every
/// commit is flushed to the disk before it is told.
/// </summary>
public sealed class SqliteStore : IJournalStore
{
    internal const string FileName = "journal.db";

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly WriteGate _gate = new();
    private readonly SqliteTuning _tuning;
    private readonly FolderLock? _lock;
    private SqliteSession? _writer;
    private bool _unchanging;
    private volatile bool _disposed;

    private SqliteStore(string folder, FolderLock? held, SqliteTuning tuning)
    {
        Location = folder;
        _tuning = tuning;
        _lock = held;
        Witness = held is null ? null : new Witness(folder);
    }

    public string Location { get; }

    public IReadOnlyList<string> Weaknesses => FolderWeaknesses.Of(Location);

    internal Witness? Witness { get; }

    internal bool IsDisposed => _disposed;

    /// <summary>
    /// Opens the store of a data folder, which is made when it is new and <paramref name="access"/> is to write.
    /// </summary>
    public static Task<SqliteStore> OpenAsync(
        string folder, StoreAccess access = StoreAccess.Write, CancellationToken cancellation = default) =>
        Task.Run(() => Open(Path.GetFullPath(folder), access, SqliteTuning.Default), cancellation);

    public Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default) => Task.Run(
        async () =>
        {
            SqliteTables tables = new(this, stream);
            StreamRow row = tables.Open();
            IJournal journal = await StreamJournal.OpenAsync(stream, tables, row, cancellation).ConfigureAwait(false);
            Witness!.Note(stream, row);
            return journal;
        },
        cancellation);

    public IJournalReader Reader(string stream) => StreamJournal.Reader(stream, new SqliteTables(this, stream));

    public Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default) =>
        Task.Run(() => Read<IReadOnlyList<string>>(session =>
        {
            List<string> names = [];
            SqliteStatement each = session["SELECT name FROM streams"];
            while (each.Step())
            {
                names.Add(each.Text(0));
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }), cancellation);

    public Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default) =>
        Task.Run(() => Read(session => Facts.Get(session, Location, key)), cancellation);

    public Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default) =>
        Task.Run(
            () => Write(urgent: false, session => Facts.Put(session, Location, key, expected, value)), cancellation);

    /// <summary>Ends the store, once its journals are disposed of and nobody reads any more.</summary>
    public ValueTask DisposeAsync()
    {
        _gate.Enter(urgent: true);
        _disposed = true;
        _gate.Leave();
        DropReaders();

        // The writer is the last to go, and leaves a file that needs no log.
        _writer?.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal SqliteSession Borrow()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _readers.TryTake(out SqliteSession? session)
            ? session
            : new SqliteSession(Location, SqliteOpenMode.ReadOnly, _unchanging);
    }

    internal void Return(SqliteSession session)
    {
        if (_disposed)
        {
            session.Dispose();
        }
        else
        {
            _readers.Add(session);
        }
    }

    internal T Read<T>(Func<SqliteSession, T> work)
    {
        SqliteSession session = Borrow();
        try
        {
            return work(session);
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>One transaction, durable on return.</summary>
    internal T Write<T>(bool urgent, Func<SqliteSession, T> work)
    {
        _gate.Enter(urgent);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            SqliteSession session = _writer ??= Writer();
            try
            {
                session["BEGIN IMMEDIATE"].Run();
                T result = work(session);
                session[SqliteSession.Commit].Run();
                return result;
            }
            catch
            {
                // Whatever the connection holds is not trusted any more: the next writer begins from the files.
                _writer = null;
                session.Dispose();
                throw;
            }
        }
        finally
        {
            _gate.Leave();
        }
    }

    internal static SqliteStore Open(string folder, StoreAccess access, SqliteTuning tuning)
    {
        if (access == StoreAccess.Read)
        {
            return OpenToRead(folder, tuning);
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                JournalFault.Denied,
                $"{folder} cannot be made: "
                + (File.Exists(folder) ? "it is a file. Name a folder, or one that is to be made." : refused.Message),
                refused);
        }

        FolderLock held = FolderLock.Take(folder);
        try
        {
            LogAudit.Check(folder);
            SqliteStore store = new(folder, held, tuning);
            store._writer = store.Writer();
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static SqliteStore OpenToRead(string folder, SqliteTuning tuning)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            throw new JournalException(JournalFault.Absent, $"{folder} has no {FileName}.");
        }

        if (FolderLock.IsFree(folder))
        {
            LogAudit.Check(folder);
        }

        SqliteStore store = new(folder, held: null, tuning);
        bool isThere;
        try
        {
            isThere = store.Read(session => SqliteSchema.IsThere(session, folder));
        }
        catch (JournalException denied) when (denied.Fault == JournalFault.Denied
            && !File.Exists(Path.Combine(folder, FileName + "-wal")))
        {
            // A copy on a read-only place, or of somebody else: whole without a log, and nobody here can change it.
            store.DropReaders();
            store._unchanging = true;
            isThere = store.Read(session => SqliteSchema.IsThere(session, folder));
        }

        return isThere ? store : throw new JournalException(JournalFault.Absent, $"{folder}/{FileName} is empty.");
    }

    private void DropReaders()
    {
        while (_readers.TryTake(out SqliteSession? reader))
        {
            reader.Dispose();
        }
    }

    private SqliteSession Writer()
    {
        if (_lock is null)
        {
            throw new JournalException(JournalFault.Denied, $"{Location} was opened to be read only.");
        }

        SqliteSession session = new(
            Location,
            SqliteOpenMode.ReadWriteCreate,
            unchanging: false,
            $"page_size = {_tuning.PageOctets}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = 1",
            $"wal_autocheckpoint = {SqliteTuning.LogOctets / _tuning.PageOctets}",
            "cache_size = -16384");
        try
        {
            if (!SqliteSchema.IsThere(session, Location))
            {
                SqliteSchema.Make(session);
            }

            // Rewrites what may have been in a flush that failed: after this nothing rests on the log.
            if (_tuning.MostPages > 0)
            {
                session.Run($"PRAGMA max_page_count = {_tuning.MostPages}");
            }

            if (session.Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            {
                throw new JournalException(
                    JournalFault.Unavailable, $"{Location}/{FileName} is being read by another program. Try again.");
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
