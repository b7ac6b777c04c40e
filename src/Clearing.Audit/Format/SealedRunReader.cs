using System.Buffers.Binary;
using Clearing.Audit.Ids;
using Clearing.Audit.Stores;

namespace Clearing.Audit.Format;

/// <summary>Reads a sealed run whole ("Checkpoints and sealed ids" in docs/reference/journal.md).</summary>
internal static class SealedRunReader
{
    private const int HeadOctets = 80;
    private const int PageOctets = 32_768;
    private const int IdOctets = 16;
    private const int BlockOctets = 32;

    private static readonly uint[] Salts =
    [
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
    ];

    /// <summary>Its entries, one behind the other, ascending by id.</summary>
    /// <param name="store">Where its parts are.</param>
    /// <param name="stream">Of which it is.</param>
    /// <param name="stored">Its head.</param>
    /// <param name="entryOctets">Octets of an entry.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="DamageException">It is not as it must be.</exception>
    public static async Task<byte[]> ReadAsync(
        IStoredJournal store, StoredStream stream, StoredHead stored, int entryOctets, CancellationToken cancellation)
    {
        Head head = ReadHead(stored, stream.Name, entryOctets);
        byte[] entries = new byte[checked((int)(head.Entries * entryOctets))];
        int inPage = PageOctets / entryOctets * entryOctets;
        List<byte> firsts = [];
        for (int page = 0; page < head.Pages; page++)
        {
            byte[] octets = await PartAsync(store, stream, stored, page, cancellation).ConfigureAwait(false);
            int at = page * inPage;
            DamageException.Need(
                octets.Length == Math.Min(inPage, entries.Length - at), -1, $"page {page} does not have its entries");
            octets.CopyTo(entries, at);
            firsts.AddRange(octets.AsSpan(0, IdOctets));
        }

        byte[] index = await PartAsync(store, stream, stored, head.Pages, cancellation).ConfigureAwait(false);
        DamageException.Need(index.AsSpan().SequenceEqual(firsts.ToArray()), -1, "its index is not that of its pages");
        List<byte> filter = [];
        for (int piece = 0; piece < head.Pieces; piece++)
        {
            filter.AddRange(
                await PartAsync(store, stream, stored, head.Pages + 1 + piece, cancellation).ConfigureAwait(false));
        }

        DamageException.Need(
            filter.Count == head.FilterOctets && filter.Count == (head.Entries + 7) / 8 * BlockOctets, -1,
            $"its filter has {filter.Count} octets");
        Check(entries, entryOctets, [.. filter]);
        return entries;
    }

    // A part without the checksum at its beginning.
    private static async Task<byte[]> PartAsync(
        IStoredJournal store, StoredStream stream, StoredHead stored, int part, CancellationToken cancellation)
    {
        byte[] octets = await store.PartAsync(stream, stored, part, cancellation).ConfigureAwait(false)
            ?? throw new DamageException(-1, $"part {part} is missing");
        DamageException.Need(
            octets.Length > sizeof(uint)
            && BinaryPrimitives.ReadUInt32LittleEndian(octets) == Castagnoli.Of(octets.AsSpan(sizeof(uint))),
            -1, $"part {part} does not have its checksum");
        return octets[sizeof(uint)..];
    }

    private static Head ReadHead(StoredHead stored, string stream, int entryOctets)
    {
        ReadOnlySpan<byte> body = stored.Body;
        DamageException.Need(
            body.Length == HeadOctets && body.StartsWith("CLS1"u8), 0, "this is no head of a sealed run");
        DamageException.Need(
            BinaryPrimitives.ReadUInt32LittleEndian(body[76..]) == Castagnoli.Of(body[..76]), 76,
            "its head does not have its checksum");
        DamageException.Need(body.Slice(40, 32).SequenceEqual(GroupHead.HashOf(stream)), 40, "it is of another stream");
        DamageException.Need(
            BinaryPrimitives.ReadInt64LittleEndian(body[8..]) == stored.Number, 8, "it says that it is another run");
        uint octets = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        DamageException.Need(octets == entryOctets, 4, $"its entries have {octets} octets, not {entryOctets}");
        long entries = BinaryPrimitives.ReadInt64LittleEndian(body[16..]);
        uint pages = BinaryPrimitives.ReadUInt32LittleEndian(body[24..]);
        long inPage = PageOctets / entryOctets;
        DamageException.Need(
            entries is > 0 and <= int.MaxValue && pages == (entries + inPage - 1) / inPage, 16,
            $"{entries} entries do not make {pages} pages");
        return new Head(
            entries, (int)pages, (int)BinaryPrimitives.ReadUInt32LittleEndian(body[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[32..]));
    }

    private static void Check(byte[] entries, int entryOctets, byte[] filter)
    {
        UInt128 before = 0;
        for (int at = 0; at < entries.Length; at += entryOctets)
        {
            UInt128 id = BinaryPrimitives.ReadUInt128BigEndian(entries.AsSpan(at));
            DamageException.Need(id > before, -1, "its ids do not ascend");
            DamageException.Need(
                IsIn(filter, id), -1, $"its filter does not let instruction {AuditedIds.Text(id)} through");
            before = id;
        }
    }

    private static bool IsIn(byte[] filter, UInt128 id)
    {
        unchecked
        {
            ulong x = ((ulong)(id >> 64) * 0x9e3779b97f4a7c15) ^ (ulong)id;
            x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
            x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
            x ^= x >> 33;
            int blocks = filter.Length / BlockOctets;
            int block = (int)((x >> 32) * (ulong)blocks >> 32) * BlockOctets;
            for (int word = 0; word < Salts.Length; word++)
            {
                uint bits = BinaryPrimitives.ReadUInt32LittleEndian(filter.AsSpan(block + (word * sizeof(uint))));
                if ((bits >> (int)(((uint)x * Salts[word]) >> 27) & 1) == 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed record Head(long Entries, int Pages, int Pieces, long FilterOctets);
}
