using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Model;

/// <summary>
/// A scenario read, checked and compiled: names are resolved to dense indexes, generators have drawn, times are
/// instants. What runs and what is reported needs nothing else.
/// </summary>
public sealed record Scenario
{
    /// <summary>[a-z0-9-]+.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Null when the scenario draws nothing at random and names no seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Currency of every amount that names no other.</summary>
    public required Currency Currency { get; init; }

    public required ScenarioCalendar Calendar { get; init; }

    /// <summary>In ordinal order of id; the position is the account index of every system.</summary>
    public required IReadOnlyList<Participant> Participants { get; init; }

    public required PaymentTable Payments { get; init; }

    /// <summary>Every settlement system, as listed, the members of an arrangement in its place.</summary>
    public required IReadOnlyList<SystemDefinition> Systems { get; init; }

    /// <summary>
    /// One for each entry of `systems:`, as listed: banks send to arrangements, a system that stands alone being an
    /// arrangement of one.
    /// </summary>
    public IReadOnlyList<ArrangementDefinition> Arrangements { get; init; } = [];

    /// <summary>By time, then as listed.</summary>
    public required IReadOnlyList<ScriptedEvent> Events { get; init; }

    /// <summary>As listed; for a participant and system the last one that names both holds.</summary>
    public required IReadOnlyList<BehaviourRule> Behaviours { get; init; }

    /// <summary>Microseconds between the sending of a payment and its entry into a system.</summary>
    public long TransitDelayUs { get; init; }

    /// <summary>The switch that serves some of the arrangements; null = there is none.</summary>
    public NetworkDefinition? Network { get; init; }

    /// <summary>Banks that pay through a correspondent, as listed.</summary>
    public IReadOnlyList<CorrespondentAccount> Correspondents { get; init; } = [];

    public required IReadOnlyList<Expectation> Expectations { get; init; }
}

/// <summary>A participant as the scenario describes it; amounts in minor units.</summary>
public sealed record Participant
{
    public required string Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>BIC of 8 or 11 characters by which messages name it; empty = none was given.</summary>
    public string Bic { get; init; } = "";

    /// <summary>ABA routing number, nine digits; empty = none was given.</summary>
    public string RoutingNumber { get; init; } = "";

    public long BalanceMinor { get; init; }

    /// <summary><see cref="long.MaxValue"/> = unlimited.</summary>
    public long CreditMinor { get; init; }

    /// <summary>
    /// Numbers that rulebooks may use, by name, as written; where one is used as an amount it is in major units.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Attributes { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Opening balances in other currencies, by ISO 4217 code, in their minor units.</summary>
    public IReadOnlyDictionary<string, long> OtherBalancesMinor { get; init; } = new Dictionary<string, long>();

    /// <summary>Index of the participant through whom it settles; -1 = by itself.</summary>
    public int Via { get; init; } = -1;

    /// <summary>Index of the system for which it stands as an account in another one; -1 = a participant.</summary>
    public int StandsFor { get; init; } = -1;
}

/// <summary>The business days of the scenario.</summary>
/// <param name="TimeZone">IANA id.</param>
/// <param name="Days">In order, from day 1.</param>
public sealed record ScenarioCalendar(string TimeZone, IReadOnlyList<ScenarioDay> Days);

/// <summary>One business day: instants are microseconds since the Unix epoch, UTC.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Date">Business date, ISO 8601.</param>
/// <param name="OpenAt">First instant (inclusive).</param>
/// <param name="CloseAt">Last instant (inclusive) as planned.</param>
public sealed record ScenarioDay(int Number, DateOnly Date, long OpenAt, long CloseAt);

/// <summary>What a scripted event does.</summary>
public enum ScriptedEventKind
{
    Outage, Balance, Credit, Limit, Cancel, Priority, Suspend, Halt, Close, Fund, Withdraw, Reserve, Multilateral,
    Default, Answer,
}

/// <summary>One entry of the script of shocks and orders.</summary>
public sealed record ScriptedEvent
{
    public required ScriptedEventKind Kind { get; init; }

    /// <summary>Instant.</summary>
    public required long At { get; init; }

    /// <summary>
    /// Index of the system it concerns; -1 = all. For <see cref="ScriptedEventKind.Halt"/> the halted one.
    /// </summary>
    public int System { get; init; } = -1;

