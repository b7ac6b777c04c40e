namespace Clearing.Messages.Files;

/// <summary>
/// Bodies without headers, as banks hand out statements: one ends at a line that is <c>-</c>, or where a new
/// <c>:20:</c> follows a closing balance. What stands before the first tag is part of the message: an error of it.
/// </summary>
internal static class StatementRun
{
    public static Piece Next(ReadOnlySpan<byte> text, bool isLast)
    {
        bool isClosed = false;
        int at = 0;
        while (at < text.Length)
        {
            int length = text[at..].IndexOf((byte)'\n');
            if (length < 0 && !isLast)
            {
                return Piece.NeedsMore;
            }

            ReadOnlySpan<byte> line = length < 0 ? text[at..] : text.Slice(at, length);
            int stop = line.IndexOf(Separators.PccEnd);
            if (stop >= 0)
            {
                int end = IsEnd(line[..stop]) ? at : at + stop;
                return new Piece(end, at + stop + 1);
            }

            int next = length < 0 ? text.Length : at + length + 1;
            if (IsEnd(line))
            {
                return new Piece(at, next);
            }

            if (isClosed && line.StartsWith(":20:"u8))
            {
                return Piece.UpTo(at);
            }

            isClosed |= line.StartsWith(":62F:"u8) || line.StartsWith(":62M:"u8);
            at = next;
        }

        return isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore;
    }

    private static bool IsEnd(ReadOnlySpan<byte> line) =>
        line.TrimEnd(Separators.WhiteSpace).SequenceEqual("-"u8);
}
