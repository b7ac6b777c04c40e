using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Documents;

/// <summary>The keys of a rulebook; a system may override any of them.</summary>
public abstract record RuleKeys
{
    [Description("What it is, for people.")]
    public string? Description { get; init; }

    [Description("What a position is: the reserve balance, or a net position from zero. Default balance.")]
    public PositionKind? Position { get; init; }

    [Description("Lowest position a release may leave: none, an amount, or [-][number *] credit or attribute. "
        + "Default -credit for balances, none for net positions.")]
    public BoundText? Floor { get; init; }

    [Description("Highest position a release may leave, in the words of floor. Default none.")]
    public BoundText? Ceiling { get; init; }

    [Description("Which waiting payments of a payer are looked at: its first, or any. Default fifo.")]
    public QueueDiscipline? Queue { get; init; }

    [Description("Extra release mechanisms, run in the order listed.")]
    public IReadOnlyList<MechanismDocument>? Release { get; init; }

    [Description("Net positions: when the nets are posted. Where it is left out: at the close, wherever that moves.")]
    public IReadOnlyList<TimeOfDay>? Cycles { get; init; }

    [Description("Net positions: what becomes of a cycle that cannot be posted. Default [postpone].")]
    public IReadOnlyList<FailureStepKind>? Failure { get; init; }
}

/// <summary>A rulebook file.</summary>
[DisplayName("the rulebook")]
public sealed record RulebookDocument : RuleKeys
{
    [RequiredKey]
    [Description("Name of the rulebook: a-z, 0-9 and -.")]
    public Id? Rulebook { get; init; }
}

/// <summary>A system of a scenario.</summary>
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
    public NotYet? Members { get; init; }
}

[ExactlyOne("bilateral", "all-or-nothing", "partial")]
[DisplayName("a release mechanism")]
public sealed record MechanismDocument
{
    [Description("Releases payments of two participants to each other that fit together.")]
    public TriggerDocument? Bilateral { get; init; }

    [Description("Releases all waiting payments if they fit together.")]
    public TriggerDocument? AllOrNothing { get; init; }

    [Description("Releases the greatest set of waiting payments that fits together and skips none of a payer.")]
    public TriggerDocument? Partial { get; init; }
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
}
