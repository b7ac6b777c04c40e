using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Rules;

/// <summary>
/// Holds what is taken from the balances of a system whose positions are something else to their credit: the nets of
/// its cycles, and what is paid into positions.
/// </summary>
internal sealed class PostingRule
{
    private readonly SystemDefinition _system;
    private readonly long[] _creditMinor;
    private readonly bool _hasBalances;
    private bool _inFile;

    public PostingRule(SystemDefinition system)
    {
        _system = system;
        _hasBalances = system.Position != PositionKind.Balance && !system.SettlesElsewhere;
        _creditMinor = [.. system.Accounts.Select(account => account.CreditMinor)];
    }

    /// <summary>Movements that were judged.</summary>
    public long Judged { get; private set; }

    /// <summary>What an event takes from a balance that does not have it; null = nothing.</summary>
    /// <param name="e">The event.</param>
    /// <param name="beforeMinor">The balance of its account before it.</param>
    public string? Take(in SettlementEvent e, long beforeMinor)
    {
        switch (e.Kind)
        {
            case EventKind.CreditSet:
                _creditMinor[e.From] = e.AmountMinor;
                return null;
            case EventKind.CyclePosted or EventKind.FilePosted:
                _inFile = e.Kind == EventKind.FilePosted;
                return null;
            case EventKind.NetPosted when _hasBalances && !_inFile && e.AmountMinor < 0:
                return Judge(e, beforeMinor, "the posting of its net");
            case EventKind.Funded when _hasBalances:
                return Judge(e, beforeMinor, "what it pays into its position");
            default:
                return null;
        }
    }

    private string? Judge(in SettlementEvent e, long beforeMinor, string what)
    {
        Judged++;
        long credit = _creditMinor[e.From];
        return credit != long.MaxValue && e.PayerBalanceMinor < Math.Min(-credit, beforeMinor)
            ? $"{what} leaves {_system.Accounts[e.From].Id} with {e.PayerBalanceMinor} at {e.Time}, less than "
                + $"{-credit}, minus its credit"
            : null;
    }
}
