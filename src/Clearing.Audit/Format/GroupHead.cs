using System.Buffers.Binary;
using System.Text;

namespace Clearing.Audit.Format;

/// <summary>What stands in front of a group, read as docs/reference/journal.md says ("A group").</summary>
internal readonly record struct GroupHead
{
    public const int Octets = 208;

    private const int MostOctets = 268_435_456;
    private const int ChecksumAt = 12;

    public long Sequence { get; private init; }

    public long Epoch { get; private init; }

    public long RecordsBefore { get; private init; }

    public uint Records { get; private init; }

    public uint Slices { get; private init; }

    public long FirstInstant { get; private init; }

    public long LastInstant { get; private init; }

    public uint Engine { get; private init; }

    public uint TextOctets { get; private init; }

    public uint TextChecksum { get; private init; }

    public static ReadOnlySpan<byte> StreamOf(ReadOnlySpan<byte> body) => body.Slice(80, 32);

    public static ReadOnlySpan<byte> WorldOf(ReadOnlySpan<byte> body) => body.Slice(112, 32);

    public static ReadOnlySpan<byte> BeforeOf(ReadOnlySpan<byte> body) => body.Slice(144, 32);

    public static ReadOnlySpan<byte> DigestOf(ReadOnlySpan<byte> body) => body.Slice(176, 32);

    /// <summary>The head of a whole group, once form, length and checksum are right.</summary>
    /// <exception cref="DamageException">They are not.</exception>
    public static GroupHead Read(ReadOnlySpan<byte> body)
    {
        DamageException.Need(body.Length >= Octets, body.Length, "the group ends within its head");
        DamageException.Need(body.StartsWith("CLJ1"u8), 0, "this is not the beginning of a group");
        uint octets = BinaryPrimitives.ReadUInt32LittleEndian(body[8..]);
        DamageException.Need(
            octets == body.Length && octets <= MostOctets, 8,
            $"the head says {octets} octets, and {body.Length} are there");
        uint said = BinaryPrimitives.ReadUInt32LittleEndian(body[ChecksumAt..]);
        uint found = Castagnoli.WithoutFour(body, ChecksumAt);
        DamageException.Need(
            said == found, ChecksumAt, $"the checksum says {said:x8}, and the octets have {found:x8}");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        ushort head = BinaryPrimitives.ReadUInt16LittleEndian(body[6..]);
        if (version != 1 || head != Octets)
        {
            throw new DamageException(4, $"format version {version} with a head of {head} octets, not version 1")
            {
                IsLaterVersion = version > 1,
            };
        }

        DamageException.Need(
            BinaryPrimitives.ReadUInt32LittleEndian(body[68..]) == 0, 68, "octets are used that mean nothing");
        return new GroupHead
        {
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(body[16..]),
            Epoch = BinaryPrimitives.ReadInt64LittleEndian(body[24..]),
            RecordsBefore = BinaryPrimitives.ReadInt64LittleEndian(body[32..]),
            Records = BinaryPrimitives.ReadUInt32LittleEndian(body[40..]),
            Slices = BinaryPrimitives.ReadUInt32LittleEndian(body[44..]),
            FirstInstant = BinaryPrimitives.ReadInt64LittleEndian(body[48..]),
            LastInstant = BinaryPrimitives.ReadInt64LittleEndian(body[56..]),
            Engine = BinaryPrimitives.ReadUInt32LittleEndian(body[64..]),
            TextOctets = BinaryPrimitives.ReadUInt32LittleEndian(body[72..]),
            TextChecksum = BinaryPrimitives.ReadUInt32LittleEndian(body[76..]),
        };
    }

    /// <summary>What groups say of their stream.</summary>
    public static byte[] HashOf(string stream) =>
        System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(stream));
}
