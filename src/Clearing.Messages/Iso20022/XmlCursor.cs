using System.Buffers;
using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// Reads any piece of XML 1.0 with namespaces over a padded buffer: start tags with attributes, text with references
/// and CDATA, comments. It is what the fast paths fall back on. Positions are given and returned; -1 = what stands
/// there is refused, and <see cref="Code"/>, <see cref="At"/> and <see cref="What"/> say why.
/// </summary>
internal sealed partial class XmlCursor
{
    /// <summary>Position of what is refused.</summary>
    public const int Refused = -1;

    private const int LeastBuffer = 4 * 1024;

    private static ReadOnlySpan<byte> UsualDeclaration => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8;

    /// <summary>The message, then zeros.</summary>
    public byte[] Octets { get; private set; } = [];

    /// <summary>Octets of the message.</summary>
    public int Length { get; private set; }

    /// <summary>Stable code of what is refused.</summary>
    public string Code { get; private set; } = "";

    public string What { get; private set; } = "";

    /// <summary>Where that is.</summary>
    public int At { get; private set; }

    /// <summary>Takes a message in.</summary>
    public void Load(ReadOnlySpan<byte> message)
    {
        message.CopyTo(Room(message.Length));
        Octets.AsSpan(Length, XmlChars.Padding).Clear();
    }

    /// <summary>Takes a message in whose octets lie in several places.</summary>
    public void Load(in ReadOnlySequence<byte> message)
    {
        message.CopyTo(Room((int)message.Length));
        Octets.AsSpan(Length, XmlChars.Padding).Clear();
    }

    /// <summary>Notes why a message is refused.</summary>
    public int Fail(int at, string code, string what)
    {
        if (at >= Length)
        {
            code = "XML-END";
            what = "The message ends within its XML.";
        }

        At = Math.Min(at, Length);
        Code = code;
        What = what;
        return Refused;
    }

    /// <summary>Passes the byte-order mark, the declaration, comments: to the root's start tag.</summary>
    public int Prolog()
    {
        ReadOnlySpan<byte> octets = Octets;
        int at = octets.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (octets[at..].StartsWith(UsualDeclaration))
        {
            at += UsualDeclaration.Length;
        }
        else if (octets[at..].StartsWith("<?xml"u8) && XmlChars.IsBlank(octets[at + 5]))
        {
            at = Declaration(at);
        }

        while (at >= 0)
        {
            at = XmlChars.SkipBlanks(octets, at);
            if (octets[at] != '<')
            {
                return Fail(at, "XML-START", "A message begins with an element.");
            }

            if (octets[at + 1] is not ((byte)'!' or (byte)'?'))
            {
                return at;
            }

            at = Misc(at, inside: false);
        }

        return at;
    }

    /// <summary>Passes blanks and comments behind the root, to the end.</summary>
    public int Epilog(int at)
    {
        while (at >= 0)
        {
            at = XmlChars.SkipBlanks(Octets, at);
            if (at >= Length)
            {
                return at;
            }

            at = Octets[at] == '<' && Octets[at + 1] is (byte)'!' or (byte)'?'
                ? Misc(at, inside: false)
                : Fail(at, "XML-AFTER", "Something follows the end of the message.");
        }

        return at;
    }

    /// <summary>Passes a comment, or a processing instruction outside the root.</summary>
    public int Misc(int at, bool inside)
    {
        ReadOnlySpan<byte> rest = Octets.AsSpan(at, Length - at);
        if (rest.StartsWith("<!--"u8))
        {
            int end = rest[4..].IndexOf("--"u8);
            return end < 0 ? Fail(Length, "XML-COMMENT", "")
                : Octets[at + 4 + end + 2] != '>' ? Fail(at + 4 + end, "XML-COMMENT", "A comment holds --.")
                : CheckCharacters(at + 4, at + 4 + end) < 0 ? Refused
                : at + 4 + end + 3;
        }

        if (rest.StartsWith("<!"u8))
        {
            return Fail(at, "XML-DTD", "Document types and their entities are refused.");
        }

        int name = XmlChars.NameLength(Octets, at + 2);
        int close = rest.IndexOf("?>"u8);
        if (inside || name == 0 || (name == 3 && Ascii.EqualsIgnoreCase(rest.Slice(2, 3), "xml"u8)) || close < 2 + name
            || (close > 2 + name && !XmlChars.IsBlank(rest[2 + name])))
        {
            return Fail(at, "XML-PI", "A processing instruction within the message, or one that is none.");
        }

        return CheckCharacters(at + 2, at + close) < 0 ? Refused : at + close + 2;
    }

    private Span<byte> Room(int length)
    {
        if (Octets.Length < length + XmlChars.Padding)
        {
            Octets = new byte[Math.Max(Math.Max(length + XmlChars.Padding, LeastBuffer), Octets.Length * 2)];
        }

        Length = length;
        return Octets;
    }

    private int Declaration(int at)
    {
        ReadOnlySpan<byte> rest = Octets.AsSpan(at);
        int end = rest[..(Length - at)].IndexOf("?>"u8);
        if (end < 0)
        {
            return Fail(Length, "XML-END", "");
        }

        int next = 5;
        int seen = 0;
        while (true)
        {
            int blank = next;
            next = XmlChars.SkipBlanks(rest, next);
            if (next >= end)
            {
                return seen > 0 ? at + end + 2 : Fail(at, "XML-DECLARATION", "The XML declaration has no version.");
            }

            int name = XmlChars.NameLength(rest, next);
            int quote = XmlChars.SkipBlanks(rest, next + name);
            quote = rest[quote] == '=' ? XmlChars.SkipBlanks(rest, quote + 1) : end;
            int close = quote < end && rest[quote] is (byte)'"' or (byte)'\''
                ? rest[(quote + 1)..end].IndexOf(rest[quote])
                : -1;
            int order = close < 0 || next == blank
                ? 0
                : DeclarationOrder(rest.Slice(next, name), rest.Slice(quote + 1, close));
            if (order <= seen || (seen == 0 && order != 1))
            {
                return Fail(at + next, "XML-DECLARATION",
                    "Only version 1.0, encoding UTF-8 and standalone, in that order.");
            }

            seen = order;
            next = quote + 1 + close + 1;
        }
    }

    private static int DeclarationOrder(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("version"u8))
        {
            return value.SequenceEqual("1.0"u8) ? 1 : 0;
        }

        if (name.SequenceEqual("encoding"u8))
        {
            return Ascii.EqualsIgnoreCase(value, "UTF-8"u8) || Ascii.EqualsIgnoreCase(value, "US-ASCII"u8) ? 2 : 0;
        }

        bool isYesOrNo = value.SequenceEqual("yes"u8) || value.SequenceEqual("no"u8);
        return name.SequenceEqual("standalone"u8) && isYesOrNo ? 3 : 0;
    }

    /// <summary>Refuses octets between two places that are no characters of XML.</summary>
    private int CheckCharacters(int at, int end)
    {
        while (at < end)
        {
            int length = XmlChars.CharLength(Octets, at);
            if (length == 0)
            {
                return Fail(at, "XML-CHAR", "An octet that is no character of XML in UTF-8.");
            }

            at += length;
        }

        return at;
    }
}
