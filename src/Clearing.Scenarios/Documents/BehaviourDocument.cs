using System.ComponentModel;
using System.Text.Json.Serialization;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>How some banks send, rank their payments, or guard themselves.</summary>
[ExactlyOne("send", "priority", "cut-limits")]
[DisplayName("a behaviour")]
public sealed record BehaviourDocument
{
    [Description("Ids, or `all`, the default.")]
    public ParticipantSet? Participants { get; init; }

    [Description("Name of a system or an arrangement; for cut-limits also of a member. Default: all.")]
    public Id? System { get; init; }

    [Description("immediate, or one of hold-until, receipt-reactive, balance-reactive.")]
    public SendDocument? Send { get; init; }

    [Description("The priority that their payments of some kinds have.")]
    public KindPriorityDocument? Priority { get; init; }

    [Description("In an outage of a counterparty their limit to it is cut.")]
    public CutLimitsDocument? CutLimits { get; init; }

    [Description("send: from what a bank sees to what it does; greater than 0. Default 1s.")]
    public Duration? ReactionDelay { get; init; }
}

[DisplayName("`priority`")]
public sealed record KindPriorityDocument
{
    [Description("Kinds of payments. Default: all.")]
    public IReadOnlyList<Id>? Kinds { get; init; }

    [RequiredKey]
    [Description("The priority they have instead of their own.")]
    public Clearing.Settlement.Model.Priority? To { get; init; }
}

[DisplayName("`cut-limits`")]
public sealed record CutLimitsDocument
{
    [RequiredKey]
    [Description("The bilateral limit to the stricken counterparty until its outage ends.")]
    public Amount? To { get; init; }

    [Description("How long after the outage began. Default 0s.")]
    public Duration? After { get; init; }
}

[ShortForm("immediate", nameof(IsImmediate))]
[ExactlyOne("hold-until", "receipt-reactive", "balance-reactive")]
[DisplayName("`send`")]
public sealed record SendDocument
{
    [JsonIgnore]
    public bool IsImmediate { get; init; }

    [Description("Sends nothing before this time of the day.")]
    public TimeOfDay? HoldUntil { get; init; }

    [Description("Sends out of what came in during a window.")]
    public ReceiptReactiveDocument? ReceiptReactive { get; init; }

    [Description("Sends what leaves a balance.")]
    public BalanceReactiveDocument? BalanceReactive { get; init; }
}

[DisplayName("`receipt-reactive`")]
public sealed record ReceiptReactiveDocument
{
    [RequiredKey]
    [Description("Length of a window; greater than 0.")]
    public Duration? Window { get; init; }
}

[DisplayName("`balance-reactive`")]
public sealed record BalanceReactiveDocument
{
    [RequiredKey]
    [Description("What the bank keeps.")]
    public Amount? Keep { get; init; }
}

/// <summary>One line of expected facts.</summary>
[DisplayName("an expectation")]
public sealed record ExpectationDocument
{
    [RequiredKey]
    [Description("Name of a system or a member; for metrics also of an arrangement.")]
    public Id? System { get; init; }

    [Description("A participant: the facts are columns of accounts.csv.")]
    public Id? Participant { get; init; }

    [Description("A payment: the facts are status, at, route, reason.")]
    public Id? Payment { get; init; }

    [OtherKeys]
    [JsonIgnore]
    public IReadOnlyDictionary<string, ExpectedFact>? Facts { get; init; }
}
