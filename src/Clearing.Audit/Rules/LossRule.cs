using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Rules;

/// <summary>
/// Holds what covers losses of cycles to the rulebook: only for somebody who was told to have failed, from a step that
/// there is, and from collateral and pool no more in a day than was paid in.
/// </summary>
internal sealed class LossRule(SystemDefinition system)
{
    private readonly HashSet<int> _failed = [];
    private readonly Int128[] _collateralMinor = new Int128[system.Accounts.Count];
    private readonly Int128[] _poolMinor = new Int128[system.Accounts.Count];
    private bool _isPosted;

    /// <summary>What is wrong with an event; null = nothing.</summary>
    public string? Take(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.DayOpened:
                Array.Clear(_collateralMinor);
                Array.Clear(_poolMinor);
                return null;
            case EventKind.CyclePosted:
                _isPosted = true;
                return null;
            case EventKind.NetFailed:
                if (_isPosted)
                {
                    _failed.Clear();
                    _isPosted = false;
                }

                _failed.Add(e.From);
                return null;
            case EventKind.LossCovered:
                return Cover(e);
            default:
                return null;
        }
    }

    private string? Cover(in SettlementEvent e)
    {
        string what = $"{e.AmountMinor} minor units cover a loss at {e.Time}, and ";
        if (e.AmountMinor <= 0 || !_isPosted || !_failed.Contains(e.To))
        {
            return what + "nobody has failed whose it could be";
        }

        FailureStepKind? kind = e.Payment >= 0 && e.Payment < system.Failure.Count
            ? system.Failure[e.Payment].Kind
            : null;
        bool isRight = kind switch
        {
            FailureStepKind.Share => e.From >= 0 && e.From != e.To,
            FailureStepKind.Guarantee => e.From == -1,
            FailureStepKind.Collateral => e.From == e.To
                && (_collateralMinor[e.From] += e.AmountMinor) <= system.Accounts[e.From].CollateralMinor,
            FailureStepKind.Pool => e.From >= 0
                && (_poolMinor[e.From] += e.AmountMinor) <= system.Accounts[e.From].PoolContributionMinor,
            _ => false,
        };
        string payer = e.From < 0 ? "the operator" : system.Accounts[e.From].Id;
        return isRight ? null : what + $"{payer} does not owe it by step {e.Payment}";
    }
}
