using System.ComponentModel;
using System.Text.Json.Serialization;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Documents;

[DisplayName("`hours`")]
public sealed record HoursDocument
{
    [Description("Default: the calendar's. An open later than the close belongs to the evening before.")]
    public TimeOfDay? Open { get; init; }

    [Description("Default: the calendar's.")]
    public TimeOfDay? Close { get; init; }

    [Description("True: each business day reaches from the close before it to its own close. Default false.")]
    public bool? Continuous { get; init; }
}

[DisplayName("`amount`")]
public sealed record AmountRangeDocument
{
    [Description("Smallest amount taken.")]
    public Amount? AtLeast { get; init; }

    [Description("Greatest amount taken.")]
    public Amount? AtMost { get; init; }

    [Description("Business dates on which another greatest amount holds.")]
    public IReadOnlyList<AmountOnDocument>? On { get; init; }
}

[DisplayName("an entry of `on`")]
public sealed record AmountOnDocument
{
    [RequiredKey]
    [Description("Business dates; those that the calendar does not have mean nothing.")]
    public IReadOnlyList<DateOnly>? Dates { get; init; }

    [RequiredKey]
    [Description("Greatest amount taken on them.")]
    public Amount? AtMost { get; init; }
}

[DisplayName("a class")]
public sealed record ClassDocument
{
    [RequiredKey]
    [Description("Name of the class, unique in the system: a-z, 0-9 and -.")]
    public Id? Name { get; init; }

    [Description("Priorities it takes. Default: all.")]
    public IReadOnlyList<Priority>? Priorities { get; init; }

    [Description("Kinds it takes. Default: all.")]
    public IReadOnlyList<Id>? Kinds { get; init; }

    [Description("Amounts it takes. Default: all.")]
    public ClassAmountDocument? Amount { get; init; }

    [Description("Its discipline. Default: `queue` of the system.")]
    public QueueDiscipline? Queue { get; init; }

    [Description("Whether lower classes of a payer wait while one of it does. Default: true for fifo.")]
    public bool? Blocks { get; init; }

    [Description("False: only mechanisms release it. Default true.")]
    public bool? OneByOne { get; init; }

    [Description("Whether limits bind and count it. Default true.")]
    public bool? Limited { get; init; }
}

[DisplayName("`amount`")]
public sealed record ClassAmountDocument
{
    [Description("Smallest amount.")]
    public Amount? AtLeast { get; init; }

    [Description("Greatest amount.")]
    public Amount? AtMost { get; init; }

    [Description("Smaller than this of the payer, or than this of the payee: an expression.")]
    public ExpressionText? Below { get; init; }
}

[DisplayName("`limits`")]
public sealed record LimitRulesDocument
{
    [Description("False: limits make up caps and bind no payment. Default true.")]
    public bool? Bind { get; init; }

    [Description("Bounds the flow to all to whom there is no bilateral limit: an expression. Default none.")]
    public ExpressionText? Multilateral { get; init; }
}

[ExactlyOne("bilateral", "all-or-nothing", "partial", "distribute", "top-up")]
[DisplayName("a release mechanism")]
public sealed record MechanismDocument
{
    [Description("Releases payments of two participants to each other that fit together.")]
    public TriggerDocument? Bilateral { get; init; }

    [Description("Releases all waiting payments if they fit together.")]
    public TriggerDocument? AllOrNothing { get; init; }

    [Description("Releases the greatest set of waiting payments that fits together and skips none of a payer.")]
    public TriggerDocument? Partial { get; init; }

    [Description("Pays out the positions at whose ceiling a payment waits.")]
    public TriggerDocument? Distribute { get; init; }

    [Description("Accounts with a `top-up` policy add money to their positions.")]
    public TriggerDocument? TopUp { get; init; }
}

/// <summary>What a `when:` trigger watches.</summary>
public enum TriggerWord
{
    Change,
    Entry,
}

[ExactlyOne("every", "at", "when")]
[DisplayName("a trigger")]
public sealed record TriggerDocument
{
    [Description("At open + k times this, up to and including the close.")]
    public Duration? Every { get; init; }

    [Description("At these times of day.")]
    public IReadOnlyList<TimeOfDay>? At { get; init; }

