using System.Buffers.Binary;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// Looks through the write-ahead log that a crash left, before SQLite does. SQLite takes the first frame that does not
/// have its checksum for the end and drops all behind it: right for a commit that was under way, silent loss when a bit
/// flipped in one that was flushed. Each frame's checksum goes on from the one before, as stored there, so the frames
/// behind a bad one can still be told. A transaction is written only when the one before is flushed: a whole frame of a
/// later transaction behind a bad frame proves that it had been durable.
/// </summary>
/// <remarks>Format: "WAL-mode File Format" in SQLite's documentation of its file format.</remarks>
internal static class LogAudit
{
    private const int HeadOctets = 32;
    private const int FrameHeadOctets = 24;
    private const uint Magic = 0x377f0682;

    public static void Check(string folder)
    {
        string path = Path.Combine(folder, SqliteStore.FileName + "-wal");
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (FirstLost(file) is { } octet)
            {
                throw new JournalException(
                    JournalFault.Corrupt,
                    $"{path}: octet {octet} and what follows is damaged, and commits stand there that were durable. "
                    + "Nothing was changed; restore the folder from a copy and keep this one as evidence.");
            }
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new JournalException(JournalFault.Denied, $"{path} cannot be read: {refused.Message}", refused);
        }
    }

    /// <summary>Octet of the first bad frame that had been durable; null when there is none.</summary>
    private static long? FirstLost(FileStream file)
    {
        byte[] head = new byte[HeadOctets];
        if (file.ReadAtLeast(head, HeadOctets, throwOnEndOfStream: false) < HeadOctets)
        {
            return null;
        }

        // A log that was never flushed may be all zero. The last bit of the magic says in which order the checksum
        // takes the octets of its words.
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(head);
        bool bigEndian = (magic & 1) == 1;
        int page = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8));
        if (!head.AsSpan().ContainsAnyExcept((byte)0))
        {
            return null;
        }

        if ((magic & ~1u) != Magic || page is < 512 or > 65_536)
        {
            return 0;
        }

        Sum sum = new Sum(0, 0).Over(head.AsSpan(0, 24), bigEndian);
        if (sum != Sum.Read(head.AsSpan(24)))
        {
            return file.Length > HeadOctets ? 0 : null;
        }

        byte[] frame = new byte[FrameHeadOctets + page];
        long? bad = null;
        bool ended = false;
        for (long at = HeadOctets; file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length;
            at += frame.Length)
        {
            // Frames of another salt are left from before the log began anew.
            Sum said = Sum.Read(frame.AsSpan(16));
            bool ours = frame.AsSpan(8, 8).SequenceEqual(head.AsSpan(16, 8));
            bool whole = ours
                && sum.Over(frame.AsSpan(0, 8), bigEndian).Over(frame.AsSpan(FrameHeadOctets), bigEndian) == said;
            bool commits = ours && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0;
            sum = said;
            if (bad is null && !whole)
            {
                bad = at;
                ended = commits;
            }
            else if (bad is not null && whole)
            {
                if (ended)
                {
                    return bad;
                }

                ended = commits;
            }
        }

        return null;
    }

    /// <summary>The running checksum of the log: two words, each fed by the other.</summary>
    private readonly record struct Sum(uint First, uint Second)
    {
        public static Sum Read(ReadOnlySpan<byte> octets) => new(
            BinaryPrimitives.ReadUInt32BigEndian(octets), BinaryPrimitives.ReadUInt32BigEndian(octets[4..]));

        public Sum Over(ReadOnlySpan<byte> octets, bool bigEndian)
        {
            uint first = First;
            uint second = Second;
            for (; octets.Length >= 8; octets = octets[8..])
            {
                unchecked
                {
                    first += (bigEndian
                        ? BinaryPrimitives.ReadUInt32BigEndian(octets)
                        : BinaryPrimitives.ReadUInt32LittleEndian(octets)) + second;
                    second += (bigEndian
                        ? BinaryPrimitives.ReadUInt32BigEndian(octets[4..])
                        : BinaryPrimitives.ReadUInt32LittleEndian(octets[4..])) + first;
                }
            }

            return new Sum(first, second);
        }
    }
}
