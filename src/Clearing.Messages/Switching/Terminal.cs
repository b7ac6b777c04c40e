namespace Clearing.Messages.Switching;

/// <summary>How far a terminal is in (SW-7).</summary>
internal enum TerminalState : byte
{
    LoggedOut = 0,
    LoggedIn = 1,
    Selected = 2,
}

/// <summary>All that the network knows of a terminal.</summary>
internal sealed class Terminal
{
    public Terminal(SwitchOptions options, MessageStore store, int index, int institution)
    {
        Index = index;
        Institution = institution;
        Slice = options.Terminals[index].Slice;
        History = new History(options.HistoryPerTerminal);
        Decided = options.Services.Any(service => service.Centre == index)
            ? new DuplicateFilter(options.HistoryPerTerminal) : null;
        Queues = [.. Enumerable.Range(0, 3).Select(_ => new MessageChain(store, ChainKind.Queue))];
    }

    public int Index { get; }

    /// <summary>Equal for terminals of one BIC8.</summary>
    public int Institution { get; }

    public int Slice { get; }

    public TerminalState State { get; set; }

    /// <summary>Number of the current or last login session, and the request that opened it.</summary>
    public int LoginSession { get; set; }

    public int LoginRequest { get; set; }

    /// <summary>Number of the current or last FIN session, and the request that opened it.</summary>
    public int Session { get; set; }

    public int SelectRequest { get; set; }

    /// <summary>The ISN that must come next (SW-9).</summary>
    public int NextIsn { get; set; } = 1;

    /// <summary>The OSN that was given last (SW-9).</summary>
    public int LastOsn { get; set; }

    /// <summary>User messages of this terminal that nobody has received.</summary>
    public int Undelivered { get; set; }

    public History History { get; }

    /// <summary>Of a centre: the copy references that it decided last; null where nothing is asked.</summary>
    public DuplicateFilter? Decided { get; }

    /// <summary>Messages for this terminal that wait for their centre.</summary>
    public int Awaiting { get; set; }

    /// <summary>What waits for it, by priority.</summary>
    public MessageChain[] Queues { get; }

    /// <summary>Slots of what is delivered and not answered, by OSN.</summary>
    public List<int> Out { get; } = [];

    /// <summary>True while the redelivery timer holds an entry for it.</summary>
    public bool IsTimed { get; set; }

    /// <summary>All that is for it, waiting or out.</summary>
    public int Inbox => Queues[0].Count + Queues[1].Count + Queues[2].Count + Out.Count;
}
