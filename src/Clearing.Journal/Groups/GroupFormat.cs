using System.Buffers.Binary;
using System.Text;

namespace Clearing.Journal.Groups;

/// <summary>
/// Writes and reads the head of a group: format version 1 of docs/reference/journal.md. All numbers are little-endian.
/// </summary>
public static class GroupFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>A body has at most this many octets; a larger length is a fault, not a wish for memory.</summary>
    public const int MostOctets = 1 << 28;

    internal const int VersionAt = 4;
    internal const int HeadOctetsAt = 6;
    internal const int BodyOctetsAt = 8;
    internal const int ChecksumAt = 12;
    internal const int SequenceAt = 16;
    internal const int EpochAt = 24;
    internal const int FirstRecordAt = 32;
    internal const int RecordsAt = 40;
    internal const int SlicesAt = 44;
    internal const int FirstInstantAt = 48;
    internal const int LastInstantAt = 56;
    internal const int EngineVersionAt = 64;
    internal const int ReservedAt = 68;
    internal const int TextOctetsAt = 72;
    internal const int TextChecksumAt = 76;
    internal const int StreamAt = 80;
    internal const int WorldAt = 112;
    internal const int BeforeAt = 144;
    internal const int DigestAt = 176;

    internal static ReadOnlySpan<byte> Magic => "CLJ1"u8;

    private static ReadOnlySpan<byte> NoChecksum => [0, 0, 0, 0];

    /// <summary>What a head says of its stream.</summary>
    public static Hash256 StreamHash(string stream) => Hash256.Of(Encoding.UTF8.GetBytes(stream));

    /// <summary>
    /// Writes the head in front of the payload that stands in the body already, with the checksum over all of it.
    /// </summary>
    public static void Write(in GroupHead head, Span<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(head.BodyOctets, body.Length, nameof(head));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, MostOctets, nameof(body));
        Magic.CopyTo(body);
        BinaryPrimitives.WriteUInt16LittleEndian(body[VersionAt..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(body[HeadOctetsAt..], GroupHead.Octets);
        BinaryPrimitives.WriteInt32LittleEndian(body[BodyOctetsAt..], head.BodyOctets);
        BinaryPrimitives.WriteInt64LittleEndian(body[SequenceAt..], head.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(body[EpochAt..], head.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(body[FirstRecordAt..], head.FirstRecord);
        BinaryPrimitives.WriteInt32LittleEndian(body[RecordsAt..], head.Records);
        BinaryPrimitives.WriteInt32LittleEndian(body[SlicesAt..], head.Slices);
        BinaryPrimitives.WriteInt64LittleEndian(body[FirstInstantAt..], head.FirstInstant);
        BinaryPrimitives.WriteInt64LittleEndian(body[LastInstantAt..], head.LastInstant);
        BinaryPrimitives.WriteUInt32LittleEndian(body[EngineVersionAt..], head.Stamp.EngineVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(body[ReservedAt..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(body[TextOctetsAt..], head.TextOctets);
        BinaryPrimitives.WriteUInt32LittleEndian(body[TextChecksumAt..], head.TextChecksum);
        head.Stream.CopyTo(body[StreamAt..]);
        head.Stamp.World.CopyTo(body[WorldAt..]);
        head.Before.CopyTo(body[BeforeAt..]);
        head.Digest.CopyTo(body[DigestAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(body[ChecksumAt..], ChecksumOf(body));
    }

    /// <summary>
    /// Reads the head of one whole body and checks everything that the body alone can show: form, length, checksum.
    /// </summary>
    /// <param name="stream">For the message only.</param>
    /// <param name="sequence">The number that is due, for the message only.</param>
    /// <param name="body">The whole group.</param>
    public static GroupHead Read(string stream, long sequence, ReadOnlySpan<byte> body)
    {
        if (body.Length < GroupHead.Octets)
        {
            throw JournalException.Corrupt(stream, sequence, body.Length, "the group ends within its head");
        }

        if (!body[..Magic.Length].SequenceEqual(Magic))
        {
            throw JournalException.Corrupt(stream, sequence, 0, "this is not the beginning of a group");
        }

        int octets = BinaryPrimitives.ReadInt32LittleEndian(body[BodyOctetsAt..]);
        if (octets != body.Length)
        {
            throw JournalException.Corrupt(
                stream, sequence, BodyOctetsAt, $"the head says {octets} octets, there are {body.Length}");
        }

        uint said = BinaryPrimitives.ReadUInt32LittleEndian(body[ChecksumAt..]);
        uint found = ChecksumOf(body);
        if (said != found)
        {
            throw JournalException.Corrupt(
                stream, sequence, ChecksumAt, $"the checksum says {said:x8}, the octets have {found:x8}");
        }

        // The octets are as written: now a version that is not known is one, and not a flipped bit.
        int version = BinaryPrimitives.ReadUInt16LittleEndian(body[VersionAt..]);
        int headOctets = BinaryPrimitives.ReadUInt16LittleEndian(body[HeadOctetsAt..]);
        if (version != Version || headOctets != GroupHead.Octets)
        {
            throw new JournalException(
                JournalFault.Version,
                $"Stream {stream}, group {sequence}: format version {version} with a head of {headOctets} octets; this "
                + $"program knows version {Version}. Use the program that wrote it, or a later one.");
        }

        return Fields(body);
    }

    private static GroupHead Fields(ReadOnlySpan<byte> body) => new()
    {
        BodyOctets = body.Length,
        Sequence = BinaryPrimitives.ReadInt64LittleEndian(body[SequenceAt..]),
        Epoch = BinaryPrimitives.ReadInt64LittleEndian(body[EpochAt..]),
        FirstRecord = BinaryPrimitives.ReadInt64LittleEndian(body[FirstRecordAt..]),
        Records = BinaryPrimitives.ReadInt32LittleEndian(body[RecordsAt..]),
        Slices = BinaryPrimitives.ReadInt32LittleEndian(body[SlicesAt..]),
        FirstInstant = BinaryPrimitives.ReadInt64LittleEndian(body[FirstInstantAt..]),
        LastInstant = BinaryPrimitives.ReadInt64LittleEndian(body[LastInstantAt..]),
        Stamp = new GroupStamp(
            BinaryPrimitives.ReadUInt32LittleEndian(body[EngineVersionAt..]), HashAt(body, WorldAt)),
        TextOctets = BinaryPrimitives.ReadInt32LittleEndian(body[TextOctetsAt..]),
        TextChecksum = BinaryPrimitives.ReadUInt32LittleEndian(body[TextChecksumAt..]),
        Stream = HashAt(body, StreamAt),
        Before = HashAt(body, BeforeAt),
        Digest = HashAt(body, DigestAt),
    };

    private static Hash256 HashAt(ReadOnlySpan<byte> body, int at) => new(body.Slice(at, Hash256.Octets));

    // As if the four octets of the checksum itself were zero.
    private static uint ChecksumOf(ReadOnlySpan<byte> body)
    {
        uint running = Crc32C.Continue(uint.MaxValue, body[..ChecksumAt]);
        running = Crc32C.Continue(running, NoChecksum);
        return ~Crc32C.Continue(running, body[(ChecksumAt + NoChecksum.Length)..]);
    }
}
