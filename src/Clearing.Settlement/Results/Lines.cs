using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>A payment that an arrangement made: funding, a pay-out, a net.</summary>
/// <remarks>The id is MEMBER/CAUSE/PARTICIPANT/N, the origin the cause alone.</remarks>
public sealed record MadePayment(
    string Id, string Origin, int Day, int From, int To, long AmountMinor, Priority Priority, byte Kind, long DueAt);

/// <summary>What a line of a failure procedure tells.</summary>
public enum FailureEvent : byte { Failed = 0, Covered = 1, Unwound = 2, Postponed = 3 }

/// <summary>One thing that happened in a failure procedure.</summary>
/// <param name="Day">Number of the day.</param>
/// <param name="Time">Instant.</param>
/// <param name="Round">From 1; the chain of those that fail because others did.</param>
/// <param name="Event">What.</param>
/// <param name="Step">Index of the failure step; -1 where none is concerned.</param>
/// <param name="Failed">Account that could not take its net; -1 for all.</param>
/// <param name="Payer">Who paid; -1 = the operator, or nobody.</param>
/// <param name="AmountMinor">Net debit, amount paid, or value unwound.</param>
public readonly record struct FailureLine(
    int Day, long Time, int Round, FailureEvent Event, int Step, int Failed, int Payer, long AmountMinor);

/// <summary>The net of an account in a posted cycle.</summary>
/// <param name="Day">Number of the day.</param>
/// <param name="Time">Instant of the posting.</param>
/// <param name="Account">Account.</param>
/// <param name="NetMinor">What it received less what it paid; not zero.</param>
public readonly record struct NetLine(int Day, long Time, int Account, long NetMinor);

/// <summary>What was paid into the positions of a system on one day.</summary>
/// <param name="Day">Number of the day.</param>
/// <param name="OpeningMinor">Of it, what the opening requirements took.</param>
/// <param name="TotalMinor">All of it.</param>
public readonly record struct FundingLine(int Day, Int128 OpeningMinor, Int128 TotalMinor);

/// <summary>A closing asked for money (CH-10), in all or of one account.</summary>
/// <param name="Day">Number of the day.</param>
/// <param name="Time">Instant at which requirements were worked out.</param>
/// <param name="Account">Of whom; -1 opens the lines of a closing, also of one that asked nobody.</param>
/// <param name="RequiredMinor">How much; 0 where it is nobody's.</param>
public readonly record struct ClosingLine(int Day, long Time, int Account, long RequiredMinor);

/// <summary>Overdrafts of an account on one day (FW-12 to FW-16). Amounts in minor units.</summary>
public readonly record struct OverdraftLine
{
    public int Day { get; init; }
    public int Account { get; init; }

    /// <summary>Ends of periods at which the balance was negative.</summary>
    public int Periods { get; init; }

    /// <summary>Ends of periods at which it was below the cap (FW-14).</summary>
    public int Breaches { get; init; }

    public long PeakMinor { get; init; }

    /// <summary>Average over the periods of the day, rounded half to even.</summary>
    public long AverageMinor { get; init; }

    /// <summary>Average of what collateral did not cover.</summary>
    public long UncollateralisedAverageMinor { get; init; }

    /// <summary>Price of the day before any waiver (FW-15).</summary>
    public long FeeMinor { get; init; }

    /// <summary>How negative the balance was at the close (FW-16).</summary>
    public long OvernightMinor { get; init; }

    public long OvernightFeeMinor { get; init; }
}

/// <summary>What state a queue is in (AL-1, 2.16).</summary>
public enum QueueState : byte
{
    /// <summary>Nothing waits, or something can go by itself.</summary>
    Free = 0,

    /// <summary>What cannot go one by one could go together, each payer in its own order.</summary>
    Gridlock = 1,

    /// <summary>Only out of order.</summary>
    SequenceDeadlock = 2,

    /// <summary>Not at all without new money; where the queue is too large to be sure, no set was found.</summary>
    Deadlock = 3,
}

/// <summary>The queue at an instant.</summary>
/// <remarks>The injection is the smallest amount of new money that would let all of it go.</remarks>
public readonly record struct QueueObservation(
    long Time, QueueState State, int Waiting, long ValueMinor, long InjectionMinor);

/// <summary>What holds a waiting payment back.</summary>
public enum WaitTest : byte
{
    /// <summary>Another payment of the same payer stands before it.</summary>
    Order = 0,
    Funds = 1,
    Ceiling = 2,
    BilateralLimit = 3,
    MultilateralLimit = 4,

    /// <summary>The payer or payee has not paid its opening requirement.</summary>
    NotReady = 5,

    /// <summary>Its class is released by mechanisms only.</summary>
    SetsOnly = 6,

    /// <summary>Others of its group have not come or do not fit.</summary>
    Group = 7,
    NotBefore = 8,
    Halted = 9,

    /// <summary>Its payee, or whoever holds it, has not said yes yet.</summary>
    Answer = 10,

    /// <summary>The system is closed; it goes on waiting in the night.</summary>
    Closed = 11,
}

/// <summary>One test that a waiting payment fails.</summary>
/// <remarks>What is available is 0 where the test is not about an amount.</remarks>
public readonly record struct FailedTest(int Payment, WaitTest Test, long NeededMinor, long AvailableMinor);
