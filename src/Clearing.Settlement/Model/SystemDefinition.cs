namespace Clearing.Settlement.Model;

/// <summary>
/// One settlement system, ready to run: a rulebook applied to the participants of a scenario.
/// Accounts are in the ordinal order of participant ids, so an account index is also the rank of its id.
/// </summary>
public sealed class SystemDefinition
{
    /// <summary>Unique name in the scenario, [a-z0-9-]+.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the rulebook the system was made from. Never tested by code.</summary>
    public required string Rulebook { get; init; }

    public required PositionKind Position { get; init; }

    public required QueueDiscipline Queue { get; init; }

    /// <summary>Extra release mechanisms, in the order in which they run.</summary>
    public IReadOnlyList<Mechanism> Release { get; init; } = [];

    /// <summary>Net systems: what to do with a cycle that cannot be posted, in order.</summary>
    public IReadOnlyList<FailureStep> Failure { get; init; } = [FailureStep.Postpone];

    /// <summary>Net systems: true when the one cycle of a day is at its close, wherever the close moves.</summary>
    public bool CycleAtClose { get; init; }

    public required IReadOnlyList<Account> Accounts { get; init; }

    public IReadOnlyList<BilateralLimit> Limits { get; init; } = [];

    public required IReadOnlyList<SettlementDay> Days { get; init; }

    /// <summary>
    /// True when balances live on over the night; otherwise every day starts from the opening balances.
    /// </summary>
    public bool CarryBalances { get; init; } = true;
}

/// <summary>A participant's account in one system.</summary>
public sealed record Account
{
    /// <summary>Participant id, [A-Z0-9]{1,11}.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Index of the owner among the participants; several accounts may have one owner (other currencies).
    /// </summary>
    public required int Owner { get; init; }

    public required string CurrencyCode { get; init; }

    public long OpeningBalanceMinor { get; init; }

    /// <summary>Intraday credit, 0 or more; <see cref="long.MaxValue"/> = unlimited.</summary>
    public long CreditMinor { get; init; }

    /// <summary>Lowest position a release may leave.</summary>
    public Bound Floor { get; init; } = Bound.None;

    /// <summary>Highest position a release may leave.</summary>
    public Bound Ceiling { get; init; } = Bound.None;
}

/// <summary>
/// A floor or ceiling: a constant plus a multiple of the account's intraday credit. Worked out again when the credit
/// changes, so that the hot path compares two longs.
/// </summary>
public readonly record struct Bound(bool IsSet, long ConstantMinor, long CreditFactor)
{
    /// <summary>No bound.</summary>
    public static Bound None => default;

    /// <summary>The floor of gross systems: minus the intraday credit.</summary>
    public static Bound MinusCredit => new(true, 0, -1);

    public static Bound Fixed(long amountMinor) => new(true, amountMinor, 0);

    /// <summary>The floor for a given credit; <see cref="long.MinValue"/> when unbounded.</summary>
    public long AsFloor(long creditMinor) =>
        !IsSet || (CreditFactor != 0 && creditMinor == long.MaxValue)
            ? long.MinValue
            : Value(creditMinor);

    /// <summary>The ceiling for a given credit; <see cref="long.MaxValue"/> when unbounded.</summary>
    public long AsCeiling(long creditMinor) =>
        !IsSet || (CreditFactor != 0 && creditMinor == long.MaxValue)
            ? long.MaxValue
            : Value(creditMinor);

    // A credit that a scenario sets during the day may take the multiple beyond 64 bits: then no position reaches it.
    private long Value(long creditMinor) => (long)Int128.Clamp(
        ConstantMinor + ((Int128)CreditFactor * creditMinor), long.MinValue, long.MaxValue);
}

/// <summary>Bounds the outflow of <paramref name="From"/> to <paramref name="To"/> less the inflow from it.</summary>
public readonly record struct BilateralLimit(int From, int To, long LimitMinor);

/// <summary>An extra release mechanism and its one trigger.</summary>
/// <param name="Kind">What it looks for.</param>
/// <param name="Trigger">When it runs; the times of <see cref="TriggerKind.At"/> are
/// in <see cref="SettlementDay"/>.</param>
/// <param name="PeriodUs">For <see cref="TriggerKind.Every"/>: microseconds, greater than zero.</param>
public readonly record struct Mechanism(MechanismKind Kind, TriggerKind Trigger, long PeriodUs);

/// <summary>One business day of a system. Instants are microseconds since the Unix epoch, UTC.</summary>
public sealed class SettlementDay
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>First instant at which a payment is taken (inclusive).</summary>
    public required long OpenAt { get; init; }

    /// <summary>Last instant at which a payment is taken (inclusive), unless an event moves it.</summary>
    public required long CloseAt { get; init; }

    /// <summary>Ascending cycle instants, all within open and close.</summary>
    public long[] CyclesAt { get; init; } = [];

    /// <summary>
    /// Per mechanism of the system, its ascending instants where its trigger is <see cref="TriggerKind.At"/>.
    /// </summary>
    public long[][] MechanismsAt { get; init; } = [];
}
