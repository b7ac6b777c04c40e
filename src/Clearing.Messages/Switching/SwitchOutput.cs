namespace Clearing.Messages.Switching;

/// <summary>What the switch asks its shell to do.</summary>
public enum SwitchOutputKind : byte
{
    None = 0,

    /// <summary>Keep record <see cref="SwitchOutput.Number"/> on two media, then say Stored with this epoch.</summary>
    Store = 1,

    /// <summary>21 to a sender: the network has the message (SW-3).</summary>
    Ack = 2,

    /// <summary>21 to a sender with a code.</summary>
    Nak = 3,

    /// <summary>01 to a receiver; it must answer.</summary>
    Deliver = 4,

    /// <summary>22.</summary>
    LoginAck = 5,

    /// <summary>42.</summary>
    LoginNak = 6,

    /// <summary>23.</summary>
    SelectAck = 7,

    /// <summary>43.</summary>
    SelectNak = 8,

    /// <summary>25.</summary>
    QuitAck = 9,

    /// <summary>26.</summary>
    LogoutAck = 10,

    /// <summary>The network ends the terminal's session.</summary>
    Abort = 11,
}

/// <summary>One thing to do, at the instant of the input that let it go.</summary>
public readonly record struct SwitchOutput
{
    public SwitchOutputKind Kind { get; init; }

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    public long TimeUs { get; init; }

    /// <summary>The terminal it goes to.</summary>
    public int Terminal { get; init; }

    /// <summary>Number of its login session (LAK) or FIN session.</summary>
    public int Session { get; init; }

    /// <summary>ISN that is answered, OSN of a delivery, number of the request that is answered.</summary>
    public int Sequence { get; init; }

    /// <summary>Of a store: the record number. Of a NAK H20: the ISN that is expected.</summary>
    public long Number { get; init; }

    /// <summary>Of a store: the epoch to give back.</summary>
    public int Epoch { get; init; }

    /// <summary>Why not; empty = good.</summary>
    public AnswerCode Code { get; init; }

    /// <summary>Of an answer and of a delivery: the MIR of the message.</summary>
    public Mir Mir { get; init; }

    /// <summary>Of a delivery: its MOR, the same in every attempt.</summary>
    public Mir Mor { get; init; }

    /// <summary>Of a delivery: when the network accepted the message.</summary>
    public long AcceptedUs { get; init; }

    /// <summary>Of a delivery: when it was delivered first, for the PDM.</summary>
    public long FirstSentUs { get; init; }

    /// <summary>Of an answer and of a delivery: the message, with the marks that apply.</summary>
    public SwitchMessage Message { get; init; }
}
