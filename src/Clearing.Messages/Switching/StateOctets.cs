using System.Buffers;
using System.Buffers.Binary;

namespace Clearing.Messages.Switching;

/// <summary>Writes numbers little-endian.</summary>
internal readonly struct StateWriter(IBufferWriter<byte> destination)
{
    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(4), value);
        destination.Advance(4);
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(8), value);
        destination.Advance(8);
    }

    public void Wide(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(destination.GetSpan(16), value);
        destination.Advance(16);
    }

    public void Mir(in Mir mir)
    {
        Int(mir.Day);
        Int(mir.Terminal);
        Int(mir.Session);
        Int(mir.Sequence);
    }
}

/// <summary>Reads what <see cref="StateWriter"/> wrote; octets that are too few are no state.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Next(8));

    public UInt128 Wide() => BinaryPrimitives.ReadUInt128LittleEndian(Next(16));

    public Mir Mir() => new(Int(), Int(), Int(), Int());

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    public int Enum(int most)
    {
        int value = Int();
        SwitchSnapshot.Need(value >= 0 && value <= most, "a number beyond its range");
        return value;
    }

    /// <summary>A length that the octets left could hold.</summary>
    public int Length() => Enum(_rest.Length);

    private ReadOnlySpan<byte> Next(int count)
    {
        SwitchSnapshot.Need(_rest.Length >= count, "it ends too early");
        ReadOnlySpan<byte> next = _rest[..count];
        _rest = _rest[count..];
        return next;
    }
}
