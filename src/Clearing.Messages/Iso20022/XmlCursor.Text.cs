using System.Text;

namespace Clearing.Messages.Iso20022;

/// <content>Text, references, CDATA, attribute values.</content>
internal sealed partial class XmlCursor
{
    private byte[] _decoded = new byte[1024];
    private int _decodedLength;

    /// <summary>The last text with references resolved and line ends made one.</summary>
    public ReadOnlySpan<byte> Decoded => _decoded.AsSpan(0, _decodedLength);

    /// <summary>Its length in characters.</summary>
    public int Characters { get; private set; }

    /// <summary>
    /// Reads text up to the next tag, over references, CDATA sections and comments; returns its place.
    /// </summary>
    public int ReadText(int at)
    {
        _decodedLength = 0;
        Characters = 0;
        while (at >= 0)
        {
            int plain = XmlChars.SkipPlain(Octets, at);
            Append(at, plain);
            at = plain;
            switch (Octets[at])
            {
                case (byte)'<':
                    if (Octets[at + 1] is not ((byte)'!' or (byte)'?'))
                    {
                        return at;
                    }

                    at = Octets.AsSpan(at).StartsWith("<![CDATA["u8) ? CharacterData(at) : Misc(at, inside: true);
                    break;
                case (byte)'&':
                    at = Reference(at, append: true);
                    break;
                case (byte)']' when Octets[at + 1] == ']' && Octets[at + 2] == '>':
                    return Fail(at, "XML-CHAR", "]]> stands in text.");
                default:
                    at = Character(at);
                    break;
            }
        }

        return at;
    }

    private int CharacterData(int at)
    {
        int start = at + "<![CDATA["u8.Length;
        int length = Octets.AsSpan(start, Length - start).IndexOf("]]>"u8);
        if (length < 0)
        {
            return Fail(Length, "XML-CDATA", "");
        }

        for (at = start; at < start + length;)
        {
            at = Character(at);
            if (at < 0)
            {
                return at;
            }
        }

        return start + length + 3;
    }

    private int Character(int at)
    {
        int length = XmlChars.CharLength(Octets, at);
        if (length == 0)
        {
            return Fail(at, "XML-CHAR", "An octet that is no character of XML in UTF-8.");
        }

        if (Octets[at] == '\r')
        {
            if (Octets[at + 1] != '\n')
            {
                Add("\n"u8);
                Characters++;
            }

            return at + 1;
        }

        Add(Octets.AsSpan(at, length));
        Characters++;
        return at + length;
    }

    private int Reference(int at, bool append)
    {
        ReadOnlySpan<byte> rest = Octets.AsSpan(at + 1, 16);
        int length = rest.IndexOf((byte)';');
        int rune = length <= 0 ? -1 : RuneOf(rest[..length]);
        if (rune < 0 || !XmlChars.IsChar(rune))
        {
            return Fail(at, "XML-ENTITY", "Neither lt, gt, amp, quot, apos nor the number of a character of XML.");
        }

        if (append)
        {
            Span<byte> octets = stackalloc byte[4];
            Add(octets[..new Rune(rune).EncodeToUtf8(octets)]);
            Characters++;
        }

        return at + 1 + length + 1;
    }

    private static int RuneOf(ReadOnlySpan<byte> name)
    {
        if (name[0] != '#')
        {
            return name switch
            {
                [(byte)'l', (byte)'t'] => '<',
                [(byte)'g', (byte)'t'] => '>',
                [(byte)'a', (byte)'m', (byte)'p'] => '&',
                [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => '"',
                [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => '\'',
                _ => -1,
            };
        }

        bool hexadecimal = name.Length > 1 && name[1] == 'x';
        ReadOnlySpan<byte> digits = name[(hexadecimal ? 2 : 1)..];
        int rune = 0;
        foreach (byte letter in digits)
        {
            int digit = letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
            if (!char.IsAsciiHexDigit((char)letter) || digit >= (hexadecimal ? 16 : 10))
            {
                return -1;
            }

            rune = rune * (hexadecimal ? 16 : 10) + digit;
            if (rune > 0x10FFFF)
            {
                return -1;
            }
        }

        return digits.Length == 0 ? -1 : rune;
    }

    private int CheckValue(Slot value)
    {
        int end = value.Offset + value.Length;
        for (int at = XmlChars.SkipPlain(Octets, value.Offset); at < end; at = XmlChars.SkipPlain(Octets, at))
        {
            byte octet = Octets[at];
            if (octet == '<')
            {
                return Fail(at, "XML-ATTRIBUTE", "An attribute's value holds <.");
            }

            int length = XmlChars.CharLength(Octets, at);
            at = octet == '&' ? Reference(at, append: false)
                : length > 0 ? at + length
                : Fail(at, "XML-CHAR", "An octet that is no character of XML in UTF-8.");
            if (at < 0)
            {
                return at;
            }
        }

        return 0;
    }

    private void Append(int from, int to)
    {
        Add(Octets.AsSpan(from, to - from));
        Characters += to - from;
    }

    private void Add(ReadOnlySpan<byte> octets)
    {
        if (_decoded.Length < _decodedLength + octets.Length)
        {
            Array.Resize(ref _decoded, Math.Max(_decoded.Length * 2, _decodedLength + octets.Length));
        }

        octets.CopyTo(_decoded.AsSpan(_decodedLength));
        _decodedLength += octets.Length;
    }
}