    [Description("After a change, or for each payment that did not go at once.")]
    public TriggerWord? When { get; init; }

    [Description("Classes whose payments it looks at. Default: all.")]
    public IReadOnlyList<Id>? Classes { get; init; }

    [Description("Phases in which it runs. Default: the whole day.")]
    public IReadOnlyList<Id>? Phases { get; init; }
}

/// <summary>Who is unwound.</summary>
public enum UnwindScope
{
    Defaulter,
    All,
}

[ShortForm("guarantee", nameof(IsGuarantee))]
[ShortForm("postpone", nameof(IsPostpone))]
[ExactlyOne("grace", "collateral", "pool", "share", "unwind")]
[DisplayName("a step of `failure`")]
public sealed record FailureStepDocument
{
    [JsonIgnore]
    public bool IsGuarantee { get; init; }

    [JsonIgnore]
    public bool IsPostpone { get; init; }

    [Description("The posting is tried once more after this.")]
    public Duration? Grace { get; init; }

    [Description("The collateral of the one who failed pays.")]
    public ResourceDocument? Collateral { get; init; }

    [Description("The pool that all paid into pays.")]
    public ResourceDocument? Pool { get; init; }

    [Description("The survivors pay, each its share.")]
    public ShareDocument? Share { get; init; }

    [Description("Payments are taken out: those of the one who failed, or all of the cycle.")]
    public UnwindScope? Unwind { get; init; }
}

[DisplayName("this step")]
public sealed record ResourceDocument
{
    [RequiredKey]
    [Description("What each participant has posted or paid in: an expression.")]
    public ExpressionText? From { get; init; }
}

[DisplayName("`share`")]
public sealed record ShareDocument
{
    [RequiredKey]
    [Description("What the shares go by.")]
    public ShareBasis? By { get; init; }
}

[DisplayName("`answer`")]
public sealed record AnswerDocument
{
    [RequiredKey]
    [Description("Without an answer after this the payment is rejected; greater than 0.")]
    public Duration? Timeout { get; init; }

    [Description("How long after the question payees answer, or `never`. Default 0s.")]
    public DurationOrNever? After { get; init; }

    [Description("Whether money is set aside at entry; else bounds are tested when the answer comes. Default true.")]
    public bool? Earmark { get; init; }
}

[DisplayName("a phase")]
public sealed record PhaseDocument
{
    [RequiredKey]
    [Description("Name of the phase, unique in the system: a-z, 0-9 and -.")]
    public Id? Name { get; init; }

    [RequiredKey]
    [Description("When it begins: a time of day, `open`, or before-close or after-open.")]
    public PhaseStartDocument? From { get; init; }

    [Description("Kinds that are taken, `none`, or `relief`: payments to an account that is short. Default: all.")]
    public AcceptsDocument? Accepts { get; init; }

    [Description("Kinds that are no longer taken; all others are.")]
    public IReadOnlyList<Id>? Refuses { get; init; }

    [Description("`waived`: no ceiling binds.")]
    public CeilingsWord? Ceilings { get; init; }

    [Description("Classes whose payments move to another one.")]
    public IReadOnlyDictionary<string, Id>? Promotes { get; init; }

    [Description("What is done at its beginning, in order.")]
    public IReadOnlyList<PhaseAction>? Do { get; init; }

    [Description("What ends it before its time. Default none.")]
    public PhaseEnd? EndsWhen { get; init; }
}

/// <summary>What a phase does to ceilings.</summary>
public enum CeilingsWord
{
    Bind,
    Waived,
}

[ShortForm("open", nameof(IsOpen))]
[ScalarForm(nameof(Time))]
[ExactlyOne("before-close", "after-open")]
[DisplayName("`from`")]
public sealed record PhaseStartDocument
{
    [JsonIgnore]
    public bool IsOpen { get; init; }

    [JsonIgnore]
    public TimeOfDay? Time { get; init; }

    [Description("So long before the planned close.")]
    public Duration? BeforeClose { get; init; }

    [Description("So long after the open.")]
    public Duration? AfterOpen { get; init; }
}