    /// <summary>Outage, halt: instant of the end.</summary>
    public long Until { get; init; }

    /// <summary>Outage: true when the participant can neither send nor receive (<c>mode: both</c>).</summary>
    public bool BothWays { get; init; }

    /// <summary>
    /// Account index: outage, balance, credit, suspend, fund, withdraw, reserve, multilateral, default, answer; payer
    /// of limit.
    /// </summary>
    public int Account { get; init; } = -1;

    /// <summary>Account index: payee of limit.</summary>
    public int Other { get; init; } = -1;

    /// <summary>
    /// Balance, fund: amount added; withdraw: amount taken; credit, limit, multilateral, reserve: the new one
    /// (<see cref="long.MaxValue"/> = none). Minor units.
    /// </summary>
    public long AmountMinor { get; init; }

    /// <summary>Dense payment index: cancel, priority.</summary>
    public int Payment { get; init; } = -1;

    /// <summary>Priority: the new one.</summary>
    public Priority To { get; init; }

    /// <summary>Reserve: index of the class.</summary>
    public int Class { get; init; } = -1;

    /// <summary>Answer: after so many microseconds, negative = never.</summary>
    public long AnswerAfterUs { get; init; }

    /// <summary>Answer: true = with no.</summary>
    public bool Refuses { get; init; }

    /// <summary>Close: the new close, an instant.</summary>
    public long CloseAt { get; init; }
}

/// <summary>How a bank decides when to send.</summary>
public enum SendRule { Immediate, HoldUntil, ReceiptReactive, BalanceReactive }

/// <summary>The behaviour of some participants towards one arrangement or all.</summary>
public sealed record BehaviourRule
{
    /// <summary>Account indexes; null = all.</summary>
    public IReadOnlyList<int>? Participants { get; init; }

    /// <summary>Index of the arrangement; -1 = all.</summary>
    public int System { get; init; } = -1;

    public required SendRule Send { get; init; }

    /// <summary>Hold-until: per day (index = day number - 1) the instant.</summary>
    public IReadOnlyList<long> HoldUntil { get; init; } = [];

    /// <summary>Receipt-reactive: window in microseconds.</summary>
    public long WindowUs { get; init; }

    /// <summary>Balance-reactive: what the bank keeps, minor units.</summary>
    public long KeepMinor { get; init; }

    /// <summary>Greater than zero.</summary>
    public long ReactionDelayUs { get; init; } = 1_000_000;
}

/// <summary>What an expectation compares.</summary>
public enum ExpectationSubject { SystemMetric, AccountColumn, PaymentField }

/// <summary>How an expectation compares.</summary>
public enum Comparison { EqualTo, AtLeast, AtMost }

/// <summary>
/// One checked fact of <c>expect:</c>; a line of the file with several facts becomes several of these.
/// </summary>
public sealed record Expectation
{
    /// <summary>The fact in words, as <c>summary.json</c> prints it.</summary>
    public required string Text { get; init; }

    public required ExpectationSubject Subject { get; init; }

    /// <summary>Index of the system; of an arrangement the first member.</summary>
    public required int System { get; init; }

    /// <summary>
    /// Index of the arrangement, for a metric of an arrangement of several members; -1 = of one system.
    /// </summary>
    public int Arrangement { get; init; } = -1;

    /// <summary>Account index, for <see cref="ExpectationSubject.AccountColumn"/>.</summary>
    public int Account { get; init; } = -1;

    /// <summary>
    /// Dense payment index, for <see cref="ExpectationSubject.PaymentField"/>; -1 for a payment that an arrangement
    /// makes.
    /// </summary>
    public int Payment { get; init; } = -1;

    /// <summary>
    /// Id of a payment that an arrangement makes (docs/reference/linked-systems.md), which is known only after the
    /// run; null for a payment of the scenario.
    /// </summary>
    public string? MadePayment { get; init; }

    /// <summary>Metric of summary.json, column of accounts.csv, or status | at | route.</summary>
    public required string Field { get; init; }

    public Comparison Comparison { get; init; }

    /// <summary>
    /// The value as the file gives it: a decimal, an integer, a word, <c>null</c>, or for <c>at</c> an instant in
    /// microseconds.
    /// </summary>
    public required string Value { get; init; }
}
