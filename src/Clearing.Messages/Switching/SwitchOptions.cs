namespace Clearing.Messages.Switching;

/// <summary>A terminal as the network knows it.</summary>
/// <param name="Address">12 characters: BIC8, terminal code, branch (SW-4).</param>
/// <param name="Slice">The slice that serves it, from 0.</param>
public sealed record LogicalTerminal(string Address, int Slice = 0);

/// <summary>Whether the centre of a copy service is asked or told (SW-14).</summary>
public enum CopyMode
{
    /// <summary>The centre authorises or refuses before delivery.</summary>
    Y = 0,

    /// <summary>The centre gets a copy; delivery does not wait.</summary>
    T = 1,
}

/// <summary>A service that messages name in field 103 (SW-14).</summary>
public sealed record CopyService
{
    /// <summary>Three characters: TGT.</summary>
    public required string Code { get; init; }

    /// <summary>Index of the centre's terminal.</summary>
    public required int Centre { get; init; }

    public CopyMode Mode { get; init; }

    /// <summary>True when a 012 tells the sender of a release.</summary>
    public bool NotifiesSender { get; init; }

    /// <summary>True when an operator may let messages go without authorisation.</summary>
    public bool MayBypass { get; init; }

    /// <summary>Terminals that may use it, as sender and as receiver; empty = all.</summary>
    public IReadOnlyList<int> Members { get; init; } = [];

    /// <summary>Message types that are copied; another type that names the service is refused.</summary>
    public IReadOnlyList<int> Types { get; init; } = [103, 202, 205];
}

/// <summary>What a network is made of, and its limits; the same on every control processor.</summary>
public sealed record SwitchOptions
{
    /// <summary>Index that stands for the network itself as sender or receiver.</summary>
    public const int Network = -1;

    /// <summary>Index of a receiver that is not in the network: NAK H50.</summary>
    public const int Unknown = -2;

    /// <summary>The terminals; their place is their index.</summary>
    public required IReadOnlyList<LogicalTerminal> Terminals { get; init; }

    public IReadOnlyList<CopyService> Services { get; init; } = [];

    /// <summary>True when a receiver must have allowed a sender (SW-18).</summary>
    public bool NeedsRelationships { get; init; }

    /// <summary>Most inputs of a terminal that may wait for their store.</summary>
    public int InputWindow { get; init; } = 32;

    /// <summary>Most deliveries to a terminal that may wait for their answer.</summary>
    public int OutputWindow { get; init; } = 32;

    /// <summary>Most records of the network that may wait for their store.</summary>
    public int RecordLimit { get; init; } = 65_536;

    /// <summary>Most messages that wait for a terminal.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Most user messages for the terminals of a slice, those awaiting authorisation included.</summary>
    public int StoreLimit { get; init; } = 1_000_000;

    /// <summary>Inputs of a terminal whose answer and fate are remembered; at least twice the input window.</summary>
    public int HistoryPerTerminal { get; init; } = 4_096;

    /// <summary>Business keys that are remembered.</summary>
    public int DuplicateWindow { get; init; } = 65_536;

    /// <summary>Microseconds without an answer after which a message is delivered again.</summary>
    public long RedeliverAfterUs { get; init; } = 30_000_000;

    /// <summary>Deliveries without answer after which the network ends the session.</summary>
    public int DeliveryAttempts { get; init; } = 5;

    /// <summary>Microseconds after which an urgent message is late (SW-11).</summary>
    public long UrgentLateUs { get; init; } = 15L * 60 * 1_000_000;

    /// <summary>Microseconds after which a normal message is late (SW-11).</summary>
    public long NormalLateUs { get; init; } = 100L * 60 * 1_000_000;

    /// <summary>Microseconds after which an undelivered message is given up (SW-13).</summary>
    public long AbortAfterUs { get; init; } = 14L * 24 * 3600 * 1_000_000;

    /// <summary>Finds out whether the options can be run.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says which and why.</exception>
    public void Check()
    {
        Need(Terminals.Count > 0, "A network needs a terminal.");
        Need(Terminals.All(terminal => terminal.Address.Length == 12), "An address has 12 characters.");
        Need(Terminals.All(terminal => terminal.Slice is >= 0 and < 4096), "A slice is a number from 0 to 4095.");
        Need(
            Terminals.Select(terminal => terminal.Address).Distinct().Count() == Terminals.Count,
            "An address belongs to one terminal.");
        Need(
            Services.All(service => service.Centre >= 0 && service.Centre < Terminals.Count),
            "The centre of a copy service is one of the terminals.");
        Need(InputWindow > 0 && OutputWindow > 0 && DeliveryAttempts > 0, "Windows and attempts are at least 1.");
        Need(RecordLimit > 0 && QueueLimit > 0 && StoreLimit > 0 && DuplicateWindow > 0, "Limits are at least 1.");
        Need(HistoryPerTerminal >= 2 * InputWindow, "The history holds at least twice the input window.");
        Need(
            RedeliverAfterUs > 0 && UrgentLateUs > 0 && NormalLateUs > 0 && AbortAfterUs > 0,
            "Periods are at least 1 microsecond.");
    }

    private static void Need(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException(what);
        }
    }
}
