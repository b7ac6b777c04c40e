namespace Clearing.Settlement.Model;

/// <summary>
/// Linked systems that are compared as one: a payment goes to one of them, and some settle in another. A system
/// that stands alone is an arrangement of one.
/// </summary>
public sealed class ArrangementDefinition
{
    /// <summary>Unique among arrangements and systems.</summary>
    public required string Name { get; init; }

    /// <summary>Indexes of the systems in the scenario, as listed. Elsewhere a member is its place in it.</summary>
    public required IReadOnlyList<int> Members { get; init; }

    /// <summary>The first that takes a payment says where it goes; none: to the first member.</summary>
    public IReadOnlyList<RouteRule> Routes { get; init; } = [];

    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>Sends payments to a member. What is not said takes any.</summary>
public sealed record RouteRule
{
    /// <summary>Member.</summary>
    public required int To { get; init; }

    /// <summary>Member that takes the payment while <see cref="To"/> is halted or closed (CH-13); -1 = none.</summary>
    public int Fallback { get; init; } = -1;

    /// <summary>A bit for each <see cref="Priority"/>.</summary>
    public byte Priorities { get; init; } = byte.MaxValue;

    /// <summary>By kind index; null = all.</summary>
    public IReadOnlyList<bool>? Kinds { get; init; }

    public long AtLeastMinor { get; init; }

    public long AtMostMinor { get; init; } = long.MaxValue;

    /// <summary>Instants, both inclusive, of which the payment must enter in one; empty = any time.</summary>
    public IReadOnlyList<TimeSlot> During { get; init; } = [];
}

/// <summary>From an instant to another, both inclusive.</summary>
public readonly record struct TimeSlot(long From, long Until);

/// <summary>How the nets of a member are settled in another.</summary>
public enum LinkMode : byte
{
    /// <summary>As one file, all or nothing, at once (NSS-1).</summary>
    File = 0,

    /// <summary>The short ones pay in; when all have, the long ones are paid (CC-5, HV-2).</summary>
    Payments = 1,
}

/// <summary>A member whose funding, pay-outs and nets are payments in another member.</summary>
public sealed record Link
{
    /// <summary>Member that is settled.</summary>
    public required int Member { get; init; }

    /// <summary>Member in which.</summary>
    public required int SettlesIn { get; init; }

    /// <summary>Account that stands for the member in the other system.</summary>
    public required int SystemAccount { get; init; }

    /// <summary>From an event in one system to what it causes in the other; greater than 0.</summary>
    public long DelayUs { get; init; } = 1_000_000;

    public LinkMode Mode { get; init; }

    /// <summary>Payments mode: how long pay-ins may wait before those missing count as failed.</summary>
    public long DeadlineUs { get; init; } = 30L * 60 * 1_000_000;

    public Priority Priority { get; init; } = Priority.Urgent;

    /// <summary>Kind index of payments that fund positions.</summary>
    public byte FundingKind { get; init; }

    /// <summary>Kind index of payments that settle nets.</summary>
    public byte NetKind { get; init; }

    /// <summary>Kind index of payments that pay positions out.</summary>
    public byte PayOutKind { get; init; }
}
