using System.Buffers.Binary;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>What stands about a checkpoint in its head, as docs/reference/journal.md lays it out.</summary>
internal readonly record struct CheckpointHead(
    GroupPlace Place, GroupStamp Stamp, Hash256 Stream, long Octets, int Parts, Hash256 State)
{
    public const int HeadOctets = 180;

    private static ReadOnlySpan<byte> Magic => "CLC1"u8;

    public byte[] Write()
    {
        byte[] octets = new byte[HeadOctets];
        OctetWriter writer = new(octets);
        writer.Octets(Magic);
        writer.UInt32((uint)Parts);
        writer.Int64(Octets);
        writer.Int64(Place.Sequence);
        writer.Int64(Place.Records);
        writer.Int64(Place.Instant);
        writer.UInt32(Stamp.EngineVersion);
        writer.UInt32(0);
        writer.Hash(Stream);
        writer.Hash(Stamp.World);
        writer.Hash(Place.Hash);
        writer.Hash(State);
        writer.Checksum();
        return octets;
    }

    /// <summary>Null when the octets are not those that were written.</summary>
    public static CheckpointHead? Read(string stream, ReadOnlySpan<byte> octets)
    {
        const int ChecksumOctets = sizeof(uint);
        if (octets.Length < Magic.Length + ChecksumOctets
            || BinaryPrimitives.ReadUInt32LittleEndian(octets[^ChecksumOctets..])
                != Crc32C.Of(octets[..^ChecksumOctets]))
        {
            return null;
        }

        if (octets.Length != HeadOctets || !octets.StartsWith(Magic))
        {
            throw new JournalException(
                JournalFault.Version,
                $"Stream {stream}: a checkpoint is in a format that this program does not know. Use the program that "
                + "wrote it, or a later one.");
        }

        OctetReader reader = new(octets[Magic.Length..]);
        int parts = checked((int)reader.UInt32());
        long length = reader.Int64();
        long sequence = reader.Int64();
        long records = reader.Int64();
        long instant = reader.Int64();
        uint engine = reader.UInt32();
        _ = reader.UInt32();
        Hash256 streamHash = reader.Hash();
        Hash256 world = reader.Hash();
        GroupPlace place = new(sequence, records, instant, reader.Hash());
        return new CheckpointHead(place, new GroupStamp(engine, world), streamHash, length, parts, reader.Hash());
    }
}
