using Clearing.Settlement.Commands;

namespace Clearing.Grains.Operating;

/// <summary>What operators do together with a ledger.</summary>
[GenerateSerializer, Immutable]
public sealed record ActionProposal
{
    /// <summary>What it is called: halt, credit, close ...</summary>
    [Id(0)]
    public required string Kind { get; init; }

    /// <summary>Stream of the ledger.</summary>
    [Id(1)]
    public required string Stream { get; init; }

    /// <summary>The order of the ledger.</summary>
    [Id(2)]
    public required CommandKind Order { get; init; }

    [Id(3)]
    public int Member { get; init; }

    /// <summary>-1 = none.</summary>
    [Id(4)]
    public int Account { get; init; } = -1;

    /// <summary>-1 = none.</summary>
    [Id(5)]
    public int Counterparty { get; init; } = -1;

    /// <summary>Minor units, or an instant.</summary>
    [Id(6)]
    public long Amount { get; init; }

    /// <summary>All of it as both operators see it: what the hash is over.</summary>
    [Id(7)]
    public required string Content { get; init; }

    /// <summary>SHA-256 over the content, in hexadecimal.</summary>
    [Id(8)]
    public required string Hash { get; init; }

    /// <summary>First instant at which it can no longer be approved, by the wall, microseconds since 1970 UTC.
    /// </summary>
    [Id(9)]
    public required long UntilUs { get; init; }

    /// <summary>The business date that it opens, yyyymmdd; 0 = none.</summary>
    [Id(10)]
    public int Opens { get; init; }

    /// <summary>True when it is done only while nothing waits in the queues.</summary>
    [Id(11)]
    public bool NeedsEmptyQueue { get; init; }

    /// <summary>True when the content says that it is meant although something speaks against it.</summary>
    [Id(12)]
    public bool Overrides { get; init; }
}

/// <summary>An operator, as far as it was proven.</summary>
/// <param name="Name">Of the principal.</param>
/// <param name="Credential">Print of the key that proved it.</param>
[GenerateSerializer, Immutable]
public sealed record OperatorName([property: Id(0)] string Name, [property: Id(1)] string Credential);

/// <summary>Where an action stands; values are stable.</summary>
public enum ActionState
{
    Proposed = 0,

    /// <summary>Approved, and not carried out yet: it will be, also after a restart.</summary>
    Approved = 1,
    Executed = 2,

    /// <summary>Approved, and the ledger could not carry it out.</summary>
    NotExecuted = 3,
    Refused = 4,
    Expired = 5,
}

/// <summary>An action with what became of it.</summary>
[GenerateSerializer, Immutable]
public sealed record ActionRecord
{
    /// <summary>From 1.</summary>
    [Id(0)]
    public required long Number { get; init; }

    [Id(1)]
    public required ActionProposal Proposal { get; init; }

    [Id(2)]
    public required OperatorName By { get; init; }

    /// <summary>By the wall, microseconds since 1970 UTC.</summary>
    [Id(3)]
    public required long ProposedUs { get; init; }

    [Id(4)]
    public ActionState State { get; init; }

    /// <summary>Who approved or refused it; null = nobody did.</summary>
    [Id(5)]
    public OperatorName? DecidedBy { get; init; }

    /// <summary>Answer of the ledger, in its words; empty = none yet.</summary>
    [Id(6)]
    public string Outcome { get; init; } = "";

    /// <summary>True when nothing more becomes of it.</summary>
    public bool IsOver => State is not (ActionState.Proposed or ActionState.Approved);
}

/// <summary>What came of a call about an action.</summary>
public enum ActionVerdict
{
    Done = 0,

    /// <summary>The same operator has proposed the same already: this is that action.</summary>
    Repeated = 1,
    Unknown = 2,

    /// <summary>Nobody approves his own action.</summary>
    OwnAction = 3,

    /// <summary>The hash is that of another content.</summary>
    Changed = 4,
    Expired = 5,

    /// <summary>It was decided before.</summary>
    Decided = 6,

    /// <summary>Payments wait, and the content does not say that it is meant all the same.</summary>
    QueueNotEmpty = 7,

    /// <summary>The business date was opened before, and the content does not say that it is meant again.</summary>
    AlreadyOpened = 8,

    /// <summary>Too many actions wait for a decision.</summary>
    TooMany = 9,

    /// <summary>The ledger does not answer now.</summary>
    Unavailable = 10,
}

/// <summary>The answer to a call about an action.</summary>
[GenerateSerializer, Immutable]
public sealed record ActionAnswer(
    [property: Id(0)] ActionVerdict Verdict, [property: Id(1)] ActionRecord? Action = null);
