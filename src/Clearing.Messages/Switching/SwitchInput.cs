namespace Clearing.Messages.Switching;

/// <summary>What can happen to the switch; docs/reference/switch.md says what each carries.</summary>
public enum SwitchInputKind : byte
{
    None = 0,

    /// <summary>02: a terminal logs in.</summary>
    Login = 1,

    /// <summary>03: it opens a FIN session.</summary>
    Select = 2,

    /// <summary>05: it ends the FIN session.</summary>
    Quit = 3,

    /// <summary>06: it ends both.</summary>
    Logout = 4,

    /// <summary>33, 35: the session is ended without a farewell.</summary>
    Abort = 5,

    /// <summary>01: a message, with the verdict of whoever validated it.</summary>
    Send = 6,

    /// <summary>21 from a user: UAK, or UNK with a code.</summary>
    Answer = 7,

    /// <summary>Time has come to <see cref="SwitchMachine.NextDueUs"/>.</summary>
    Tick = 8,

    /// <summary>An operator switches the bypass of a service on or off (SW-14).</summary>
    Bypass = 9,

    /// <summary>A 094 to all terminals.</summary>
    Broadcast = 10,

    /// <summary>A 066 to a terminal.</summary>
    ReportUndelivered = 11,

    /// <summary>A receiver allows a sender a message type (SW-18).</summary>
    Allow = 12,

    /// <summary>A receiver takes that back.</summary>
    Forbid = 13,

    /// <summary>The shell: records up to <see cref="SwitchInput.Number"/> are safe.</summary>
    Stored = 32,

    /// <summary>The slice <see cref="SwitchInput.Number"/> stops.</summary>
    SliceDown = 34,

    /// <summary>It runs again.</summary>
    SliceUp = 35,

    /// <summary>The active control processor dies; records up to <see cref="SwitchInput.Number"/> survive.</summary>
    ControlDown = 36,

    /// <summary>A standby, this machine, becomes the active one.</summary>
    TakeOver = 37,
}

/// <summary>One thing that happens to the switch at an instant.</summary>
public readonly record struct SwitchInput
{
    public SwitchInputKind Kind { get; init; }

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    public long TimeUs { get; init; }

    /// <summary>Index of the terminal it comes from or is about.</summary>
    public int Terminal { get; init; }

    /// <summary>Of a message and of quit: number of the FIN session.</summary>
    public int Session { get; init; }

    /// <summary>ISN of a message, OSN of an answer, number of a login or select request; of a bypass 1 = on.</summary>
    public int Sequence { get; init; }

    /// <summary>Record number, slice or service, as the kind says.</summary>
    public long Number { get; init; }

    /// <summary>Of <see cref="SwitchInputKind.Stored"/>: the epoch in which the record was stored.</summary>
    public int Epoch { get; init; }

    /// <summary>Verdict on a message, refusal of a login, UNK; empty = good.</summary>
    public AnswerCode Code { get; init; }

    public SwitchMessage Message { get; init; }
}
