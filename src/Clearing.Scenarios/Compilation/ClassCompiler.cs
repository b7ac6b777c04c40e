using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Expressions;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `classes`.</summary>
internal sealed class ClassCompiler(SystemScope scope)
{
    /// <summary>Most classes of a system.</summary>
    public const int MaxClasses = 16;

    private readonly CompilationContext _context = scope.Context;

    /// <summary>The classes, highest first; none where the priorities are the classes.</summary>
    public IReadOnlyList<PaymentClass> Classes()
    {
        IReadOnlyList<ClassDocument> documents = scope.Rules.Classes ?? [];
        if (scope.Rules.Classes is { Count: 0 or > MaxClasses } wrong)
        {
            _context.Error(ErrorCodes.OutOfRange, scope.At(nameof(RuleKeys.Classes)),
                $"`classes` has {wrong.Count} entries; write 1 to {MaxClasses}, or leave it out");
        }

        Names.Check(_context, "class", documents, document => (document.Name?.Text, nameof(document.Name)));
        List<PaymentClass> classes = [];
        foreach (ClassDocument document in documents)
        {
            QueueDiscipline queue = document.Queue ?? scope.Rules.Queue ?? QueueDiscipline.Fifo;
            classes.Add(new PaymentClass
            {
                Name = document.Name?.Text ?? "",
                Queue = queue,
                Blocks = document.Blocks ?? queue == QueueDiscipline.Fifo,
                IsOneByOne = document.OneByOne ?? true,
                IsLimited = document.Limited ?? true,
            });
        }

        return classes;
    }

    /// <summary>Which class takes which payments: those that say something first, in order.</summary>
    /// <param name="participants">The accounts.</param>
    /// <param name="openingMinor">By account, the opening requirement; null where the system has none.</param>
    public IReadOnlyList<ClassRule> Rules(IReadOnlyList<Participant> participants, IReadOnlyList<long>? openingMinor)
    {
        IReadOnlyList<ClassDocument> documents = scope.Rules.Classes ?? [];
        List<ClassRule> rules = [];
        List<ClassRule> others = [];
        for (int i = 0; i < documents.Count; i++)
        {
            ClassDocument document = documents[i];
            bool says = document.Priorities is not null || document.Kinds is not null || document.Amount is not null;
            (says ? rules : others).Add(Rule(document, i, participants, openingMinor));
        }

        return [.. rules, .. others];
    }

    private ClassRule Rule(
        ClassDocument document, int index, IReadOnlyList<Participant> participants, IReadOnlyList<long>? openingMinor)
    {
        ClassRule rule = new()
        {
            Class = index,
            Priorities = SystemScope.Priorities(document.Priorities),
            Kinds = scope.Kinds(document.Kinds),
        };
        if (document.Amount is not { } amount)
        {
            return rule;
        }

        Mark At(string property) => _context.Marks.Of(amount, property);
        Expression? below = scope.FixedExpression(amount.Below, At(nameof(amount.Below)));
        rule = rule with
        {
            AtLeastMinor = scope.AmountOr(amount.AtLeast, At(nameof(amount.AtLeast)), 0),
            AtMostMinor = scope.AmountOr(amount.AtMost, At(nameof(amount.AtMost)), long.MaxValue),
            BelowMinor = below is null
                ? null
                : [.. participants.Select((participant, i) => AccountCompiler.HasRules(participant)
                    ? below.AmountOf(participant, openingMinor?[i]) ?? long.MaxValue : 0)],
        };
        Names.CheckRange(_context, rule.AtLeastMinor, rule.AtMostMinor, At(nameof(amount.AtMost)));
        return rule;
    }
}

/// <summary>Checks that several parts share.</summary>
internal static class Names
{
    /// <summary>Checks the names of a list: their form, and that none comes twice.</summary>
    public static void Check<T>(
        CompilationContext context, string what, IReadOnlyList<T> documents,
        Func<T, (string? Name, string Property)> nameOf)
        where T : class
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (T document in documents)
        {
            (string? name, string property) = nameOf(document);
            Mark at = context.Marks.Of(document, property);
            if (name is not null && context.CheckName(name, at) && !seen.Add(name))
            {
                context.Error(ErrorCodes.Duplicate, at, $"The {what} {Characters.Show(name)} is there already");
            }
        }
    }

    /// <summary>Refuses a greatest amount below the smallest.</summary>
    public static void CheckRange(CompilationContext context, long atLeast, long atMost, Mark at)
    {
        if (atMost < atLeast)
        {
            context.Error(ErrorCodes.OutOfOrder, at, "`at-most` is below `at-least`");
        }
    }
}
