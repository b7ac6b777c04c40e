namespace Clearing.Messages.Switching;

/// <summary>What became of an input.</summary>
internal enum MessageFate : byte
{
    Rejected = 0,
    Carried = 1,
    Delivered = 2,
    Refused = 3,
    GivenUp = 4,
}

/// <summary>An input of a terminal, its answer and its fate.</summary>
internal struct HistoryEntry
{
    public int Session;
    public int Sequence;
    public ulong BodyHash;
    public int Receiver;
    public int Type;
    public int Service;
    public AnswerCode Code;
    public MessageMarks Marks;
    public MessageFate Fate;

    /// <summary>Why it was refused or given up.</summary>
    public AnswerCode Reason;
    public long AcceptedUs;
    public long Payload;

    /// <summary>Of a repeat that was not carried again: session and ISN of the first attempt; else 0.</summary>
    public int FirstSession;
    public int FirstSequence;

    /// <summary>True when a message has the content of this one: it may be left out, and nothing is lost.</summary>
    public readonly bool IsSame(in SwitchMessage message) =>
        BodyHash == message.BodyHash
        && Receiver == message.Receiver
        && Type == message.Type
        && Service == message.Service;
}

/// <summary>The last inputs of one terminal, found again by session and ISN.</summary>
internal sealed class History(int limit)
{
    private HistoryEntry[] _entries = new HistoryEntry[Math.Min(limit, 16)];
    private int _oldest;

    public int Count { get; private set; }

    /// <summary>By age, 0 = the oldest.</summary>
    public ref HistoryEntry this[int index] => ref _entries[(_oldest + index) % _entries.Length];

    public void Add(in HistoryEntry entry)
    {
        if (Count == _entries.Length && Count < limit)
        {
            HistoryEntry[] grown = new HistoryEntry[(int)Math.Min(limit, 2L * Count)];
            for (int i = 0; i < Count; i++)
            {
                grown[i] = this[i];
            }

            _entries = grown;
            _oldest = 0;
        }

        if (Count == _entries.Length)
        {
            _entries[_oldest] = entry;
            _oldest = (_oldest + 1) % _entries.Length;
        }
        else
        {
            this[Count++] = entry;
        }
    }

    /// <summary>Place of an input, or -1. Entries rise by session and, within one, by ISN.</summary>
    public int Find(int session, int sequence)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ref HistoryEntry entry = ref this[middle];
            int order = entry.Session != session
                ? entry.Session.CompareTo(session)
                : entry.Sequence.CompareTo(sequence);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
