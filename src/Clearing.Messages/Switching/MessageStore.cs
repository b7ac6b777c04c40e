namespace Clearing.Messages.Switching;

/// <summary>Where a stored message is on its way.</summary>
internal enum MessagePlace : byte
{
    Free = 0,

    /// <summary>Waits for the centre of its copy service.</summary>
    Awaiting = 1,

    /// <summary>Waits for its receiver.</summary>
    Queued = 2,

    /// <summary>Delivered at least once, without answer.</summary>
    Out = 3,
}

/// <summary>A message that the network has and nobody has received.</summary>
internal struct StoredMessage
{
    public SwitchMessage Message;
    public Mir Mir;
    public Mir Mor;
    public long Number;
    public long Entered;
    public long AcceptedUs;
    public long FirstSentUs;

    /// <summary>When it was delivered last; before that, when it entered its queue.</summary>
    public long SentUs;
    public int Attempts;
    public MessagePlace Place;
    public bool IsWatched;
}

/// <summary>Which chain of messages a link belongs to.</summary>
internal enum ChainKind
{
    Queue = 0,
    Late = 1,
    Age = 2,
}

/// <summary>All stored messages in one growing table with a list of free places, so that none is an object.</summary>
internal sealed class MessageStore
{
    private const int None = -1;
    private StoredMessage[] _messages = new StoredMessage[64];
    private Link[] _links = new Link[64 * 3];
    private int _free = None;
    private int _used;

    /// <summary>Messages in it.</summary>
    public int Count { get; private set; }

    public ref StoredMessage this[int slot] => ref _messages[slot];

    public ref Link LinkOf(int slot, ChainKind kind) => ref _links[(slot * 3) + (int)kind];

    public int Add(in StoredMessage message)
    {
        int slot = _free;
        if (slot != None)
        {
            _free = _links[slot * 3].Next;
        }
        else
        {
            slot = _used++;
            if (slot == _messages.Length)
            {
                Array.Resize(ref _messages, slot * 2);
                Array.Resize(ref _links, slot * 6);
            }
        }

        _messages[slot] = message;
        Count++;
        return slot;
    }

    public void Remove(int slot)
    {
        _messages[slot] = default;
        _links[slot * 3].Next = _free;
        _free = slot;
        Count--;
    }

    /// <summary>Slots of all messages, oldest first.</summary>
    public List<int> InOrder()
    {
        List<int> slots = new(Count);
        for (int slot = 0; slot < _used; slot++)
        {
            if (_messages[slot].Place != MessagePlace.Free)
            {
                slots.Add(slot);
            }
        }

        slots.Sort((a, b) => _messages[a].Number.CompareTo(_messages[b].Number));
        return slots;
    }

    internal struct Link
    {
        public int Previous;
        public int Next;
    }
}

/// <summary>A chain of stored messages in order, with removal from anywhere.</summary>
internal sealed class MessageChain(MessageStore store, ChainKind kind)
{
    /// <summary>Slot of the first; -1 = empty.</summary>
    public int First { get; private set; } = -1;

    public int Count { get; private set; }

    private int Last { get; set; } = -1;

    public void Append(int slot)
    {
        ref MessageStore.Link link = ref store.LinkOf(slot, kind);
        link.Previous = Last;
        link.Next = -1;
        if (Last < 0)
        {
            First = slot;
        }
        else
        {
            store.LinkOf(Last, kind).Next = slot;
        }

        Last = slot;
        Count++;
    }

    public void Remove(int slot)
    {
        MessageStore.Link link = store.LinkOf(slot, kind);
        if (link.Previous < 0)
        {
            First = link.Next;
        }
        else
        {
            store.LinkOf(link.Previous, kind).Next = link.Next;
        }

        if (link.Next < 0)
        {
            Last = link.Previous;
        }
        else
        {
            store.LinkOf(link.Next, kind).Previous = link.Previous;
        }

        Count--;
    }
}
