using System.Buffers.Binary;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>Writes the fields of a small head one behind the other, little-endian, and its checksum last.</summary>
internal ref struct OctetWriter(Span<byte> to)
{
    private readonly Span<byte> _all = to;
    private int _at;

    public void Octets(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_all[_at..]);
        _at += octets.Length;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_all[_at..], value);
        _at += sizeof(uint);
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_all[_at..], value);
        _at += sizeof(long);
    }

    public void Hash(Hash256 value)
    {
        value.CopyTo(_all[_at..]);
        _at += Hash256.Octets;
    }

    /// <summary>CRC-32C over all octets before.</summary>
    public void Checksum() => UInt32(Crc32C.Of(_all[.._at]));
}
