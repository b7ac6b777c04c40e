namespace Clearing.Scenarios.Model;

/// <summary>The switch that carries payments to systems, and its faults (docs/reference/network.md).</summary>
public sealed record NetworkDefinition
{
    /// <summary>Slices that senders are spread over.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>Microseconds from a participant or system to the switch, and back.</summary>
    public long LineLatencyUs { get; init; } = 10_000;

    /// <summary>Microseconds until a message is safely stored at both places.</summary>
    public long StoreUs { get; init; } = 2_000;

    /// <summary>Most messages of a session without an answer.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Microseconds after which a sender without an answer sends again (SW-10).</summary>
    public long ResendAfterUs { get; init; } = 30_000_000;

    /// <summary>Microseconds after which a delivery without an answer is made again (SW-10).</summary>
    public long RedeliverAfterUs { get; init; } = 30_000_000;

    /// <summary>System control processors, one of them active (SW-2).</summary>
    public int ControlProcessors { get; init; } = 4;

    /// <summary>Microseconds from a failure of the active control processor to the work of its standby.</summary>
    public long TakeoverUs { get; init; } = 2_000_000;

    /// <summary>The arrangements that the switch serves, by index; the others are reached without it.</summary>
    public required IReadOnlyList<NetworkService> Services { get; init; }

    /// <summary>By time, then as listed.</summary>
    public required IReadOnlyList<NetworkFault> Faults { get; init; }
}

/// <summary>How the messages of payments come to a system (SW-15).</summary>
public enum MessageFlow
{
    /// <summary>Addressed to the system.</summary>
    V,

    /// <summary>The system allows or refuses what goes from payer to payee.</summary>
    Y,

    /// <summary>The system gets a copy, and the payee the original at once.</summary>
    T,
}

/// <summary>The format of a system's messages.</summary>
public enum MessageStandard { Mt, Iso20022, Fedwire }

/// <summary>How the switch serves one arrangement.</summary>
public sealed record NetworkService
{
    /// <summary>Index of the arrangement.</summary>
    public required int Arrangement { get; init; }

    public MessageFlow Flow { get; init; }

    public MessageStandard Standard { get; init; }

    /// <summary>Flow y: true when messages go to their receivers while the system is down (SW-14).</summary>
    public bool Bypass { get; init; }

    /// <summary>Three letters that name the copy service in the header of a message.</summary>
    public string Service { get; init; } = "CLR";
}

/// <summary>What goes wrong in the network.</summary>
public enum NetworkFaultKind
{
    /// <summary>Nothing passes between <see cref="NetworkFault.Account"/> and the switch.</summary>
    Cut,

    /// <summary>A slice does nothing, and forgets what was not safely stored.</summary>
    SliceDown,

    /// <summary>The active control processor fails.</summary>
    ControlProcessor,

    /// <summary>Acknowledgements to <see cref="NetworkFault.Account"/> are lost.</summary>
    LoseAcknowledgements,

    /// <summary>
    /// <see cref="NetworkFault.Account"/> sends each message <see cref="NetworkFault.Copies"/> times more.
    /// </summary>
    Duplicates,

    /// <summary><see cref="NetworkFault.Account"/> may not send to the system (SW-18).</summary>
    Unauthorised,

    /// <summary>The system refuses payments, of <see cref="NetworkFault.Account"/> or of all (SW-14).</summary>
    Refuse,

    /// <summary>The system does not answer the switch.</summary>
    CentreDown,
}

/// <summary>One thing that goes wrong.</summary>
public sealed record NetworkFault
{
    public required NetworkFaultKind Kind { get; init; }

    /// <summary>Instant of the beginning.</summary>
    public required long At { get; init; }

    /// <summary>Instant of the end; for a control processor the same as <see cref="At"/>.</summary>
    public long Until { get; init; }

    /// <summary>Index of the arrangement; -1 = all.</summary>
    public int Arrangement { get; init; } = -1;

    /// <summary>Participant; -1 = none, or all of them.</summary>
    public int Account { get; init; } = -1;

    /// <summary>Number of the slice, from 0.</summary>
    public int Slice { get; init; }

    /// <summary>How many more times each message is sent.</summary>
    public int Copies { get; init; }

    /// <summary>Two digits that say why a payment was refused.</summary>
    public string Code { get; init; } = "";
}
