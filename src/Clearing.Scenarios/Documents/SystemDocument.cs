using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Documents;

/// <summary>What becomes of a payment that cannot go at once.</summary>
public enum Shortage
{
    Queue,
    Reject,
    Overdraft,
}

/// <summary>The keys of a rulebook; a system may override any of them.</summary>
public abstract record RuleKeys
{
    [Description("What it is, for people.")]
    public string? Description { get; init; }

    [Description("ISO 4217 code of its accounts and amounts. Default: the scenario's.")]
    public Id? Currency { get; init; }

    [Description("IANA time zone of its times of day. Default: the calendar's.")]
    public Id? TimeZone { get; init; }

    [Description("Its hours. Default: the calendar's.")]
    public HoursDocument? Hours { get; init; }

    [Description("What a position is: the reserve balance, a net position from zero, or what was paid in. "
        + "Default balance.")]
    public PositionKind? Position { get; init; }

    [Description("Net positions: whether a payment is final at release or when its cycle is posted. Default cycle.")]
    public Finality? Finality { get; init; }

    [Description("Prefunded positions: what must be paid in before an account may send or receive. Default none.")]
    public ExpressionText? Opening { get; init; }

    [Description("Class that money paid in later is set aside for. Default none.")]
    public Id? Supplemental { get; init; }

    [Description("What participants have who lack an attribute of that name.")]
    public IReadOnlyDictionary<string, decimal>? Attributes { get; init; }

    [Description("Lowest position a release may leave: an expression. Default -credit for balances, 0 for prefunded "
        + "positions, none for net ones.")]
    public ExpressionText? Floor { get; init; }

    [Description("Highest position a release may leave: an expression. Default none.")]
    public ExpressionText? Ceiling { get; init; }

    [Description("What becomes of a payment that cannot go at once: it waits, is rejected, or goes all the same. "
        + "Default queue.")]
    public Shortage? Shortage { get; init; }

    [Description("Amounts that are taken.")]
    public AmountRangeDocument? Amount { get; init; }

    [Description("The queue, highest class first. Default: the three priorities.")]
    public IReadOnlyList<ClassDocument>? Classes { get; init; }

    [Description("By class, what each account sets aside for it at every open.")]
    public IReadOnlyDictionary<string, ExpressionText>? Reserves { get; init; }

    [Description("What limits do.")]
    public LimitRulesDocument? Limits { get; init; }

    [Description("Which waiting payments of a payer are looked at, in classes that do not say: its first, any, or "
        + "none waits. Default fifo.")]
    public QueueDiscipline? Queue { get; init; }

    [Description("Extra release mechanisms, run in the order listed.")]
    public IReadOnlyList<MechanismDocument>? Release { get; init; }

    [Description("Net positions: when the nets are posted. Where it is left out: at the close, wherever that moves.")]
    public IReadOnlyList<TimeOfDay>? Cycles { get; init; }

    [Description("Net positions: what is done about a cycle that cannot be posted, in order. Default [postpone].")]
    public IReadOnlyList<FailureStepDocument>? Failure { get; init; }

    [Description("The payee must accept a payment before it settles.")]
    public AnswerDocument? Answer { get; init; }

    [Description("Stretches of the day with rules of their own, in order.")]
    public IReadOnlyList<PhaseDocument>? Phases { get; init; }

    [Description("How negative balances are measured and priced after the fact.")]
    public OverdraftDocument? Overdraft { get; init; }

    [Description("How often the state of the queue is written down.")]
    public ObserveDocument? Observe { get; init; }

    [Description("What is different for some participants; a later entry wins.")]
    public IReadOnlyList<AccountRulesDocument>? Accounts { get; init; }
}

/// <summary>A rulebook file.</summary>
[DisplayName("the rulebook")]
public sealed record RulebookDocument : RuleKeys
{
    [RequiredKey]
    [Description("Name of the rulebook: a-z, 0-9 and -.")]
    public Id? Rulebook { get; init; }
}

/// <summary>A system of a scenario, or an arrangement of linked ones.</summary>
[ExactlyOne("rulebook", "members")]
[DisplayName("a system")]
public sealed record SystemDocument : RuleKeys
{
    [RequiredKey]
    [Description("Name of the system, unique in the scenario: a-z, 0-9 and -.")]
    public Id? Name { get; init; }

    [Description("A built-in rulebook, or the path of a rulebook file.")]
    public Id? Rulebook { get; init; }

    [Description("Linked systems that are compared as one arrangement.")]
    public IReadOnlyList<MemberDocument>? Members { get; init; }

    [Description("Which member takes which payments: the first route that takes one. Default: the first member.")]
    public IReadOnlyList<RouteDocument>? Routes { get; init; }
}

/// <summary>A system that is a member of an arrangement.</summary>
[DisplayName("a member")]
public sealed record MemberDocument : RuleKeys
{
    [RequiredKey]
    [Description("Name of the member, unique in the scenario: a-z, 0-9 and -.")]
    public Id? Name { get; init; }

    [RequiredKey]
    [Description("A built-in rulebook, or the path of a rulebook file.")]
    public Id? Rulebook { get; init; }

    [Description("The member in which its funding, pay-outs and nets are payments.")]
    public SettlesInDocument? SettlesIn { get; init; }
}

[DisplayName("`settles-in`")]
public sealed record SettlesInDocument
{
    [RequiredKey]
    [Description("Name of another member.")]
    public Id? System { get; init; }

    [Description("Account that stands for this member there. Default: its name in capitals without -, "
        + "cut to 11 characters.")]
    public Id? Account { get; init; }

    [Description("Nets as one file, all or nothing, or as payments in and out. Default file.")]
    public LinkMode? Mode { get; init; }

    [Description("From what happens in one to what it causes in the other; greater than 0. Default 1s.")]
    public Duration? Delay { get; init; }

    [Description("mode payments: how long pay-ins may wait before those missing count as failed. Default 30m.")]
    public Duration? Deadline { get; init; }

    [Description("Priority of the payments made. Default urgent.")]
    public Priority? Priority { get; init; }

    [Description("Kinds of the payments made.")]
    public LinkKindsDocument? Kinds { get; init; }
}

[DisplayName("`kinds`")]
public sealed record LinkKindsDocument
{
    [Description("Payments that fund positions. Default funding.")]
    public Id? Funding { get; init; }

    [Description("Payments that settle nets. Default clearing-net.")]
    public Id? Net { get; init; }

    [Description("Payments that pay positions out. Default pay-out.")]
    public Id? PayOut { get; init; }
}

[DisplayName("a route")]
public sealed record RouteDocument
{
    [RequiredKey]
    [Description("The member that takes the payment.")]
    public Id? To { get; init; }

    [Description("Priorities that take this route. Default: all.")]
    public IReadOnlyList<Priority>? Priorities { get; init; }

    [Description("Kinds that take this route. Default: all.")]
    public IReadOnlyList<Id>? Kinds { get; init; }

    [Description("Amounts that take this route.")]
    public RouteAmountDocument? Amount { get; init; }

    [Description("Two times of day, both inclusive, between which the payment enters. Default: any time.")]
    public IReadOnlyList<TimeOfDay>? During { get; init; }

    [Description("The member that takes the payment while `to` is halted or closed.")]
    public Id? Fallback { get; init; }
}

[DisplayName("`amount`")]
public sealed record RouteAmountDocument
{
    [Description("Smallest amount.")]
    public Amount? AtLeast { get; init; }

    [Description("Greatest amount.")]
    public Amount? AtMost { get; init; }
}
