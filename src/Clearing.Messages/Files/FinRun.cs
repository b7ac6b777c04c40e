namespace Clearing.Messages.Files;

/// <summary>
/// FIN messages one after another, as they are, parted by <c>$</c> (RJE) or in sectors (DOS-PCC). A message starts at
/// every <c>{1:</c> outside a block, so that an acknowledgement and the copy behind it are two. Blocks are taken by
/// their braces, the text block up to the line that ends it; a message that lost its end stops where the next starts.
/// </summary>
internal static class FinRun
{
    public static Piece Next(ReadOnlySpan<byte> text, bool isLast)
    {
        bool isStarted = false;
        int at = 0;
        while (at < text.Length)
        {
            if (Separators.IsHard(text[at]))
            {
                return Piece.UpTo(at);
            }

            if (text[at] != '{')
            {
                at++;
                continue;
            }

            if (text.Length - at < 4 && !isLast)
            {
                return Piece.NeedsMore;
            }

            if (text[at..].StartsWith("{1:"u8))
            {
                if (isStarted)
                {
                    return Piece.UpTo(at);
                }

                isStarted = true;
            }

            int length = BlockLength(text[at..]);
            if (length < 0)
            {
                return isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore;
            }

            at += length;
        }

        return isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore;
    }

    // Length of the block that starts here, or up to where another message starts; -1 = neither is in sight.
    private static int BlockLength(ReadOnlySpan<byte> text)
    {
        int end = text.StartsWith("{4:"u8) && text.Length > 3 && text[3] != '{' ? EndOfText(text) : EndOfBraces(text);
        ReadOnlySpan<byte> inside = end < 0 ? text : text[..end];
        int cut = NextMessage(inside);
        return cut < 0 ? end : cut;
    }

    private static int EndOfText(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> end = "\n-}"u8;
        int at = text.IndexOf(end);
        return at < 0 ? -1 : at + end.Length;
    }

    private static int EndOfBraces(ReadOnlySpan<byte> text)
    {
        int depth = 0;
        int at = 0;
        while (true)
        {
            int brace = text[at..].IndexOfAny((byte)'{', (byte)'}');
            if (brace < 0)
            {
                return -1;
            }

            at += brace;
            depth += text[at] == '{' ? 1 : -1;
            at++;
            if (depth == 0)
            {
                return at;
            }
        }
    }

    private static int NextMessage(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length)
        {
            int start = text[at..].IndexOf("{1:F"u8);
            if (start < 0)
            {
                return -1;
            }

            at += start;
            if (text[at - 1] == '\n' || Separators.IsHard(text[at - 1]))
            {
                return at;
            }

            at++;
        }

        return -1;
    }
}
