using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Values;

/// <summary>An id: text, whatever YAML takes it for.</summary>
public readonly record struct Id(string Text);

/// <summary>An amount in major units, as written; the currency that bounds its decimals is known only later.</summary>
public readonly record struct Amount(string Text);

/// <summary>Intraday credit: an amount, or <c>unlimited</c>.</summary>
public readonly record struct Credit(string Text);

/// <summary>An expression of amounts, or <c>none</c>, as written (docs/reference/rulebook-file.md).</summary>
public readonly record struct ExpressionText(string Text);

/// <summary>Microseconds since local midnight, up to 24:00.</summary>
public readonly record struct TimeOfDay(long SinceMidnightUs);

/// <summary>A time of day, or a local date-time.</summary>
public readonly record struct DueTime(DateOnly? Date, long SinceMidnightUs);

/// <summary>Microseconds, zero or more.</summary>
public readonly record struct Duration(long Us);

/// <summary>Microseconds, zero or more, or <c>never</c> (null).</summary>
public readonly record struct DurationOrNever(long? Us);

/// <summary>Any single value; what it must be depends on the key beside it.</summary>
public readonly record struct AnyScalar(string Text);

/// <summary>Ids of participants, or all of them (null).</summary>
public sealed record ParticipantSet(IReadOnlyList<string>? Ids);

/// <summary>What an expectation wants: a value, or a map with `at-least` and `at-most`, or with `equals`.</summary>
public sealed record ExpectedFact
{
    internal IReadOnlyList<ExpectedBound> Bounds { get; init; } = [];
}

/// <summary>One comparison of an expected fact with its value as written; `null` is the word null.</summary>
internal readonly record struct ExpectedBound(Comparison Comparison, string Written, Mark At);
