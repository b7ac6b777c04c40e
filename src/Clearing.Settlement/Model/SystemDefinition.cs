namespace Clearing.Settlement.Model;

/// <summary>
/// One settlement system, ready to run: a rulebook applied to the participants of a scenario.
/// Accounts are in the ordinal order of participant ids, so an account index is also the rank of its id.
/// </summary>
public sealed record SystemDefinition
{
    /// <summary>Unique name in the scenario, [a-z0-9-]+.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the rulebook the system was made from. Never tested by code.</summary>
    public required string Rulebook { get; init; }

    /// <summary>The arrangement of linked systems it is a member of, by index in the scenario; -1 = alone.</summary>
    public int Arrangement { get; init; } = -1;

    /// <summary>Currency of its accounts; null = that of the scenario.</summary>
    public Currency? Currency { get; init; }

    public required PositionKind Position { get; init; }

    /// <summary>
    /// When a release of a net position is final; balances and prefunded positions are always final at release.
    /// </summary>
    public Finality Finality { get; init; } = Finality.Cycle;

    /// <summary>The discipline of every class where <see cref="Classes"/> is empty.</summary>
    public required QueueDiscipline Queue { get; init; }

    /// <summary>
    /// The queue, highest class first, at most 16. Empty: the three priorities, each a class with the discipline
    /// <see cref="Queue"/>; fifo classes block, bypass-fifo ones do not.
    /// </summary>
    public IReadOnlyList<PaymentClass> Classes { get; init; } = [];

    /// <summary>
    /// Which class a payment is of: the first rule that takes it. Empty: its priority. A payment that no rule takes
    /// is rejected (<see cref="Reason.Kind"/>).
    /// </summary>
    public IReadOnlyList<ClassRule> ClassRules { get; init; } = [];

    /// <summary>Class for which supplemental money is set aside (CH-5); -1 = none.</summary>
    public int SupplementalClass { get; init; } = -1;

    /// <summary>False where limits only make up caps and bind no payment (EURO1).</summary>
    public bool LimitsBind { get; init; } = true;

    /// <summary>Smallest amount taken, minor units.</summary>
    public long AmountAtLeastMinor { get; init; }

    /// <summary>The phases of a day; a phase has its times in <see cref="SettlementDay.PhasesAt"/>.</summary>
    public IReadOnlyList<Phase> Phases { get; init; } = [];

    /// <summary>Set where the payee has to accept a payment before it settles (TI-1, IB-2).</summary>
    public AnswerRule? Answer { get; init; }

    /// <summary>
    /// True when nets, funding and pay-outs go through a linked system of the same arrangement instead of the
    /// system's own balances.
    /// </summary>
    public bool SettlesElsewhere { get; init; }

    /// <summary>How negative balances are measured and priced after the fact; null = not at all.</summary>
    public OverdraftRule? Overdraft { get; init; }

    /// <summary>How often the state of the queue is looked at, for the report; null = never.</summary>
    public ObservationRule? Observation { get; init; }

    /// <summary>Extra release mechanisms, in the order in which they run.</summary>
    public IReadOnlyList<Mechanism> Release { get; init; } = [];

    /// <summary>Net systems: what to do with a cycle that cannot be posted, in order.</summary>
    public IReadOnlyList<FailureStep> Failure { get; init; } = [new(FailureStepKind.Postpone)];

    /// <summary>Net systems: true when the one cycle of a day is at its close, wherever the close moves.</summary>
    public bool CycleAtClose { get; init; }

    public required IReadOnlyList<Account> Accounts { get; init; }

    public IReadOnlyList<BilateralLimit> Limits { get; init; } = [];

    public required IReadOnlyList<SettlementDay> Days { get; init; }

    /// <summary>
    /// True when balances live on over the night; otherwise every day starts from the opening balances.
    /// </summary>
    public bool CarryBalances { get; init; } = true;

    /// <summary>True when what waits at a close, and what a cycle holds, lives on over the night.</summary>
    public bool CarryQueue { get; init; }

    /// <summary>True when net positions and flows live on over the night.</summary>
    public bool CarryPositions { get; init; }

    /// <summary>By payment, the group it settles with (<see cref="PaymentTable.Group"/>); null = no groups.</summary>
    public IReadOnlyList<int>? Groups { get; init; }
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

    /// <summary>
    /// Per class what is set aside for it and the classes above it, from every open (T2-5); null = nothing.
    /// </summary>
    public IReadOnlyList<long>? ReservesMinor { get; init; }

    /// <summary>
    /// Bounds the outflow less inflow over all counterparties to whom there is no bilateral limit (T2-6);
    /// <see cref="long.MaxValue"/> = none.
    /// </summary>
    public long MultilateralLimitMinor { get; init; } = long.MaxValue;

    /// <summary>True when a payment of this account that cannot go at once is rejected (FW-11).</summary>
    public bool RejectsShort { get; init; }

    /// <summary>Prefunded: what must be paid in before the account may send or receive (CH-1, CH-7).</summary>
    public long OpeningRequirementMinor { get; init; }

    /// <summary>Collateral for the failure procedure, outside the balance.</summary>
    public long CollateralMinor { get; init; }

    /// <summary>What the account has paid into the pool of the failure procedure, outside the balance.</summary>
    public long PoolContributionMinor { get; init; }

    /// <summary>How the account answers where the payee has to accept.</summary>
    public AnswerHabit Answer { get; init; }

    /// <summary>When and how much the bank adds to its position by itself; null = never.</summary>
    public TopUpPolicy? TopUp { get; init; }

    /// <summary>For <see cref="OverdraftRule"/>: the cap that is measured, not enforced (FW-13, FW-14).</summary>
    public long OverdraftCapMinor { get; init; } = long.MaxValue;

    /// <summary>For <see cref="OverdraftRule"/>: how much of an overdraft collateral covers.</summary>
    public long OverdraftCollateralMinor { get; init; }

    /// <summary>
    /// True where it stands for another system: what it pays out is nobody's instruction, and no phase refuses it.
    /// </summary>
    public bool StandsForSystem { get; init; }

    /// <summary>False for an account that only stands for another system and has no part in this one.</summary>
    public bool IsMember { get; init; } = true;
}

/// <summary>Bounds the outflow of <paramref name="From"/> to <paramref name="To"/> less the inflow from it.</summary>
public readonly record struct BilateralLimit(int From, int To, long LimitMinor);

/// <summary>An extra release mechanism and its one trigger.</summary>
/// <param name="Kind">What it looks for.</param>
/// <param name="Trigger">When it runs; the times of <see cref="TriggerKind.At"/> are
/// in <see cref="SettlementDay"/>.</param>
/// <param name="PeriodUs">For <see cref="TriggerKind.Every"/>: microseconds, greater than zero.</param>
public readonly record struct Mechanism(MechanismKind Kind, TriggerKind Trigger, long PeriodUs)
{
    /// <summary>A bit for each class whose payments it looks at.</summary>
    public ushort Classes { get; init; } = ushort.MaxValue;

    /// <summary>A bit for each phase in which it runs; the stretch before the first phase is bit 63.</summary>
    public ulong Phases { get; init; } = ulong.MaxValue;
}

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

    /// <summary>Per phase of the system, the instant at which it begins at the latest; ascending.</summary>
    public long[] PhasesAt { get; init; } = [];

    /// <summary>Greatest amount taken that day, minor units (C-6).</summary>
    public long AmountAtMostMinor { get; init; } = long.MaxValue;
}
