using System.Text;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Sqlite;

/// <summary>Small facts, each behind a checksum over key and value.</summary>
internal static class Facts
{
    public static byte[]? Get(SqliteSession session, string location, string key)
    {
        SqliteStatement fact = session["SELECT value, checksum FROM facts WHERE key = ?1"];
        if (!fact.Bind(1, key).Step())
        {
            return null;
        }

        byte[] value = fact.Blob(0).ToArray();
        long checksum = fact.Int64(1);
        fact.Reset();
        return checksum == Checksum(key, value)
            ? value
            : throw new JournalException(
                JournalFault.Corrupt,
                $"{location}: the fact {key} does not have its checksum. Restore the store from a copy and keep this "
                + "one as evidence.");
    }

    public static bool Put(SqliteSession session, string location, string key, byte[]? expected, byte[] value)
    {
        byte[]? there = Get(session, location, key);
        if (there is null != expected is null || !there.AsSpan().SequenceEqual(expected))
        {
            return false;
        }

        session["INSERT INTO facts VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = ?2, checksum = ?3"]
            .Bind(1, key).Bind(2, value).Bind(3, Checksum(key, value)).Run();
        return true;
    }

    private static uint Checksum(string key, byte[] value) => Crc32C.Of([.. Encoding.UTF8.GetBytes(key), .. value]);
}
