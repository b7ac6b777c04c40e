using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `phases`.</summary>
internal sealed class PhaseCompiler(SystemScope scope)
{
    /// <summary>Most phases of a system.</summary>
    public const int MaxPhases = 63;

    private readonly CompilationContext _context = scope.Context;

    public IReadOnlyList<Phase> Compile()
    {
        IReadOnlyList<PhaseDocument> documents = scope.Rules.Phases ?? [];
        if (documents.Count > MaxPhases)
        {
            _context.Error(ErrorCodes.OutOfRange, scope.At(nameof(RuleKeys.Phases)),
                $"`phases` has {documents.Count} entries; write at most {MaxPhases}");
        }

        Names.Check(_context, "phase", documents, document => (document.Name?.Text, nameof(document.Name)));
        List<Phase> phases = [];
        bool requires = false;
        foreach (PhaseDocument document in documents)
        {
            requires |= document.Do?.Contains(PhaseAction.Require) == true;
            Check(document, requires);
            phases.Add(Compile(document));
        }

        return phases;
    }

    private Phase Compile(PhaseDocument document) => new()
    {
        Name = document.Name?.Text ?? "",
        Accepts = Accepts(document),
        AcceptsRelief = document.Accepts is { IsRelief: true },
        WaivesCeilings = document.Ceilings == CeilingsWord.Waived,
        Promotes = document.Promotes is { } promotes ? Promotions(promotes) : null,
        Actions = document.Do ?? [],
        EndsWhen = document.EndsWhen ?? PhaseEnd.None,
    };

    private IReadOnlyList<bool>? Accepts(PhaseDocument document)
    {
        if (document.Accepts is null && document.Refuses is { } refused)
        {
            return [.. scope.Kinds(refused)!.Select(isRefused => !isRefused)];
        }

        if (document.Refuses is not null)
        {
            _context.Error(ErrorCodes.KeysDoNotGoTogether, _context.Marks.Of(document, nameof(document.Refuses)),
                "`refuses` does not go together with `accepts`; write one of the two");
        }

        return document.Accepts is { IsNone: true } ? scope.Kinds([]) : scope.Kinds(document.Accepts?.Kinds);
    }

    private int[] Promotions(IReadOnlyDictionary<string, Id> promotes)
    {
        int[] to = [.. Enumerable.Range(0, scope.ClassNames.Count)];
        foreach ((string name, Id other) in promotes)
        {
            Mark at = _context.Marks.Of(promotes, name);
            if (scope.Class(name, at) is { } from && scope.Class(other.Text, at) is { } target)
            {
                to[from] = target;
            }
        }

        return to;
    }

    private void Check(PhaseDocument document, bool requires)
    {
        if (document.EndsWhen == PhaseEnd.RequirementsPaid && !requires)
        {
            _context.Error(ErrorCodes.RulesDoNotGoTogether, _context.Marks.Of(document, nameof(document.EndsWhen)),
                "`requirements-paid` waits for what `require` asks; no phase up to this one does `require`");
        }

        IReadOnlyList<PhaseAction> actions = document.Do ?? [];
        for (int i = 0; i < actions.Count; i++)
        {
            if (actions[i] is PhaseAction.Require or PhaseAction.PayOut && scope.Position == PositionKind.Balance)
            {
                _context.Error(ErrorCodes.RulesDoNotGoTogether, _context.Marks.Of(actions, i),
                    $"`{Binding.Kebab.Of(actions[i].ToString())}` is about positions that are funded; "
                    + "this system has `position: balance`");
            }
        }
    }
}
