using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Clearing.Messages.Sessions;

/// <summary>
/// Takes fields off the contents of a control frame: numbers least significant octet first, texts of printable ASCII
/// with their length in an octet. Once something lacks or is wrong, all that follows is empty.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> contents)
{
    private ReadOnlySpan<byte> _rest = contents;
    private bool _isBroken;

    /// <summary>True when all was there and nothing is left.</summary>
    public readonly bool IsDone => !_isBroken && _rest.IsEmpty;

    /// <summary>True when something lacked or was wrong.</summary>
    public readonly bool IsBroken => _isBroken;

    public byte Octet() => Take(1) is [byte octet] ? octet : (byte)0;

    public ushort Short() =>
        Take(2) is { Length: 2 } octets ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : (ushort)0;

    public int Int() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadInt32LittleEndian(octets) : 0;

    public long Long() => Take(8) is { Length: 8 } octets ? BinaryPrimitives.ReadInt64LittleEndian(octets) : 0;

    public uint Number32() =>
        Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : 0;

    public ulong Number() => Take(8) is { Length: 8 } octets ? BinaryPrimitives.ReadUInt64LittleEndian(octets) : 0;

    /// <summary>16 octets in the order in which an id is written, most significant first.</summary>
    public UInt128 Id() => Take(16) is { Length: 16 } octets ? BinaryPrimitives.ReadUInt128BigEndian(octets) : 0;

    public AnswerRecord Answer() =>
        Take(AnswerRecord.Length) is { Length: AnswerRecord.Length } octets ? AnswerRecord.Read(octets) : default;

    public byte[] Octets(int length) => Take(length).ToArray();

    /// <summary>A text of a fixed length.</summary>
    public string Text(int length)
    {
        ReadOnlySpan<byte> octets = Take(length);
        _isBroken |= octets.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return _isBroken ? "" : Encoding.ASCII.GetString(octets);
    }

    /// <summary>A text with its length before it.</summary>
    public string Text() => Text(Octet());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_isBroken || _rest.Length < count)
        {
            _isBroken = true;
            return [];
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>Writes what <see cref="FieldReader"/> reads.</summary>
internal readonly struct FieldWriter(IBufferWriter<byte> to)
{
    public void Octet(byte value) => to.Write([value]);

    public void Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), value);
        to.Advance(2);
    }

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(4), value);
        to.Advance(4);
    }

    public void Number32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to.GetSpan(4), value);
        to.Advance(4);
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    public void Number(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    public void Id(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(to.GetSpan(16), value);
        to.Advance(16);
    }

    public void Answer(in AnswerRecord value)
    {
        value.Write(to.GetSpan(AnswerRecord.Length));
        to.Advance(AnswerRecord.Length);
    }

    public void Octets(ReadOnlySpan<byte> value, int length) => to.Write(value.Length == length ? value
        : throw new ArgumentException($"{value.Length} octets where {length} belong."));

    public void Text(string value, int length)
    {
        if (value.Length != length)
        {
            throw new ArgumentException($"\"{value}\" is not of {length} characters.");
        }

        Characters(value);
    }

    /// <summary>A text for people or a name; what is over 255 characters is cut off.</summary>
    public void Text(string value)
    {
        string text = value.Length <= SessionProtocol.MostText ? value : value[..SessionProtocol.MostText];
        Octet((byte)text.Length);
        Characters(text);
    }

    private void Characters(string text)
    {
        Span<byte> span = to.GetSpan(Math.Max(text.Length, 1));
        for (int at = 0; at < text.Length; at++)
        {
            span[at] = text[at] is >= ' ' and <= '~' ? (byte)text[at] : (byte)'?';
        }

        to.Advance(text.Length);
    }
}
