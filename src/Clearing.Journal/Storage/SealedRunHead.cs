using System.Buffers.Binary;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>
/// What stands about a sealed run in its head, as docs/reference/journal.md lays it out. Its parts are, in this order,
/// pages of sorted entries, one index with the first id of each page, and the filter in pieces.
/// </summary>
internal readonly record struct SealedRunHead(
    long Number, long Entries, int EntryOctets, int Pages, int FilterParts, long FilterOctets, Hash256 Stream)
{
    public const int HeadOctets = 80;

    private static ReadOnlySpan<byte> Magic => "CLS1"u8;

    public byte[] Write()
    {
        byte[] octets = new byte[HeadOctets];
        OctetWriter writer = new(octets);
        writer.Octets(Magic);
        writer.UInt32((uint)EntryOctets);
        writer.Int64(Number);
        writer.Int64(Entries);
        writer.UInt32((uint)Pages);
        writer.UInt32((uint)FilterParts);
        writer.Int64(FilterOctets);
        writer.Hash(Stream);
        writer.UInt32(0);
        writer.Checksum();
        return octets;
    }

    public static SealedRunHead Read(string stream, long number, ReadOnlySpan<byte> octets)
    {
        if (octets.Length != HeadOctets || !octets.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(octets[^sizeof(uint)..])
                != Crc32C.Of(octets[..^sizeof(uint)]))
        {
            throw SealedIds.Damaged(stream, number, "its head does not have its checksum");
        }

        OctetReader reader = new(octets[Magic.Length..]);
        int entryOctets = checked((int)reader.UInt32());
        long run = reader.Int64();
        long entries = reader.Int64();
        int pages = checked((int)reader.UInt32());
        int filterParts = checked((int)reader.UInt32());
        long filterOctets = reader.Int64();
        SealedRunHead head = new(run, entries, entryOctets, pages, filterParts, filterOctets, reader.Hash());
        return head.Number == number && head.Stream == GroupFormat.StreamHash(stream)
            ? head
            : throw SealedIds.Damaged(stream, number, "it belongs to another stream or number");
    }
}
