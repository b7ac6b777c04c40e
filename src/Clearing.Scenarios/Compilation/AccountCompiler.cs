using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Expressions;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// Compiles the accounts of a system: one for each participant, in their order. An account that stands for another
/// system, and one of a participant that settles through another, has none of the rules.
/// </summary>
internal sealed class AccountCompiler(
    SystemScope scope, IReadOnlyList<Participant> participants, IReadOnlySet<int> keepsAccountsOf)
{
    private readonly CompilationContext _context = scope.Context;
    private readonly Dictionary<int, AccountRules> _ownRules = [];

    /// <summary>True for an account to which the rules of a system apply.</summary>
    public static bool HasRules(Participant participant) => participant is { StandsFor: < 0, Via: < 0 };

    /// <summary>The accounts by index.</summary>
    public IReadOnlyList<Account> Compile(FailureRules failure)
    {
        AccountRules usual = Rules();
        List<Account> accounts = new(participants.Count);
        for (int i = 0; i < participants.Count; i++)
        {
            Participant participant = participants[i];
            Account bare = new()
            {
                Id = participant.Id,
                Owner = i,
                CurrencyCode = scope.Currency.Code,
                OpeningBalanceMinor = _context.BalanceOf(participant, scope.Currency),
                CreditMinor = _context.CreditOf(participant, scope.Currency),
            };
            accounts.Add(HasRules(participant)
                ? Ruled(bare, participant, _ownRules.GetValueOrDefault(i, usual), failure)
                : bare with
                {
                    Floor = Bound.Fixed(0),
                    StandsForSystem = participant.StandsFor >= 0,
                    IsMember = participant.StandsFor < 0 || keepsAccountsOf.Contains(participant.StandsFor),
                });
        }

        return accounts;
    }

    /// <summary>The usual rules; those of accounts that differ are put aside.</summary>
    private AccountRules Rules()
    {
        AccountRulesReader reader = new(scope);
        AccountRules usual = reader.OfSystem();
        foreach (AccountRulesDocument document in scope.Rules.Accounts ?? [])
        {
            AccountRules change = reader.Change(document);
            if (document.Participants is not { } set)
            {
                continue;
            }

            if (set.Ids is not { } ids)
            {
                usual = usual.With(change);
                foreach (int account in _ownRules.Keys.ToList())
                {
                    _ownRules[account] = _ownRules[account].With(change);
                }

                continue;
            }

            for (int i = 0; i < ids.Count; i++)
            {
                if (_context.Participant(ids[i], _context.Marks.Of(set, i)) is { } account)
                {
                    _ownRules[account] = _ownRules.GetValueOrDefault(account, usual).With(change);
                }
            }
        }

        return usual;
    }

    private Account Ruled(Account bare, Participant participant, AccountRules rules, FailureRules failure)
    {
        long? opening = rules.Opening is null ? null : Amount(rules.Opening, participant, null, 0);
        long AmountOr(Expression? expression, long other) => Amount(expression, participant, opening, other);
        return bare with
        {
            Floor = rules.Shortage == Shortage.Overdraft
                ? Bound.None : rules.Floor?.BoundOf(participant, opening) ?? Bound.None,
            Ceiling = rules.Ceiling?.BoundOf(participant, opening) ?? Bound.None,
            ReservesMinor = rules.Reserves.Any(reserve => reserve is not null)
                ? [.. rules.Reserves.Select(reserve => AmountOr(reserve, 0))] : null,
            MultilateralLimitMinor = AmountOr(rules.Multilateral, long.MaxValue),
            RejectsShort = rules.Shortage == Shortage.Reject,
            OpeningRequirementMinor = opening ?? 0,
            CollateralMinor = AmountOr(failure.Collateral, 0),
            PoolContributionMinor = AmountOr(failure.Pool, 0),
            Answer = new AnswerHabit(rules.AnswerAfter is { } after ? after.Us ?? -1 : 0, rules.Refuses ?? false),
            TopUp = rules.TopUp is { } topUp
                ? new TopUpPolicy(AmountOr(topUp.WhenWaiting, 0), AmountOr(topUp.Add, 0),
                    AmountOr(topUp.AtMost, long.MaxValue))
                : null,
            OverdraftCapMinor = AmountOr(rules.OverdraftCap, long.MaxValue),
            OverdraftCollateralMinor = AmountOr(rules.OverdraftCollateral, 0),
        };
    }

    private long Amount(Expression? expression, Participant participant, long? opening, long other)
    {
        long amount = expression?.AmountOf(participant, opening) ?? other;
        if (amount < 0)
        {
            _context.Error(ErrorCodes.OutOfRange, expression!.At,
                $"This is {scope.Currency.Format(amount)} for the participant {participant.Id}; it must be 0 or more");
        }

        return amount;
    }
}
