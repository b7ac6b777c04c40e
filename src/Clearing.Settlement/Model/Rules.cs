namespace Clearing.Settlement.Model;

/// <summary>One class of a system's queue.</summary>
public sealed record PaymentClass
{
    /// <summary>[a-z0-9-]+, unique in the system.</summary>
    public required string Name { get; init; }

    public QueueDiscipline Queue { get; init; }

    /// <summary>True when lower classes of the same payer are not released one by one while one of it waits.</summary>
    public bool Blocks { get; init; } = true;

    /// <summary>False when only mechanisms release it (matching streams, large payments).</summary>
    public bool IsOneByOne { get; init; } = true;

    /// <summary>True when bilateral and multilateral limits bind its payments and count them.</summary>
    public bool IsLimited { get; init; } = true;
}

/// <summary>Takes payments into a class. What is not said takes any.</summary>
public sealed record ClassRule
{
    /// <summary>Index of the class.</summary>
    public required int Class { get; init; }

    /// <summary>A bit for each <see cref="Priority"/>.</summary>
    public byte Priorities { get; init; } = byte.MaxValue;

    /// <summary>By kind index; null = all kinds. A kind beyond its end is not taken.</summary>
    public IReadOnlyList<bool>? Kinds { get; init; }

    public long AtLeastMinor { get; init; }

    public long AtMostMinor { get; init; } = long.MaxValue;

    /// <summary>
    /// By account: taken if the amount is below that of the payer or that of the payee (CH-2); null = any amount.
    /// </summary>
    public IReadOnlyList<long>? BelowMinor { get; init; }
}

/// <summary>What a phase does when it begins.</summary>
public enum PhaseAction : byte
{
    /// <summary>The mechanism of that name once over what waits; route close.</summary>
    Bilateral = 0,

    /// <inheritdoc cref="Bilateral"/>
    AllOrNothing = 1,

    /// <inheritdoc cref="Bilateral"/>
    Partial = 2,

    /// <summary>Works out what each must pay in so that all that waits could go (CH-10), and asks for it.</summary>
    Require = 3,

    /// <summary>Pays all positive positions out (CH-11).</summary>
    PayOut = 4,

    /// <summary>Rejects all that waits, reason expired.</summary>
    Expire = 5,
}

/// <summary>What lets a phase end before its time.</summary>
public enum PhaseEnd : byte
{
    None = 0,

    /// <summary>Everything that <see cref="PhaseAction.Require"/> asked for is paid.</summary>
    RequirementsPaid = 1,

    /// <summary>Nothing waits and no position is negative (HV-6).</summary>
    Resolved = 2,
}

/// <summary>
/// A stretch of the day with rules of its own. It lasts until the next one begins, the last to the close.
/// </summary>
public sealed record Phase
{
    /// <summary>[a-z0-9-]+, unique in the system.</summary>
    public required string Name { get; init; }

    /// <summary>By kind index: false = rejected, reason cut-off; null = all are taken.</summary>
    public IReadOnlyList<bool>? Accepts { get; init; }

    /// <summary>True when only payments to an account that is short are taken (HV-6).</summary>
    public bool AcceptsRelief { get; init; }

    /// <summary>True when no ceiling binds.</summary>
    public bool WaivesCeilings { get; init; }

    /// <summary>Per class the class its waiting payments, and new ones, move to; null = none moves.</summary>
    public IReadOnlyList<int>? Promotes { get; init; }

    /// <summary>At its beginning, in order.</summary>
    public IReadOnlyList<PhaseAction> Actions { get; init; } = [];

    public PhaseEnd EndsWhen { get; init; }
}

/// <summary>The payee must accept before a payment settles.</summary>
/// <param name="TimeoutUs">Without an answer after this the payment is rejected.</param>
/// <param name="Earmarks">
/// True: the money is set aside at entry (TIPS). False: the bounds are tested when the answer comes (IBPS).
/// </param>
public sealed record AnswerRule(long TimeoutUs, bool Earmarks = true);

/// <summary>How a payee answers.</summary>
/// <param name="AfterUs">So long after the question; negative = never.</param>
/// <param name="Refuses">True = with no.</param>
public readonly record struct AnswerHabit(long AfterUs, bool Refuses = false);

/// <summary>A bank adds to its position when its own queue grows.</summary>
/// <param name="WaitingMinor">When at least this much of its payments waits.</param>
/// <param name="AddMinor">So much at a time.</param>
/// <param name="AtMostMinor">In all, a day.</param>
public sealed record TopUpPolicy(long WaitingMinor, long AddMinor, long AtMostMinor);

/// <summary>One step of the failure procedure.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="DurationUs">Grace: how long.</param>
/// <param name="Basis">Share: by what.</param>
public readonly record struct FailureStep(
    FailureStepKind Kind, long DurationUs = 0, ShareBasis Basis = ShareBasis.Limits);

/// <summary>
/// Daylight overdrafts after the fact (FW-12 to FW-16): balances at the end of each period, priced by the year.
/// Rates are exact fractions.
/// </summary>
public sealed record OverdraftRule
{
    /// <summary>Microseconds; a minute for Fedwire.</summary>
    public required long PeriodUs { get; init; }

    /// <summary>Annual price of uncollateralised use: RateNumber / RateDivisor, for example 50 / 10000.</summary>
    public long RateNumber { get; init; }

    public long RateDivisor { get; init; } = 1;

    /// <summary>Of the price year.</summary>
    public int DaysOfYear { get; init; } = 360;

    /// <summary>
    /// Periods over which the sum of overdrafts is averaged; 0 = those from the open to the close of the day.
    /// </summary>
    public int PeriodsOfDay { get; init; }

    /// <summary>What is forgiven over <see cref="WaiverDays"/> business days, minor units.</summary>
    public long WaiverMinor { get; init; }

    public int WaiverDays { get; init; } = 10;

    /// <summary>Annual price of a balance that is still negative at the close, a fraction.</summary>
    public long OvernightRateNumber { get; init; }

    public long OvernightRateDivisor { get; init; } = 1;
}

/// <summary>When the queue is looked at.</summary>
/// <param name="PeriodUs">Every so often from the open; 0 = after every change.</param>
public sealed record ObservationRule(long PeriodUs);
