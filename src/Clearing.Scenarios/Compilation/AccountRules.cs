using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Expressions;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>The rules of one account, or what an entry of `accounts` changes in them (null = nothing).</summary>
internal sealed record AccountRules
{
    public Shortage? Shortage { get; init; }

    public Expression? Floor { get; init; }

    public Expression? Ceiling { get; init; }

    public Expression? Opening { get; init; }

    public Expression? Multilateral { get; init; }

    public Expression? OverdraftCap { get; init; }

    public Expression? OverdraftCollateral { get; init; }

    /// <summary>By class.</summary>
    public required IReadOnlyList<Expression?> Reserves { get; init; }

    public DurationOrNever? AnswerAfter { get; init; }

    public bool? Refuses { get; init; }

    public TopUpRules? TopUp { get; init; }

    /// <summary>These rules with some changed.</summary>
    public AccountRules With(AccountRules change) => new()
    {
        Shortage = change.Shortage ?? Shortage,
        Floor = change.Floor ?? Floor,
        Ceiling = change.Ceiling ?? Ceiling,
        Opening = change.Opening ?? Opening,
        Multilateral = change.Multilateral ?? Multilateral,
        OverdraftCap = change.OverdraftCap ?? OverdraftCap,
        OverdraftCollateral = change.OverdraftCollateral ?? OverdraftCollateral,
        Reserves = [.. Reserves.Zip(change.Reserves, (old, changed) => changed ?? old)],
        AnswerAfter = change.AnswerAfter ?? AnswerAfter,
        Refuses = change.Refuses ?? Refuses,
        TopUp = change.TopUp ?? TopUp,
    };
}

/// <summary>A top-up policy as written.</summary>
internal sealed record TopUpRules(Expression WhenWaiting, Expression Add, Expression? AtMost);

/// <summary>Reads the rules of accounts: those of the system, and what `accounts` changes.</summary>
internal sealed class AccountRulesReader(SystemScope scope)
{
    private readonly CompilationContext _context = scope.Context;

    /// <summary>The rules of every account that no entry of `accounts` names.</summary>
    public AccountRules OfSystem()
    {
        RuleKeys rules = scope.Rules;
        string floor = scope.Position switch
        {
            PositionKind.Balance => "-credit",
            PositionKind.Prefunded => "0",
            _ => "none",
        };
        return new AccountRules
        {
            Shortage = rules.Shortage,
            Floor = scope.Expression(rules.Floor ?? new ExpressionText(floor), scope.At(nameof(rules.Floor))),
            Ceiling = scope.Expression(rules.Ceiling, scope.At(nameof(rules.Ceiling))),
            Opening = scope.FixedExpression(rules.Opening, scope.At(nameof(rules.Opening))),
            Multilateral = rules.Limits is { } limits ? Fixed(limits, limits.Multilateral, nameof(limits.Multilateral))
                : null,
            OverdraftCap = rules.Overdraft is { } cap ? Fixed(cap, cap.Cap, nameof(cap.Cap)) : null,
            OverdraftCollateral = rules.Overdraft is { } overdraft
                ? Fixed(overdraft, overdraft.Collateral, nameof(overdraft.Collateral)) : null,
            Reserves = Reserves(rules.Reserves),
            AnswerAfter = rules.Answer?.After,
        };
    }

    /// <summary>What an entry of `accounts` changes.</summary>
    public AccountRules Change(AccountRulesDocument document)
    {
        Check(document);
        return new AccountRules
        {
            Shortage = document.Shortage,
            Floor = scope.Expression(document.Floor, _context.Marks.Of(document, nameof(document.Floor))),
            Ceiling = scope.Expression(document.Ceiling, _context.Marks.Of(document, nameof(document.Ceiling))),
            Opening = Fixed(document, document.Opening, nameof(document.Opening)),
            Multilateral = Fixed(document, document.Multilateral, nameof(document.Multilateral)),
            OverdraftCap = document.Overdraft is { } cap ? Fixed(cap, cap.Cap, nameof(cap.Cap)) : null,
            OverdraftCollateral = document.Overdraft is { } overdraft
                ? Fixed(overdraft, overdraft.Collateral, nameof(overdraft.Collateral)) : null,
            Reserves = Reserves(document.Reserves),
            AnswerAfter = document.Answer?.After,
            Refuses = document.Answer?.Refuses,
            TopUp = document.TopUp is { } topUp ? TopUp(topUp) : null,
        };
    }

    private Expression? Fixed(object owner, ExpressionText? text, string property) =>
        scope.FixedExpression(text, _context.Marks.Of(owner, property));

    private Expression?[] Reserves(IReadOnlyDictionary<string, ExpressionText>? reserves)
    {
        Expression?[] byClass = new Expression?[scope.ClassNames.Count];
        foreach ((string name, ExpressionText text) in reserves ?? new Dictionary<string, ExpressionText>())
        {
            Mark at = _context.Marks.Of(reserves!, name);
            if (scope.Class(name, at) is { } index)
            {
                byClass[index] = scope.FixedExpression(text, at);
            }
        }

        return byClass;
    }

    private TopUpRules? TopUp(TopUpDocument document)
    {
        Expression? waiting = Fixed(document, document.WhenWaiting, nameof(document.WhenWaiting));
        Expression? add = Fixed(document, document.Add, nameof(document.Add));
        Expression? most = Fixed(document, document.AtMost, nameof(document.AtMost));
        return waiting is null || add is null ? null : new TopUpRules(waiting, add, most);
    }

    /// <summary>What an account changes must be something that the system has.</summary>
    private void Check(AccountRulesDocument document)
    {
        Need(document, document.Answer, nameof(document.Answer), scope.Rules.Answer is not null, "`answer`");
        Need(document, document.Overdraft, nameof(document.Overdraft), scope.Rules.Overdraft is not null,
            "`overdraft`");
        Need(document, document.TopUp, nameof(document.TopUp),
            scope.Rules.Release?.Any(mechanism => mechanism.TopUp is not null) == true, "a mechanism `top-up`");
        Need(document, document.Opening, nameof(document.Opening), scope.Position == PositionKind.Prefunded,
            "`position: prefunded`");
    }

    private void Need(AccountRulesDocument document, object? value, string property, bool isThere, string what)
    {
        if (value is not null && !isThere)
        {
            _context.Error(ErrorCodes.RulesDoNotGoTogether, _context.Marks.Of(document, property),
                $"`{Binding.Kebab.Of(property)}` of an account needs {what} in the system");
        }
    }
}
