namespace Clearing.Journal.Sqlite;

/// <summary>The tables, as docs/reference/journal.md gives them.</summary>
internal static class SqliteSchema
{
    public const int Version = 1;

    /// <summary>"CLJ1": says to other programs whose file this is.</summary>
    public const int ApplicationId = 0x434c4a31;

    /// <summary>Groups are keyed by stream and sequence in one number: so many bits are the sequence's.</summary>
    public const int SequenceBits = 40;

    private const string Tables = """
        CREATE TABLE streams (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL, first_records INTEGER NOT NULL, first_instant INTEGER NOT NULL,
            first_hash BLOB NOT NULL,
            sequence INTEGER NOT NULL, records INTEGER NOT NULL, instant INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE TABLE groups (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE texts (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE heads (
            stream INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (stream, kind, number, epoch)) STRICT, WITHOUT ROWID;
        CREATE TABLE parts (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL,
            part INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (stream, kind, number, epoch, part)) STRICT;
        CREATE TABLE facts (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        """;

    /// <summary>Makes the tables in a new file.</summary>
    public static void Make(SqliteSession session)
    {
        session.Run("BEGIN IMMEDIATE");
        foreach (string table in Tables.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            session.Run(table);
        }

        session.Run($"PRAGMA application_id = {ApplicationId}");
        session.Run($"PRAGMA user_version = {Version}");
        session.Run(SqliteSession.Commit);
    }

    /// <summary>False when the file is new and empty.</summary>
    public static bool IsThere(SqliteSession session, string folder)
    {
        string file = $"{folder}/{SqliteStore.FileName}";
        if (session.Number("SELECT count(*) FROM sqlite_schema") == 0)
        {
            return false;
        }

        if (session.Number("PRAGMA application_id") != ApplicationId)
        {
            throw new JournalException(
                JournalFault.Version, $"{file} is a database, but not a journal. Choose another folder.");
        }

        long version = session.Number("PRAGMA user_version");
        return version == Version
            ? true
            : throw new JournalException(
                JournalFault.Version,
                $"{file} has tables of version {version}; this program knows version {Version}. Use the program that "
                + "wrote it, or a later one.");
    }
}
