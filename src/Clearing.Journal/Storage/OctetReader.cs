using System.Buffers.Binary;

namespace Clearing.Journal.Storage;

/// <summary>Reads what <see cref="OctetWriter"/> wrote, after its checksum was found right.</summary>
internal ref struct OctetReader(ReadOnlySpan<byte> from)
{
    private readonly ReadOnlySpan<byte> _all = from;
    private int _at;

    public ReadOnlySpan<byte> Octets(int count)
    {
        _at += count;
        return _all.Slice(_at - count, count);
    }

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Octets(sizeof(uint)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Octets(sizeof(long)));

    public Hash256 Hash() => new(Octets(Hash256.Octets));
}
