using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Past;

/// <summary>What a line of a statement is.</summary>
public enum StatementKind : byte
{
    /// <summary>A payment that is final.</summary>
    Payment = 0,

    /// <summary>
    /// A payment taken into a cycle that is not posted yet: only where the account holds a position and no balance.
    /// </summary>
    Provisional = 1,

    /// <summary>One of those was taken out of its cycle again.</summary>
    Unwound = 2,

    /// <summary>A net was posted.</summary>
    NetPosted = 3,

    /// <summary>Money came into the system, or left it, by an order.</summary>
    BalanceAdded = 4,

    /// <summary>Money went into the position.</summary>
    Funded = 5,

    /// <summary>Money came out of the position.</summary>
    PaidOut = 6,

    /// <summary>It paid for the loss that another left.</summary>
    LossCovered = 7,

    /// <summary>Money was set aside for a payment that waits for an answer, or came back from there.</summary>
    SetAside = 8,

    /// <summary>The day began with the standing balance.</summary>
    DayOpened = 9,

    /// <summary>What nothing above explains.</summary>
    Other = 10,
}

/// <summary>One movement on an account.</summary>
/// <param name="Time">Instant, microseconds since 1970 UTC.</param>
/// <param name="AmountMinor">Negative = a debit.</param>
/// <param name="BalanceMinor">Balance after it.</param>
/// <param name="Id">Of the instruction; none for scripted and made payments and what is no payment.</param>
/// <param name="Payment">Number of the payment; -1 = none.</param>
/// <param name="Other">Account on the other side; -1 = none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Route">By which way a payment was settled.</param>
public readonly record struct StatementLine(
    long Time, long AmountMinor, long BalanceMinor, InstructionId Id, int Payment, int Other, StatementKind Kind,
    Route Route);

/// <summary>Where a page of a statement ended.</summary>
/// <param name="Until">The last group of the journal that the whole statement tells of.</param>
/// <param name="Sequence">Group of the last line told.</param>
/// <param name="Ordinal">Its place among the lines of that group, from 0.</param>
/// <param name="Told">How many lines were told up to there.</param>
public readonly record struct StatementPlace(long Until, long Sequence, int Ordinal, int Told);

/// <summary>Asks for a page of a statement.</summary>
public sealed record StatementQuestion
{
    /// <summary>The ledger's stream.</summary>
    public required string Stream { get; init; }

    public required int Member { get; init; }

    public required int Account { get; init; }

    /// <summary>Lines from this instant on, microseconds since 1970 UTC.</summary>
    public required long From { get; init; }

    /// <summary>Lines up to and with this instant.</summary>
    public required long At { get; init; }

    /// <summary>Behind which line it goes on; null = from the first.</summary>
    public StatementPlace? After { get; init; }

    /// <summary>The most lines.</summary>
    public required int Most { get; init; }
}

/// <summary>A page of a statement.</summary>
public sealed record StatementPage
{
    /// <summary>Balance before its first line.</summary>
    public required long OpeningMinor { get; init; }

    /// <summary>Balance after its last line: that at the end of the statement, if it is the last page.</summary>
    public required long ClosingMinor { get; init; }

    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>How many lines of the statement were on the pages before.</summary>
    public required int Told { get; init; }

    /// <summary>The group of the journal up to which the statement is worked out.</summary>
    public required long Sequence { get; init; }

    /// <summary>Business time behind that group; a moment later than this is not told of.</summary>
    public required long Time { get; init; }

    /// <summary>Where the next page goes on; null = this is the last.</summary>
    public required StatementPlace? Next { get; init; }
}
