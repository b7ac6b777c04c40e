namespace Clearing.Messages.Switching;

/// <summary>
/// The state that all control processors share, and the way out for what follows from a record. What it holds is a
/// function of the records applied; only <see cref="SliceIsDown"/>, <see cref="Outputs"/>
/// and <see cref="SafeUs"/> are of the moment.
/// </summary>
internal sealed class SwitchState
{
    private const long DayUs = 86_400_000_000;

    public SwitchState(SwitchOptions options)
    {
        Options = options;
        Store = new MessageStore();
        Dictionary<string, int> institutions = [];
        Terminals = new Terminal[options.Terminals.Count];
        int slices = 1;
        for (int i = 0; i < Terminals.Length; i++)
        {
            string bic8 = options.Terminals[i].Address[..8];
            if (!institutions.TryGetValue(bic8, out int institution))
            {
                institutions.Add(bic8, institution = institutions.Count);
            }

            Terminals[i] = new Terminal(options, Store, i, institution);
            slices = Math.Max(slices, Terminals[i].Slice + 1);
        }

        SliceIsDown = new bool[slices];
        SliceStored = new int[slices];
        Late = new MessageChain(Store, ChainKind.Late);
        Age = new MessageChain(Store, ChainKind.Age);
        BusinessKeys = new DuplicateFilter(options.DuplicateWindow);
        Bypassed = new bool[options.Services.Count];
    }

    public SwitchOptions Options { get; }

    public Terminal[] Terminals { get; }

    public MessageStore Store { get; }

    /// <summary>Messages not yet late whose sender wants to be told when they are: urgent ones.</summary>
    public MessageChain Late { get; }

    /// <summary>Messages in queues, in the order in which they entered them.</summary>
    public MessageChain Age { get; }

    public DuplicateFilter BusinessKeys { get; }

    /// <summary>By (sender, receiver, type) with institutions; type 0 = all.</summary>
    public HashSet<(int Sender, int Receiver, int Type)> Relationships { get; } = [];

    /// <summary>Services that an operator lets go without their centre.</summary>
    public bool[] Bypassed { get; }

    /// <summary>Slots by copy reference.</summary>
    public Dictionary<long, int> Awaiting { get; } = [];

    /// <summary>User messages stored for the terminals of each slice.</summary>
    public int[] SliceStored { get; }

    public bool[] SliceIsDown { get; }

    /// <summary>Due redeliveries, at most one entry per terminal; may be early, then it is set again.</summary>
    public PriorityQueue<int, (long DueUs, int Terminal)> Timers { get; } = new();

    /// <summary>The instant of the last record: what the state goes by.</summary>
    public long NowUs { get; set; }

    public long LastMessage { get; set; }

    public long LastEntered { get; set; }

    public int LastSystemSequence { get; set; }

    /// <summary>Where outputs go while a record is applied; null while nobody listens (a standby).</summary>
    public List<SwitchOutput>? Outputs { get; set; }

    /// <summary>When the record under application became safe: the instant at which outputs leave.</summary>
    public long SafeUs { get; set; }

    public int Today => DayOf(NowUs);

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public static int DayOf(long timeUs) => (int)(timeUs / DayUs);

    public void Emit(in SwitchOutput output)
    {
        if (Outputs is not null && !SliceIsDown[Terminals[output.Terminal].Slice])
        {
            Outputs.Add(output with { TimeUs = SafeUs });
        }
    }

    /// <summary>After how long a message of this priority is late (SW-11).</summary>
    public long LateUs(MessagePriority priority) =>
        priority == MessagePriority.Urgent ? Options.UrgentLateUs : Options.NormalLateUs;

    /// <summary>Keeps a message; it is nowhere yet.</summary>
    public int Keep(in SwitchMessage message, in Mir mir, MessagePlace place)
    {
        int slot = Store.Add(new StoredMessage
        {
            Message = message,
            Mir = mir,
            Number = ++LastMessage,
            AcceptedUs = NowUs,
            Place = place,
            IsWatched = (message.Monitoring & DeliveryMonitoring.NonDelivery) != 0,
        });
        Link(slot);
        return slot;
    }

    /// <summary>Puts a stored message into the chains and sums that follow from what it is.</summary>
    public void Link(int slot)
    {
        ref StoredMessage stored = ref Store[slot];
        if (stored.Message.Sender >= 0)
        {
            Terminals[stored.Message.Sender].Undelivered++;
            SliceStored[Terminals[stored.Message.Receiver].Slice]++;
        }

        if (stored.IsWatched)
        {
            Late.Append(slot);
        }

        if (stored.Place == MessagePlace.Awaiting)
        {
            Awaiting.Add(stored.Number, slot);
            Terminals[stored.Message.Receiver].Awaiting++;
        }
    }

    /// <summary>A message no longer waits for its centre.</summary>
    public void EndWait(int slot)
    {
        Awaiting.Remove(Store[slot].Number);
        Terminals[Store[slot].Message.Receiver].Awaiting--;
    }

    /// <summary>Lets a message go that is out, awaiting, or taken from its queue, and notes its fate.</summary>
    public void Drop(int slot, MessageFate fate, AnswerCode reason = default)
    {
        ref StoredMessage stored = ref Store[slot];
        if (stored.IsWatched)
        {
            Late.Remove(slot);
        }

        if (stored.Place == MessagePlace.Queued)
        {
            Age.Remove(slot);
        }

        if (stored.Place == MessagePlace.Awaiting)
        {
            EndWait(slot);
        }

        if (stored.Message.Sender >= 0)
        {
            Terminal sender = Terminals[stored.Message.Sender];
            sender.Undelivered--;
            SliceStored[Terminals[stored.Message.Receiver].Slice]--;
            int place = sender.History.Find(stored.Mir.Session, stored.Mir.Sequence);
            if (place >= 0)
            {
                sender.History[place].Fate = fate;
                sender.History[place].Reason = reason;
            }
        }

        Store.Remove(slot);
    }
}
