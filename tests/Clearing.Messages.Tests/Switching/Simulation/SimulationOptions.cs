namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>A rule that a broken shell breaks; the checker must notice each.</summary>
public enum Flaw
{
    None = 0,

    /// <summary>Records are called safe before a second medium has them.</summary>
    AcknowledgesBeforeStore = 1,

    /// <summary>The standby that takes over has missed the last records.</summary>
    StandbyLags = 2,

    /// <summary>Repeated deliveries bear no PDM.</summary>
    HidesRepeatedDelivery = 3,

    /// <summary>Messages pass their centre without anybody having said so.</summary>
    PassesTheCentre = 4,

    /// <summary>Nothing is delivered a second time.</summary>
    NeverRepeats = 5,

    /// <summary>The receivers do not de-duplicate.</summary>
    ReceiversCountTwice = 6,

    /// <summary>The standby that takes over does not know how far the first terminal's OSN had come.</summary>
    ForgetsOutputNumbers = 7,

    /// <summary>A bypass, once ordered, never ends; the order to end it is said to be carried out.</summary>
    BypassNeverEnds = 8,
}

/// <summary>What is simulated; everything else follows from the seed.</summary>
public sealed record SimulationOptions
{
    public required ulong Seed { get; init; }

    public required int Messages { get; init; }

    public int Banks { get; init; } = 24;

    public int Centres { get; init; } = 3;

    public int Slices { get; init; } = 4;

    /// <summary>About one fault in this many messages.</summary>
    public int MessagesPerFault { get; init; } = 2_000;

    public Flaw Flaw { get; init; }
}

/// <summary>What came of it.</summary>
public sealed record SimulationReport
{
    /// <summary>The first broken promises, each in a sentence; none is what is wanted.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    /// <summary>Faults by kind.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>A hash of every output of the machine and of its last state.</summary>
    public required string Digest { get; init; }

    public required long Messages { get; init; }

    public required long Records { get; init; }

    public required long Deliveries { get; init; }

    public required long Redeliveries { get; init; }

    public required long Replays { get; init; }

    public required long Settled { get; init; }

    public required long Refused { get; init; }

    public required long Rejected { get; init; }

    public required double VirtualSeconds { get; init; }
}
