using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>A scenario file as written. What each key means stands in docs/reference/scenario-file.md.</summary>
[DisplayName("the scenario")]
public sealed record ScenarioDocument
{
    [RequiredKey]
    [Description("Name of the scenario: a-z, 0-9 and -.")]
    public Id? Name { get; init; }

    [Description("What the scenario is about, for people.")]
    public string? Description { get; init; }

    [Description("Start of every random stream. Required as soon as anything is drawn at random.")]
    public ulong? Seed { get; init; }

    [Description("ISO 4217 code of every amount. Default USD.")]
    public Id? Currency { get; init; }

    [Description("The business days.")]
    public CalendarDocument? Calendar { get; init; }

    [RequiredKey]
    [Description("The banks: rows, files and generators.")]
    public IReadOnlyList<ParticipantDocument>? Participants { get; init; }

    [RequiredKey]
    [Description("The payments: rows, files and generators.")]
    public IReadOnlyList<PaymentDocument>? Payments { get; init; }

    [RequiredKey]
    [Description("The settlement systems, which run on the same participants and payments side by side.")]
    public IReadOnlyList<SystemDocument>? Systems { get; init; }

    [Description("Bilateral limits that hold from the first open.")]
    public IReadOnlyList<LimitDocument>? Limits { get; init; }

    [Description("The script of shocks and orders.")]
    public IReadOnlyList<EventDocument>? Events { get; init; }

    [Description("When banks send. Where nothing is said: at once.")]
    public IReadOnlyList<BehaviourDocument>? Behaviours { get; init; }

    [Description("The message network between banks and systems.")]
    public NetworkDocument? Network { get; init; }

    [Description("Banks that are no members and pay through one that is.")]
    public IReadOnlyList<CorrespondentDocument>? Correspondents { get; init; }

    [Description("Facts that are checked at the end of the run.")]
    public IReadOnlyList<ExpectationDocument>? Expect { get; init; }
}

/// <summary>What may live on over the night.</summary>
public enum CarryItem
{
    Balances,
    Queue,
    Positions,
}

[DisplayName("the calendar")]
public sealed record CalendarDocument
{
    [Description("First business date. Default 2026-01-05.")]
    public DateOnly? Date { get; init; }

    [Description("Default 00:00. An open later than the close belongs to the evening before.")]
    public TimeOfDay? Open { get; init; }

    [Description("Default 24:00.")]
    public TimeOfDay? Close { get; init; }

    [Description("How many business days. Default 1.")]
    public int? Days { get; init; }

    [Description("IANA time zone. Default UTC.")]
    public Id? TimeZone { get; init; }

    [Description("Days of the week without business. Default [saturday, sunday]; [] = none.")]
    public IReadOnlyList<DayOfWeek>? Weekend { get; init; }

    [Description("Dates without business.")]
    public IReadOnlyList<DateOnly>? Holidays { get; init; }

    [Description("What lives on over the night. Default [balances].")]
    public IReadOnlyList<CarryItem>? Carry { get; init; }
}

[DisplayName("a limit")]
public sealed record LimitDocument
{
    [Description("Name of a system, a member or an arrangement. Default: all.")]
    public Id? System { get; init; }

    [RequiredKey]
    [Description("Participant whose outflow is bounded.")]
    public Id? From { get; init; }

    [RequiredKey]
    [Description("Participant it flows to.")]
    public Id? To { get; init; }

    [RequiredKey]
    [Description("Greatest outflow less inflow.")]
    public Amount? Bilateral { get; init; }
}
