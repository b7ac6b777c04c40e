namespace Clearing.Journal;

/// <summary>A fault of a journal: what, where and what to do.</summary>
public sealed class JournalException : IOException
{
    public JournalException(JournalFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    private JournalException(string stream, long sequence, long octet, string message, Exception? inner)
        : base(message, inner)
    {
        Fault = JournalFault.Corrupt;
        Stream = stream;
        Sequence = sequence;
        Octet = octet;
    }

    public JournalFault Fault { get; }

    /// <summary>Of a corrupt group: its stream.</summary>
    public string? Stream { get; }

    /// <summary>Of a corrupt group: its number in the stream, or the number that was due.</summary>
    public long Sequence { get; }

    /// <summary>Of a corrupt group: the octet of its body at which the fault shows.</summary>
    public long Octet { get; }

    /// <summary>The fault <see cref="JournalFault.Corrupt"/> of one group.</summary>
    public static JournalException Corrupt(
        string stream, long sequence, long octet, string what, Exception? inner = null) =>
        new(
            stream,
            sequence,
            octet,
            $"Stream {stream}, group {sequence}, octet {octet}: {what}. Nothing behind this place was used; restore "
            + "the store from a copy and keep this one as evidence.",
            inner);
}
