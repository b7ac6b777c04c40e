namespace Clearing.Grains.Participants;

/// <summary>A key by which a terminal proves who it is, without its secret.</summary>
[GenerateSerializer, Immutable]
public sealed record TerminalKey
{
    /// <summary>Address of 12 characters.</summary>
    [Id(0)]
    public required string Terminal { get; init; }

    /// <summary>Number of the key, which the terminal names when it logs in.</summary>
    [Id(1)]
    public required int Number { get; init; }

    /// <summary>
    /// First 16 octets of the secret's SHA-256, in hexadecimal: tells secrets apart and gives none away.
    /// </summary>
    [Id(2)]
    public required string Print { get; init; }

    /// <summary>When it was first given, microseconds since 1970 UTC by the wall.</summary>
    [Id(3)]
    public long SinceUs { get; init; }
}

/// <summary>Who a participant is.</summary>
[GenerateSerializer, Immutable]
public sealed record ParticipantProfile
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Empty = none.</summary>
    [Id(2)]
    public required string Bic { get; init; }

    /// <summary>Empty = none.</summary>
    [Id(3)]
    public required string RoutingNumber { get; init; }

    /// <summary>Whose account it settles on: mostly its own id.</summary>
    [Id(4)]
    public required string Account { get; init; }

    /// <summary>Of its terminals, in the order in which they were first given.</summary>
    [Id(5)]
    public required TerminalKey[] Keys { get; init; }
}

/// <summary>How far a participant has taken the notices of one ledger.</summary>
/// <param name="Sequence">A group of the ledger's journal, up to which all are taken.</param>
/// <param name="Before">How many notices it had up to there.</param>
/// <param name="Taken">Number of the last notice taken.</param>
[GenerateSerializer, Immutable]
public readonly record struct MailboxPlace(long Sequence, ulong Before, ulong Taken);
