using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Accounts;

/// <summary>
/// Brings the accounts of one system up to date from its events, as a run's accounts.csv is made from them (a test
/// holds the two to each other).
/// </summary>
internal sealed class AccountFold
{
    private readonly SystemDefinition _system;
    private readonly AccountTotals[] _accounts;
    private readonly bool _settlementMoves;

    // Payments whose money is set aside. What was aside before a copy was kept is not known here; then the accounts do
    // not agree with the ledger, and are worked out from the beginning.
    private readonly HashSet<int> _aside = [];

    public AccountFold(SystemDefinition system, AccountTotals[]? known)
    {
        _system = system;
        _settlementMoves = system.Position == PositionKind.Balance || system.SettlesElsewhere
            || (system.Position == PositionKind.Net && system.Finality == Finality.Cycle);
        _accounts = known is not null ? [.. known] : [.. system.Accounts.Select((_, i) => New(OpeningOf(i)))];
    }

    public SystemAccounts Accounts => new(_system.Name, [.. _accounts]);

    public void Take(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Settled:
                Settle(e);
                break;
            case EventKind.BalanceAdded or EventKind.NetPosted:
                Set(e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Earmarked when _settlementMoves:
                _aside.Add(e.Payment);
                Set(e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled when _aside.Remove(e.Payment):
                Set(e.From, _accounts[e.From].BalanceMinor + e.AmountMinor);
                break;
            case EventKind.Funded or EventKind.PaidOut:
                Set(e.From, _system.SettlesElsewhere ? e.PayeeBalanceMinor : e.PayerBalanceMinor);
                break;
            case EventKind.LossCovered when e.From >= 0 && !_system.SettlesElsewhere:
                Set(e.From, e.PayerBalanceMinor);
                break;
            case EventKind.DayOpened when !(_system.SettlesElsewhere ? _system.CarryPositions : _system.CarryBalances):
                for (int i = 0; i < _accounts.Length; i++)
                {
                    _accounts[i].BalanceMinor = OpeningOf(i);
                }

                break;
        }
    }

    private void Settle(in SettlementEvent e)
    {
        ref AccountTotals payer = ref _accounts[e.From];
        payer.SentCount++;
        payer.SentMinor += e.AmountMinor;
        ref AccountTotals payee = ref _accounts[e.To];
        payee.ReceivedCount++;
        payee.ReceivedMinor += e.AmountMinor;
        if (_settlementMoves)
        {
            _aside.Remove(e.Payment);
            Set(e.From, e.PayerBalanceMinor);
            Set(e.To, e.PayeeBalanceMinor);
        }
    }

    private void Set(int account, long balanceMinor)
    {
        ref AccountTotals totals = ref _accounts[account];
        totals.BalanceMinor = balanceMinor;
        totals.MinimumMinor = Math.Min(totals.MinimumMinor, balanceMinor);
    }

    private long OpeningOf(int account) =>
        _system.SettlesElsewhere ? 0 : _system.Accounts[account].OpeningBalanceMinor;

    private static AccountTotals New(long openingMinor) =>
        new() { OpeningMinor = openingMinor, BalanceMinor = openingMinor, MinimumMinor = openingMinor };
}
