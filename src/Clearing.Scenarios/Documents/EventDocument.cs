using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>What a stricken participant cannot do.</summary>
public enum OutageMode
{
    Send,
    Both,
}

/// <summary>One entry of the script.</summary>
[ExactlyOne("outage", "balance", "credit", "limit", "cancel", "priority", "suspend", "halt", "close", "fund",
    "withdraw", "reserve", "multilateral", "default", "answer")]
[DisplayName("an event")]
public sealed record EventDocument
{
    [RequiredKey]
    [Description("When: a time of day, or a local date-time.")]
    public DueTime? At { get; init; }

    [Description("Business day. Default 1.")]
    public int? Day { get; init; }

    [Description("Name of a system, a member or an arrangement. Default: all.")]
    public Id? System { get; init; }

    [Description("A participant that cannot send (until, mode).")]
    public Id? Outage { get; init; }

    [Description("A participant whose balance changes (add).")]
    public Id? Balance { get; init; }

    [Description("A participant whose intraday credit is set (to).")]
    public Id? Credit { get; init; }

    [Description("A bilateral limit that is set.")]
    public LimitDocument? Limit { get; init; }

    [Description("A waiting payment that is cancelled.")]
    public Id? Cancel { get; init; }

    [Description("A waiting payment that gets another priority (to).")]
    public Id? Priority { get; init; }

    [Description("A participant that is suspended.")]
    public Id? Suspend { get; init; }

    [Description("A system, or all members of an arrangement, halted (until).")]
    public Id? Halt { get; init; }

    [Description("The new close of that day.")]
    public DueTime? Close { get; init; }

    [Description("A participant that pays into its position (add).")]
    public Id? Fund { get; init; }

    [Description("A participant that takes supplemental money out of its position (amount).")]
    public Id? Withdraw { get; init; }

    [Description("A participant that sets money aside for a class (class, to).")]
    public Id? Reserve { get; init; }

    [Description("A participant whose multilateral limit is set (to).")]
    public Id? Multilateral { get; init; }

    [Description("A participant that fails: it is suspended and pays nothing at a posting.")]
    public Id? Default { get; init; }

    [Description("A participant that answers otherwise from now on (after, refuses).")]
    public Id? Answer { get; init; }

    [Description("outage, halt: the end.")]
    public DueTime? Until { get; init; }

    [Description("outage: send (the default) or both.")]
    public OutageMode? Mode { get; init; }

    [Description("balance: what is added, or with a minus sign taken away; fund: what is paid in.")]
    public Amount? Add { get; init; }

    [Description("withdraw: what is taken out.")]
    public Amount? Amount { get; init; }

    [Description("credit, reserve, multilateral: the new amount; priority: the new priority.")]
    public AnyScalar? To { get; init; }

    [Description("reserve: name of the class.")]
    public Id? Class { get; init; }

    [Description("answer: how long after the question, or never. Default 0s.")]
    public DurationOrNever? After { get; init; }

    [Description("answer: true = with no. Default false.")]
    public bool? Refuses { get; init; }
}
