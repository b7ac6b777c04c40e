using System.Buffers.Binary;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Tests.Faults;

/// <summary>
/// Entries one behind the other on a device, each with its length and checksums. An entry is written and flushed before
/// the next one begins; behind each flush a mark is written, which is flushed with the next entry. So whatever stands
/// behind an entry proves that it was durable: what is bad at the very end is what a crash left of a write and is cut
/// off, anything else is damage.
/// </summary>
internal sealed class FaultyLog(SimulatedDevice device)
{
    private const int HeadOctets = 16;
    private const byte Mark = 0;

    private long _end;

    private static ReadOnlySpan<byte> Magic => "ENTR"u8;

    /// <summary>Reads all entries, cuts off what a crash left behind, and makes the last one durable again.</summary>
    /// <param name="apply">Takes kind, place on the device and octets of each entry.</param>
    public void Recover(Action<byte, long, ReadOnlyMemory<byte>> apply)
    {
        byte[] all = ReadAll();
        int at = 0;
        int end = 0;
        int lastAt = 0;
        while (Entry(all, at) is { } entry)
        {
            at += HeadOctets + entry.Octets.Length;
            if (entry.Kind != Mark)
            {
                apply(entry.Kind, at - entry.Octets.Length, entry.Octets);
                lastAt = end;
                end = at;
            }
        }

        RequireTail(all, at);
        _end = at;
        if (at < all.Length)
        {
            device.Truncate(at);
        }

        // Its flush may have failed: writing it again, with the mark before it, is the only way to know that it is on
        // the disk.
        if (at > 0)
        {
            device.Write(lastAt, all.AsSpan(lastAt, at - lastAt));
            device.Flush();
        }
    }

    /// <summary>Writes an entry; it is durable on return.</summary>
    /// <returns>Where its octets stand.</returns>
    public long Append(byte kind, ReadOnlySpan<byte> octets)
    {
        long at = _end;
        device.Write(at, Encode(kind, octets));
        device.Flush();
        _end += HeadOctets + octets.Length;
        byte[] mark = Encode(Mark, []);
        device.Write(_end, mark);
        _end += mark.Length;
        return at + HeadOctets;
    }

    public byte[] Read(long at, int count)
    {
        byte[] octets = new byte[count];
        for (int read = 0; read < count;)
        {
            int got = device.Read(at + read, octets.AsSpan(read));
            if (got == 0)
            {
                return octets[..read];
            }

            read += got;
        }

        return octets;
    }

    // Of a mark and the entry behind it, flushed together, a power loss may take the mark and leave the entry.
    private static void RequireTail(byte[] all, int bad)
    {
        int[] behind = [.. Enumerable.Range(bad + 1, Math.Max(0, all.Length - bad - 1))
            .Where(at => Entry(all, at) is not null)];
        if (behind.Length > 1 || (behind.Length == 1 && behind[0] != bad + HeadOctets))
        {
            throw new JournalException(
                JournalFault.Corrupt,
                $"The log is damaged at octet {bad}: entries stand behind, from octet {behind[0]}. Nothing was cut.");
        }
    }

    private byte[] ReadAll() => Read(0, checked((int)device.Length));

    private static byte[] Encode(byte kind, ReadOnlySpan<byte> octets)
    {
        byte[] entry = new byte[HeadOctets + octets.Length];
        Magic.CopyTo(entry);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), octets.Length << 4 | kind);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), Crc32C.Of(octets));
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(12), Crc32C.Of(entry.AsSpan(0, 12)));
        octets.CopyTo(entry.AsSpan(HeadOctets));
        return entry;
    }

    private static (byte Kind, ReadOnlyMemory<byte> Octets)? Entry(byte[] all, int at)
    {
        ReadOnlySpan<byte> head = all.AsSpan(at);
        if (head.Length < HeadOctets || !head.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(head[12..]) != Crc32C.Of(head[..12]))
        {
            return null;
        }

        int word = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        int count = word >> 4;
        if (count > head.Length - HeadOctets
            || BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) != Crc32C.Of(head.Slice(HeadOctets, count)))
        {
            return null;
        }

        return ((byte)(word & 0xf), all.AsMemory(at + HeadOctets, count));
    }
}
