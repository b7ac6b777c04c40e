using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Files;

/// <summary>Tells of which format a message, or the first message of a file, is.</summary>
public static class FormatDetector
{
    /// <summary>
    /// The format of what starts with <paramref name="head"/>: the first octets decide, and where they are something
    /// else (a heading before a statement, a lost bracket) the first mark of a format that is in sight.
    /// </summary>
    /// <param name="head">The start of the message or file; a few thousand octets are enough.</param>
    /// <returns><see cref="MessageFormat.None"/> when it can be none of them.</returns>
    public static MessageFormat Detect(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = WithoutLead(head);
        if (start.IsEmpty)
        {
            return MessageFormat.None;
        }

        if (start[0] == '<')
        {
            return MessageFormat.Iso20022;
        }

        if (IsFedwireTag(start))
        {
            return MessageFormat.Fedwire;
        }

        return IsFinBlock(start) || IsFinField(start) ? MessageFormat.Mt : FirstMark(start);
    }

    /// <summary>
    /// True when a statement or another text without headers starts here, not a message with blocks: a text block
    /// alone, or fields before any block.
    /// </summary>
    internal static bool IsBare(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = WithoutLead(head);
        int block = start.IndexOf("{1:"u8);
        return start.StartsWith("{4:"u8)
            || (!IsFinBlock(start) && (block < 0 || Before(start.IndexOf("\n:"u8), block) || IsFinField(start)));
    }

    private static ReadOnlySpan<byte> WithoutLead(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = head.StartsWith(Utf8Mark) ? head[Utf8Mark.Length..] : head;
        return start.TrimStart(Separators.OfMessages);
    }

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static bool IsFedwireTag(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text[0] == '{' && text[5] == '}' && Ascii.AreDigits(text[1..5]);

    private static bool IsFinBlock(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '{' && text[1] is >= (byte)'1' and <= (byte)'5' && text[2] == ':';

    private static bool IsFinField(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && text[0] == ':' && char.IsAsciiDigit((char)text[1]) && char.IsAsciiDigit((char)text[2]);

    private static MessageFormat FirstMark(ReadOnlySpan<byte> text)
    {
        MessageFormat found = MessageFormat.None;
        int first = text.Length;
        Try(text.IndexOf("{1:F"u8), MessageFormat.Mt, ref first, ref found);
        Try(text.IndexOf("\n:20:"u8), MessageFormat.Mt, ref first, ref found);
        Try(text.IndexOf("{1500}"u8), MessageFormat.Fedwire, ref first, ref found);
        Try(text.IndexOf("xmlns"u8), MessageFormat.Iso20022, ref first, ref found);
        Try(text.IndexOf("</"u8), MessageFormat.Iso20022, ref first, ref found);
        return found;
    }

    private static void Try(int at, MessageFormat format, ref int first, ref MessageFormat found)
    {
        if (Before(at, first))
        {
            first = at;
            found = format;
        }
    }

    private static bool Before(int at, int other) => at >= 0 && at < other;
}