[ShortForm("none", nameof(IsNone))]
[ShortForm("relief", nameof(IsRelief))]
[ListForm(nameof(Kinds))]
[DisplayName("`accepts`")]
public sealed record AcceptsDocument
{
    [JsonIgnore]
    public bool IsNone { get; init; }

    [JsonIgnore]
    public bool IsRelief { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Id>? Kinds { get; init; }
}

[DisplayName("`overdraft`")]
public sealed record OverdraftDocument
{
    [RequiredKey]
    [Description("Length of a period, at whose end balances are measured; greater than 0.")]
    public Duration? Every { get; init; }

    [Description("The cap that is measured, not enforced: an expression. Default none.")]
    public ExpressionText? Cap { get; init; }

    [Description("How much of an overdraft collateral covers: an expression. Default 0.")]
    public ExpressionText? Collateral { get; init; }

    [Description("Price of uncollateralised use, a year. Default 0.")]
    public decimal? Rate { get; init; }

    [Description("Days of the price year. Default 360.")]
    public int? DaysOfYear { get; init; }

    [Description("Periods over which a day's overdrafts are averaged. Default: those of the day's hours.")]
    public int? PeriodsOfDay { get; init; }

    [Description("What is forgiven over some business days.")]
    public WaiverDocument? Waiver { get; init; }

    [Description("Price of a balance that is still negative at the close, a year. Default 0.")]
    public decimal? OvernightRate { get; init; }
}

[DisplayName("`waiver`")]
public sealed record WaiverDocument
{
    [RequiredKey]
    [Description("Charge that is forgiven.")]
    public Amount? Amount { get; init; }

    [Description("Over so many business days. Default 10.")]
    public int? Days { get; init; }
}

/// <summary>What a `when:` observation watches.</summary>
public enum ObserveWord
{
    Change,
}

[ExactlyOne("every", "when")]
[DisplayName("`observe`")]
public sealed record ObserveDocument
{
    [Description("Every so often from the open.")]
    public Duration? Every { get; init; }

    [Description("After every change.")]
    public ObserveWord? When { get; init; }
}

[DisplayName("an entry of `accounts`")]
public sealed record AccountRulesDocument
{
    [RequiredKey]
    [Description("Ids, or `all`.")]
    public ParticipantSet? Participants { get; init; }

    [Description("As for the system.")]
    public Shortage? Shortage { get; init; }

    [Description("As for the system.")]
    public ExpressionText? Floor { get; init; }

    [Description("As for the system.")]
    public ExpressionText? Ceiling { get; init; }

    [Description("As for the system.")]
    public ExpressionText? Opening { get; init; }

    [Description("As for the system; classes that are not named stay as they are.")]
    public IReadOnlyDictionary<string, ExpressionText>? Reserves { get; init; }

    [Description("As `multilateral` under `limits`.")]
    public ExpressionText? Multilateral { get; init; }

    [Description("How these payees answer.")]
    public AnswerHabitDocument? Answer { get; init; }

    [Description("When and how much these banks add to their positions, where a `top-up` mechanism runs.")]
    public TopUpDocument? TopUp { get; init; }

    [Description("As for the system.")]
    public AccountOverdraftDocument? Overdraft { get; init; }
}

[DisplayName("`answer` of an account")]
public sealed record AnswerHabitDocument
{
    [Description("So long after the question, or `never`. Default: that of the system.")]
    public DurationOrNever? After { get; init; }

    [Description("True: with no. Default false.")]
    public bool? Refuses { get; init; }
}

[DisplayName("`top-up`")]
public sealed record TopUpDocument
{
    [RequiredKey]
    [Description("When at least so much of its payments waits: an expression.")]
    public ExpressionText? WhenWaiting { get; init; }

    [RequiredKey]
    [Description("So much at a time: an expression.")]
    public ExpressionText? Add { get; init; }

    [Description("In all, a day: an expression. Default none.")]
    public ExpressionText? AtMost { get; init; }
}

[DisplayName("`overdraft` of an account")]
public sealed record AccountOverdraftDocument
{
    [Description("As for the system.")]
    public ExpressionText? Cap { get; init; }

    [Description("As for the system.")]
    public ExpressionText? Collateral { get; init; }
}
