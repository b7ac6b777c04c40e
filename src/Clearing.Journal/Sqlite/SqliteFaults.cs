using SQLitePCL;

namespace Clearing.Journal.Sqlite;

/// <summary>Says a result code of SQLite in the words of the journal.</summary>
internal static class SqliteFaults
{
    private const int Primary = 0xff;

    /// <param name="location">The folder.</param>
    /// <param name="code">Extended result code.</param>
    /// <param name="text">SQLite's own words.</param>
    /// <param name="committing">True when the code is the answer to a commit.</param>
    public static JournalException Of(string location, int code, string text, bool committing)
    {
        (JournalFault fault, string advice) = (code & Primary) switch
        {
            raw.SQLITE_FULL => (JournalFault.Full, "Make room; nothing was lost."),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
                (JournalFault.Corrupt, "Restore the folder from a copy and keep this one as evidence."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH =>
                (JournalFault.Denied, "See to the owner and the permissions of the folder and its files."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                (JournalFault.Unavailable, "Another program holds the file locked."),

            // A flush that failed may have flushed nothing, and asking again would not tell (S10).
            raw.SQLITE_IOERR when committing =>
                (JournalFault.Unknown, "Whether it was written will be known when the stream is opened again."),
            _ => (JournalFault.Unavailable, "Look at the disk and the log of the system."),
        };
        return new JournalException(fault, $"{location}/{SqliteStore.FileName}: {text} (SQLite {code}). {advice}");
    }
}
