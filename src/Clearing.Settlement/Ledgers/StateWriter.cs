using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clearing.Settlement.Ledgers;

/// <summary>Writes fixed-layout values one behind the other, little-endian as every platform here is.</summary>
internal readonly struct StateWriter(IBufferWriter<byte> to)
{
    private const int Block = 1 << 20;

    public void Write<T>(T value)
        where T : unmanaged => Write<T>(new ReadOnlySpan<T>(in value));

    /// <summary>The values, without their count.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(values); !rest.IsEmpty;)
        {
            int count = Math.Min(rest.Length, Block);
            to.Write(rest[..count]);
            rest = rest[count..];
        }
    }
}

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> from)
{
    private ReadOnlySpan<byte> _rest = from;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    public void Read<T>(Span<T> values)
        where T : unmanaged
    {
        Span<byte> octets = MemoryMarshal.AsBytes(values);
        Take(octets.Length).CopyTo(octets);
    }

    /// <summary>So many octets.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        Need(count >= 0 && count <= _rest.Length, "it ends too early");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A count that what is left can hold.</summary>
    public int Count(int octetsEach)
    {
        int count = Read<int>();
        Need(count >= 0 && count <= _rest.Length / octetsEach, "more is told than is there");
        return count;
    }

    /// <summary>Refuses the octets unless this holds.</summary>
    public static void Need(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"Not a state of this ledger: {what}.");
        }
    }
}
