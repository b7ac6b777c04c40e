using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Expressions;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>What every part of compiling one system shares.</summary>
internal sealed class SystemScope(CompilationContext context, PlannedSystem system, IReadOnlyList<string> kindNames)
{
    private readonly List<string> _classes = [.. NamesOf(system.Rules.Classes?.Select(c => c.Name)
        ?? [new("urgent"), new("high"), new("normal")])];

    private readonly List<string> _phases = [.. NamesOf(system.Rules.Phases?.Select(p => p.Name) ?? [])];

    public CompilationContext Context => context;

    public RuleKeys Rules => system.Rules;

    public NamedSystem System => system.Named;

    public Currency Currency => system.Named.Currency;

    public BusinessCalendar Calendar => system.Named.Calendar;

    public PositionKind Position => system.Rules.Position ?? PositionKind.Balance;

    public IReadOnlyList<string> ClassNames => _classes;

    /// <summary>Place of a key of the system.</summary>
    public Mark At(string property) => context.Marks.Of(Rules, property);

    /// <summary>Refuses a key that this kind of position has no use for.</summary>
    public void CheckFits(string property, bool isGiven, bool fits, string why)
    {
        if (isGiven && !fits)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, At(property),
                $"{why}; this system has `position: {Binding.Kebab.Of(Position.ToString())}`");
        }
    }

    /// <summary>Index of a class, or null after an error.</summary>
    public int? Class(string name, Mark at) => Find(_classes, name, at, ErrorCodes.UnknownClass, "class");

    /// <summary>Index of a phase, or null after an error.</summary>
    public int? Phase(string name, Mark at) => Find(_phases, name, at, ErrorCodes.UnknownPhase, "phase");

    /// <summary>A floor, a ceiling or another expression; null when not given, and after an error.</summary>
    public Expression? Expression(ExpressionText? text, Mark at) =>
        text is { } given ? ExpressionParser.Parse(given.Text, at, Currency, context) : null;

    /// <summary>An expression of what is known when the scenario is read.</summary>
    public Expression? FixedExpression(ExpressionText? text, Mark at)
    {
        Expression? expression = Expression(text, at);
        if (expression is null or { IsFixed: true })
        {
            return expression;
        }

        context.Error(ErrorCodes.Bound, at, "`credit` and sums of limits change while a system runs; only `floor` and "
            + "`ceiling` may depend on them");
        return null;
    }

    public long AmountOr(Amount? amount, Mark at, long other) =>
        amount is { } given ? context.MoneyNotNegative(given.Text, at, Currency) ?? other : other;

    /// <summary>A length of time that must be greater than zero.</summary>
    public long PeriodUs(Duration period, Mark at)
    {
        if (period.Us < 1000)
        {
            context.Error(ErrorCodes.OutOfRange, at, "The period is zero; write at least 1ms");
        }

        return period.Us;
    }

    /// <summary>By kind index, whether it is listed; null = all.</summary>
    public IReadOnlyList<bool>? Kinds(IReadOnlyList<Id>? kinds) => KindsOf(kinds, kindNames, context);

    public static IReadOnlyList<bool>? KindsOf(
        IReadOnlyList<Id>? kinds, IReadOnlyList<string> kindNames, CompilationContext context)
    {
        if (kinds is null)
        {
            return null;
        }

        for (int i = 0; i < kinds.Count; i++)
        {
            if (!Ids.IsKind(kinds[i].Text))
            {
                context.Error(ErrorCodes.Name, context.Marks.Of(kinds, i),
                    $"{Characters.Show(kinds[i].Text)} is not a kind; use {Ids.KindForm}");
            }
        }

        HashSet<string> listed = new(kinds.Select(kind => kind.Text), StringComparer.Ordinal);
        return [.. kindNames.Select(listed.Contains)];
    }

    /// <summary>A bit for each priority; all where none are given.</summary>
    public static byte Priorities(IReadOnlyList<Priority>? priorities) => priorities is null
        ? byte.MaxValue
        : (byte)priorities.Aggregate(0, (mask, priority) => mask | (1 << (int)priority));

    private static IEnumerable<string> NamesOf(IEnumerable<Id?> ids) => ids.Select(id => id?.Text ?? "");

    private int? Find(List<string> names, string name, Mark at, string code, string what)
    {
        int index = names.IndexOf(name);
        if (index >= 0)
        {
            return index;
        }

        context.Error(code, at, names.Count == 0
            ? $"There is no {what} {Characters.Show(name)}; this system has none"
            : $"There is no {what} {Characters.Show(name)}{Nearest.Hint(name, names)}; "
                + $"there are {string.Join(", ", names.Select(known => $"`{known}`"))}");
        return null;
    }
}
