using Clearing.Grains.Wire;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Settling;

/// <summary>The statement lines of the accounts that were asked for, from the events of one system.</summary>
internal sealed class StatementBook
{
    private readonly List<StatementLine>?[] _lines;
    private readonly bool _isGross;

    public StatementBook(ReadOnlySpan<int> asked, SystemDefinition system)
    {
        _isGross = system.Position == PositionKind.Balance;
        _lines = new List<StatementLine>?[system.Accounts.Count];
        foreach (int account in asked)
        {
            _lines[account] = [];
        }
    }

    public void Post(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            if (e.Kind == EventKind.Settled)
            {
                _lines[e.From]?.Add(new(e.Time, -e.AmountMinor, e.PayerBalanceMinor, e.Payment, e.To, e.Route));
                _lines[e.To]?.Add(new(e.Time, e.AmountMinor, e.PayeeBalanceMinor, e.Payment, e.From, e.Route));
            }
            else if (e.Kind == EventKind.BalanceAdded || (_isGross && e.Kind == EventKind.NetPosted))
            {
                _lines[e.From]?.Add(new(e.Time, e.AmountMinor, e.PayerBalanceMinor, -1, -1, Route.None));
            }
        }
    }

    public Blob<StatementLine> LinesOf(int account) =>
        _lines[account] is { } lines ? new Blob<StatementLine>(lines.ToArray()) : default;
}
