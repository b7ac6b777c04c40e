namespace Clearing.Messages.Files;

/// <summary>
/// XML messages one after another: a root element with what stands before it is one. Only the depth of elements is
/// counted; what is not like XML up to there is the whole rest of the file, for the reader to refuse.
/// </summary>
internal static class XmlRun
{
    public static Piece Next(ReadOnlySpan<byte> text, bool isLast)
    {
        Piece rest = isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore;
        int depth = 0;
        int at = 0;
        while (true)
        {
            int tag = text[at..].IndexOf((byte)'<');
            if (tag < 0 || (depth == 0 && HasText(text.Slice(at, tag), at == 0)))
            {
                return rest;
            }

            at += tag;
            int length = MarkupLength(text[at..]);
            if (length < 0)
            {
                return rest;
            }

            depth += DepthOf(text.Slice(at, length));
            at += length;
            if (depth < 0)
            {
                return rest;
            }

            if (depth == 0 && text[at - length + 1] is not ((byte)'?' or (byte)'!'))
            {
                return Piece.UpTo(at);
            }
        }
    }

    private static bool HasText(ReadOnlySpan<byte> text, bool isStart)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        ReadOnlySpan<byte> rest = isStart && text.StartsWith(mark) ? text[mark.Length..] : text;
        return rest.ContainsAnyExcept(Separators.WhiteSpace);
    }

    // Length of the comment, section, declaration or tag that starts here; -1 = its end is not in sight.
    private static int MarkupLength(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("<!--"u8))
        {
            return After(text, 4, "-->"u8);
        }

        if (text.StartsWith("<![CDATA["u8))
        {
            return After(text, 9, "]]>"u8);
        }

        if (text.StartsWith("<?"u8))
        {
            return After(text, 2, "?>"u8);
        }

        int at = 1;
        while (true)
        {
            int found = text[at..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] == '>')
            {
                return at + 1;
            }

            int quote = text[(at + 1)..].IndexOf(text[at]);
            if (quote < 0)
            {
                return -1;
            }

            at += quote + 2;
        }
    }

    private static int After(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> end)
    {
        int at = text.Length < from ? -1 : text[from..].IndexOf(end);
        return at < 0 ? -1 : from + at + end.Length;
    }

    private static int DepthOf(ReadOnlySpan<byte> markup) => markup[1] switch
    {
        (byte)'?' or (byte)'!' => 0,
        (byte)'/' => -1,
        _ => markup[^2] == '/' ? 0 : 1,
    };
}
