namespace Clearing.Messages.Switching;

/// <summary>
/// A NAK, UNK or abort code of at most 8 ASCII characters in one number: H20, T28008. The default is "no objection".
/// </summary>
/// <param name="Packed">Characters from the lowest octet up.</param>
public readonly record struct AnswerCode(ulong Packed)
{
    /// <summary>Header: the session is not the current one, or there is none.</summary>
    public static readonly AnswerCode Session = Of("H15");

    /// <summary>Header: the terminal is not logged in.</summary>
    public static readonly AnswerCode Terminal = Of("H10");

    /// <summary>Header: the input sequence number leaves a gap or repeats (SW-9).</summary>
    public static readonly AnswerCode Sequence = Of("H20");

    /// <summary>Header: priority and delivery monitoring do not go together.</summary>
    public static readonly AnswerCode Priority = Of("H40");

    /// <summary>Header: nobody has the destination.</summary>
    public static readonly AnswerCode Destination = Of("H50");

    /// <summary>Header: not allowed for this sender, receiver, type or service (SW-18).</summary>
    public static readonly AnswerCode NotAllowed = Of("H51");

    /// <summary>Ours: too many inputs are under way; the same message, with the same ISN, may come again.</summary>
    public static readonly AnswerCode Busy = Of("H99");

    /// <summary>Ours: a queue or store is full; the message may come again later, with a new ISN.</summary>
    public static readonly AnswerCode Full = Of("S04");

    /// <summary>Ours: a 097 for a copy that this terminal was never asked about.</summary>
    public static readonly AnswerCode CopyReference = Of("S01");

    /// <summary>Ours: the message authentication failed, whatever the reason.</summary>
    public static readonly AnswerCode Authentication = Of("S02");

    /// <summary>Ours: not delivered within the time a message is kept for.</summary>
    public static readonly AnswerCode Undelivered = Of("14");

    /// <summary>Ours: what is to be retrieved is not, or no longer, there.</summary>
    public static readonly AnswerCode NotFound = Of("S05");

    /// <summary>Ours: the receiver did not answer as often as a delivery is tried.</summary>
    public static readonly AnswerCode NoAnswer = Of("S03");

    /// <summary>True when there is nothing to object.</summary>
    public bool IsNone => Packed == 0;

    /// <summary>The code of a text of at most 8 ASCII characters.</summary>
    /// <exception cref="ArgumentException">It is longer, or not ASCII.</exception>
    public static AnswerCode Of(ReadOnlySpan<char> text)
    {
        ulong packed = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text.Length > 8 || text[i] is < '!' or > '~')
            {
                throw new ArgumentException("A code has at most 8 visible ASCII characters.", nameof(text));
            }

            packed = (packed << 8) | text[i];
        }

        return new AnswerCode(packed);
    }

    /// <summary>The code as text; empty for none.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[8];
        int length = 0;
        for (ulong rest = Packed; rest != 0; rest >>= 8)
        {
            text[length++] = (char)(rest & 0xff);
        }

        return text[..length].ToString();
    }
}
