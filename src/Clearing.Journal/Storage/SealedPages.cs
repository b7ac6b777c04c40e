using System.Buffers.Binary;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>Cuts a run into its parts, each behind its CRC-32C, and finds an id in a page.</summary>
internal static class SealedPages
{
    public const int IdOctets = 16;
    public const int ChecksumOctets = sizeof(uint);

    /// <summary>A lookup reads one page.</summary>
    private const int PageOctets = 32 * 1024;

    private const int FilterPartOctets = 256 * 1024;

    /// <summary>The run's parts in their order, and its head.</summary>
    public static (SealedRunHead Head, List<ReadOnlyMemory<byte>> Parts) Cut(SealedRun run, Hash256 stream)
    {
        int width = run.EntryOctets;
        ArgumentOutOfRangeException.ThrowIfLessThan(width, IdOctets, nameof(run));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, PageOctets, nameof(run));
        ArgumentOutOfRangeException.ThrowIfZero(run.Entries.Length, nameof(run));
        ArgumentOutOfRangeException.ThrowIfNotEqual(run.Entries.Length % width, 0, nameof(run));
        ReadOnlySpan<byte> entries = run.Entries.Span;
        int count = entries.Length / width;
        UInt128[] ids = new UInt128[count];
        int[] order = new int[count];
        SplitBlockFilter filter = new(count);
        for (int i = 0; i < count; i++)
        {
            ids[i] = BinaryPrimitives.ReadUInt128BigEndian(entries[(i * width)..]);
            order[i] = i;
            filter.Add(SplitBlockFilter.HashOf(ids[i]));
        }

        Array.Sort(ids, order);
        List<ReadOnlyMemory<byte>> parts = [];
        int perPage = PageOctets / width;
        byte[] index = new byte[ChecksumOctets + (count + perPage - 1) / perPage * IdOctets];
        for (int first = 0; first < count; first += perPage)
        {
            int inPage = Math.Min(perPage, count - first);
            byte[] page = new byte[ChecksumOctets + inPage * width];
            for (int i = 0; i < inPage; i++)
            {
                entries.Slice(order[first + i] * width, width).CopyTo(page.AsSpan(ChecksumOctets + i * width));
            }

            BinaryPrimitives.WriteUInt128BigEndian(
                index.AsSpan(ChecksumOctets + parts.Count * IdOctets), ids[first]);
            parts.Add(Checked(page));
        }

        int pages = parts.Count;
        parts.Add(Checked(index));
        for (ReadOnlyMemory<byte> rest = filter.Octets; !rest.IsEmpty;)
        {
            int octets = Math.Min(rest.Length, FilterPartOctets);
            byte[] part = new byte[ChecksumOctets + octets];
            rest.Span[..octets].CopyTo(part.AsSpan(ChecksumOctets));
            parts.Add(Checked(part));
            rest = rest[octets..];
        }

        SealedRunHead head = new(
            run.Number, count, width, pages, parts.Count - pages - 1, filter.Octets.Length, stream);
        return (head, parts);
    }

    /// <summary>The octets of a part; false when it is missing or does not have its checksum.</summary>
    public static bool TryOpen(byte[]? part, out ReadOnlyMemory<byte> octets)
    {
        bool whole = part is not null && part.Length >= ChecksumOctets
            && BinaryPrimitives.ReadUInt32LittleEndian(part) == Crc32C.Of(part.AsSpan(ChecksumOctets));
        octets = whole ? part.AsMemory(ChecksumOctets) : default;
        return whole;
    }

    /// <summary>The value of an id in a page; null when it is not there.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> page, int width, UInt128 id)
    {
        int low = 0;
        int high = page.Length / width - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ReadOnlySpan<byte> entry = page.Slice(middle * width, width);
            UInt128 found = BinaryPrimitives.ReadUInt128BigEndian(entry);
            if (found == id)
            {
                return entry[IdOctets..].ToArray();
            }

            if (found < id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    private static byte[] Checked(byte[] part)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(part, Crc32C.Of(part.AsSpan(ChecksumOctets)));
        return part;
    }
}
