using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Expressions;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>What a system does about a cycle that cannot be posted.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Collateral">What each account has posted; null = nothing.</param>
/// <param name="Pool">What each has paid into the pool; null = nothing.</param>
internal sealed record FailureRules(IReadOnlyList<FailureStep> Steps, Expression? Collateral, Expression? Pool);

/// <summary>Compiles `failure`.</summary>
internal sealed class FailureCompiler(SystemScope scope)
{
    private readonly CompilationContext _context = scope.Context;

    public FailureRules Compile()
    {
        if (scope.Rules.Failure is not { } documents)
        {
            return new FailureRules([new FailureStep(FailureStepKind.Postpone)], null, null);
        }

        if (documents.Count == 0)
        {
            _context.Error(ErrorCodes.OutOfRange, scope.At(nameof(RuleKeys.Failure)),
                "`failure` is empty; write at least one step, such as [postpone]");
        }

        List<FailureStep> steps = [];
        Expression? collateral = null;
        Expression? pool = null;
        foreach (FailureStepDocument document in documents)
        {
            if (Step(document) is not { } step)
            {
                continue;
            }

            if (step.Kind is FailureStepKind.Collateral or FailureStepKind.Pool
                && steps.Exists(other => other.Kind == step.Kind))
            {
                _context.Error(ErrorCodes.Duplicate, _context.Marks.Of(document),
                    $"The step `{Binding.Kebab.Of(step.Kind.ToString())}` is there already");
            }

            steps.Add(step);
            collateral = document.Collateral is { } posted ? Resource(posted) : collateral;
            pool = document.Pool is { } paid ? Resource(paid) : pool;
        }

        return new FailureRules(steps, collateral, pool);
    }

    private FailureStep? Step(FailureStepDocument document) => document switch
    {
        { IsGuarantee: true } => new(FailureStepKind.Guarantee),
        { IsPostpone: true } => new(FailureStepKind.Postpone),
        { Grace: { } grace } => new(FailureStepKind.Grace,
            scope.PeriodUs(grace, _context.Marks.Of(document, nameof(document.Grace)))),
        { Collateral: not null } => new(FailureStepKind.Collateral),
        { Pool: not null } => new(FailureStepKind.Pool),
        { Share.By: { } basis } => new(FailureStepKind.Share, Basis: basis),
        { Unwind: UnwindScope.Defaulter } => new(FailureStepKind.UnwindDefaulter),
        { Unwind: UnwindScope.All } => new(FailureStepKind.UnwindAll),
        _ => null,
    };

    private Expression? Resource(ResourceDocument document) =>
        scope.FixedExpression(document.From, _context.Marks.Of(document, nameof(document.From)));
}
