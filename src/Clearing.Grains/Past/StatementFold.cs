using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Past;

/// <summary>
/// Movements on one account from the events of its system. What it adds up to is held to the account itself behind
/// every slice, so that a statement can tell too little of why, and never a wrong balance.
/// </summary>
internal sealed class StatementFold
{
    private readonly Ledger _ledger;
    private readonly SystemDefinition _system;
    private readonly int _member;
    private readonly int _account;
    private readonly EventKind _moves;
    private readonly HashSet<int> _aside = [];
    private readonly List<StatementLine> _lines = [];

    public StatementFold(Ledger ledger, SystemDefinition system, int member, int account)
    {
        _ledger = ledger;
        _system = system;
        _member = member;
        _account = account;
        bool isByCycle = system.Position == PositionKind.Net && system.Finality == Finality.Cycle;
        _moves = system.SettlesElsewhere ? isByCycle ? EventKind.Released : EventKind.Settled
            : system.Position == PositionKind.Balance || isByCycle ? EventKind.Settled
            : EventKind.DayClosed;
        BalanceMinor = Held;
    }

    /// <summary>The balance, or of a system that settles elsewhere the position, as far as it was told.</summary>
    public long BalanceMinor { get; private set; }

    private long Held => _system.SettlesElsewhere
        ? _ledger.PositionOf(_member, _account)
        : _ledger.BalanceOf(_member, _account);

    /// <summary>The movements of the slice that the ledger carried out last.</summary>
    public List<StatementLine> Take()
    {
        _lines.Clear();
        foreach (EventRun run in _ledger.Events.Runs)
        {
            if (run.Member == _member)
            {
                foreach (ref readonly SettlementEvent e in _ledger.Events.Events.Slice(run.Start, run.Count))
                {
                    Take(e);
                }
            }
        }

        To(Held, StatementKind.Other, _ledger.Now);
        return _lines;
    }

    private void Take(in SettlementEvent e)
    {
        if (e.Kind == _moves && e.Kind != EventKind.DayClosed)
        {
            Move(e, e.Kind == EventKind.Released ? StatementKind.Provisional : StatementKind.Payment, 1);
            return;
        }

        if (e.From != _account && e.Kind is not (EventKind.DayOpened or EventKind.Unwound))
        {
            return;
        }

        switch (e.Kind)
        {
            case EventKind.Unwound when _moves == EventKind.Released:
                Move(e, StatementKind.Unwound, -1);
                break;
            case EventKind.Earmarked:
                _aside.Add(e.Payment);
                Add(e, -e.AmountMinor, StatementKind.SetAside);
                break;
            case EventKind.Rejected or EventKind.Unsettled or EventKind.Cancelled when _aside.Remove(e.Payment):
                Add(e, e.AmountMinor, StatementKind.SetAside);
                break;
            case EventKind.BalanceAdded when !_system.SettlesElsewhere:
                To(e.PayerBalanceMinor, StatementKind.BalanceAdded, e.Time);
                break;
            case EventKind.NetPosted:
                To(
                    _system.SettlesElsewhere ? BalanceMinor - e.AmountMinor : e.PayerBalanceMinor,
                    StatementKind.NetPosted, e.Time);
                break;
            case EventKind.Funded or EventKind.PaidOut:
                To(
                    _system.SettlesElsewhere ? e.PayeeBalanceMinor : e.PayerBalanceMinor,
                    e.Kind == EventKind.Funded ? StatementKind.Funded : StatementKind.PaidOut, e.Time);
                break;
            case EventKind.LossCovered when !_system.SettlesElsewhere:
                To(e.PayerBalanceMinor, StatementKind.LossCovered, e.Time);
                break;
            case EventKind.DayOpened when !_system.SettlesElsewhere && !_system.CarryBalances:
                To(_system.Accounts[_account].OpeningBalanceMinor, StatementKind.DayOpened, e.Time);
                break;
        }
    }

    private void Move(in SettlementEvent e, StatementKind kind, int sign)
    {
        if (e.From == _account)
        {
            if (_aside.Remove(e.Payment))
            {
                Add(e, e.AmountMinor, StatementKind.SetAside);
            }

            Add(e, -sign * e.AmountMinor, kind);
        }
        else if (e.To == _account)
        {
            Add(e, sign * e.AmountMinor, kind);
        }
    }

    private void Add(in SettlementEvent e, long amountMinor, StatementKind kind)
    {
        BalanceMinor += amountMinor;
        InstructionId id = e.Payment < Ledger.FirstMade ? _ledger.FateOf(e.Payment).Id : InstructionId.None;
        _lines.Add(new StatementLine(
            e.Time, amountMinor, BalanceMinor, id, e.Payment, e.From == _account ? e.To : e.From, kind, e.Route));
    }

    private void To(long balanceMinor, StatementKind kind, long time)
    {
        long amountMinor = balanceMinor - BalanceMinor;
        if (amountMinor != 0)
        {
            BalanceMinor = balanceMinor;
            _lines.Add(new StatementLine(
                time, amountMinor, balanceMinor, InstructionId.None, -1, -1, kind, Route.None));
        }
    }
}
