using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// A child in the content of an element: its name as packed octets beside all that is asked when it is met. The
/// particles of a type stand one after another behind a start particle that stands for "no child yet".
/// </summary>
internal struct Particle
{
    /// <summary>The slot of the start particle.</summary>
    public const byte StartSlot = 0;

    /// <summary>No child is required any more.</summary>
    public const byte NoSlot = byte.MaxValue;

    /// <summary>Longest name, in octets.</summary>
    public const int LongestName = 24;

    private ulong _first;
    private ulong _second;
    private ulong _third;
    private ulong _lastMask;

    /// <summary>Index of the start particle of its type; 0 = a leaf.</summary>
    public int Content;

    /// <summary>Index of its leaf type; meaningful for a leaf.</summary>
    public short Leaf;

    /// <summary>Index of the leaf type of its attribute Ccy; -1 = it has none.</summary>
    public short CurrencyLeaf;

    /// <summary>The most times it may stand there in a row.</summary>
    public int Most;

    /// <summary>Octets of the name; 0 = the start particle, or any element.</summary>
    public byte NameLength;

    /// <summary>Place in the sequence, from 1; alternatives of a choice share it.</summary>
    public byte Slot;

    /// <summary>The first slot behind this particle's that must not be empty.</summary>
    public byte RequiredAfter;

    /// <summary>True for an element of any kind (xs:any).</summary>
    public bool IsAny;

    /// <summary>True for one of the namespace of XML signatures only.</summary>
    public bool IsSignature;

    /// <summary>What it says of the message.</summary>
    public FactRole Role;

    /// <summary>What is asked of it whatever the message.</summary>
    public LeafRule Rule;

    /// <summary>Last particle of the same type.</summary>
    public int Last;

    /// <summary>Most characters of a leaf that must have one at least, and no more is asked; 0 = another.</summary>
    public int MostPlain;

    /// <summary>True for a leaf whose value means something beyond its type.</summary>
    public bool IsTelling;

    /// <summary>The name, for people.</summary>
    public readonly string Name
    {
        get
        {
            Span<byte> name = stackalloc byte[LongestName];
            BinaryPrimitives.WriteUInt64LittleEndian(name, _first);
            BinaryPrimitives.WriteUInt64LittleEndian(name[8..], _second);
            BinaryPrimitives.WriteUInt64LittleEndian(name[16..], _third);
            return IsAny ? "an element" : Encoding.ASCII.GetString(name[..NameLength]);
        }
    }

    public void SetName(ReadOnlySpan<byte> name)
    {
        Span<byte> padded = stackalloc byte[LongestName];
        padded.Clear();
        name.CopyTo(padded);
        _first = BinaryPrimitives.ReadUInt64LittleEndian(padded);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(padded[8..]);
        _third = BinaryPrimitives.ReadUInt64LittleEndian(padded[16..]);
        int tail = (name.Length - 1) % 8 + 1;
        _lastMask = ulong.MaxValue >> (64 - 8 * tail);
        NameLength = (byte)name.Length;
    }

    /// <summary>Makes it equal to no name.</summary>
    public void SetNoName()
    {
        _first = ulong.MaxValue;
        _lastMask = ulong.MaxValue;
        NameLength = 0;
    }

    /// <summary>True when the octets at that place begin with the name. 24 octets must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAt(ReadOnlySpan<byte> octets)
    {
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(octets);
        if (NameLength <= 8)
        {
            return ((word ^ _first) & _lastMask) == 0;
        }

        if (word != _first)
        {
            return false;
        }

        word = BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]);
        if (NameLength <= 16)
        {
            return ((word ^ _second) & _lastMask) == 0;
        }

        return word == _second
            && ((BinaryPrimitives.ReadUInt64LittleEndian(octets[16..]) ^ _third) & _lastMask) == 0;
    }
}
