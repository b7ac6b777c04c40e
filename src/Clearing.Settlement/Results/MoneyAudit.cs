using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// Adds up from the amounts of events alone what every balance and position must be, and holds what the events say of
/// them to that at every close: a balance is its opening, what events added, its own payments or nets, shares, covers
/// and files, less what is in the position; a position what is in it and its own payments.
/// </summary>
internal sealed class MoneyAudit
{
    private readonly SystemDefinition _system;
    private readonly bool _isGross;
    private readonly bool _settlesByCycle;

    // What must be, and what was told last. In a gross system the position is the balance.
    private readonly Ledger _balances;
    private readonly Ledger _positions;
    private readonly HashSet<int> _earmarked = [];
    private bool _inFile;

    public MoneyAudit(SystemDefinition system)
    {
        _system = system;
        _isGross = system.Position == PositionKind.Balance;
        _settlesByCycle = system.Position == PositionKind.Net && system.Finality == Finality.Cycle;
        int n = system.Accounts.Count;
        _balances = new Ledger(n);
        _positions = _isGross ? _balances : new Ledger(n);
        SetOpeningBalances();
    }

    // What is with the linked system at an open is in positions that no event of the day explains.
    private bool KnowsPositions => _isGross || !_system.SettlesElsewhere || _system.Position == PositionKind.Prefunded;

    public void Record(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.DayOpened:
                OpenDay();
                break;
            case EventKind.BalanceAdded:
                _balances.Add(e.From, e.AmountMinor);
                _balances.Tell(e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Funded or EventKind.PaidOut:
                Fund(in e, e.Kind == EventKind.Funded ? e.AmountMinor : -e.AmountMinor);
                break;
            case EventKind.Earmarked:
                _earmarked.Add(e.Payment);
                _positions.Add(e.From, -e.AmountMinor);
                TellPositions(in e);
                break;
            case EventKind.Released:
                Move(in e);
                break;
            case EventKind.Settled:
                Settle(in e);
                break;
            case EventKind.Unwound:
                _positions.AddUntold(e.From, e.AmountMinor);
                _positions.AddUntold(e.To, -e.AmountMinor);
                break;
            case EventKind.Rejected or EventKind.Unsettled or EventKind.Cancelled when _earmarked.Remove(e.Payment):
                _positions.AddUntold(e.From, e.AmountMinor);
                break;
            case EventKind.CyclePosted or EventKind.FilePosted:
                _inFile = e.Kind == EventKind.FilePosted;
                break;
            case EventKind.NetPosted:
                PostNet(in e);
                break;
            case EventKind.LossCovered when !_system.SettlesElsewhere:
                Cover(in e);
                break;
        }
    }

    /// <summary>The first account whose money is not what it must be, in words; null when there is none.</summary>
    public string? Check(int day)
    {
        for (int i = 0; i < _system.Accounts.Count; i++)
        {
            if (_balances.Differs(i))
            {
                return $"account {_system.Accounts[i].Id} ends day {day} with {_balances.Told(i)} minor units, "
                    + $"its payments make it {_balances.Expected(i)}";
            }

            if (KnowsPositions && _positions.Differs(i))
            {
                return $"the position of {_system.Accounts[i].Id} ends day {day} at {_positions.Told(i)} minor units, "
                    + $"its payments make it {_positions.Expected(i)}";
            }
        }

        return null;
    }

    private void SetOpeningBalances()
    {
        for (int i = 0; i < _system.Accounts.Count; i++)
        {
            _balances.Set(i, _system.Accounts[i].OpeningBalanceMinor);
        }
    }

    private void OpenDay()
    {
        if (!_system.CarryBalances)
        {
            SetOpeningBalances();
        }

        bool carries = _isGross
            || (_system.Position == PositionKind.Net && (_system.CarryQueue || _system.CarryPositions));
        for (int i = 0; i < _system.Accounts.Count && !carries; i++)
        {
            _positions.Set(i, 0);
        }
    }

    private void Fund(in SettlementEvent e, long amountMinor)
    {
        _positions.Add(e.From, amountMinor);
        _positions.Tell(e.From, e.PayeeBalanceMinor);
        if (!_system.SettlesElsewhere)
        {
            _balances.Add(e.From, -amountMinor);
            _balances.Tell(e.From, e.PayerBalanceMinor);
        }
    }

    private void Move(in SettlementEvent e)
    {
        if (!_earmarked.Remove(e.Payment))
        {
            _positions.Add(e.From, -e.AmountMinor);
        }

        _positions.Add(e.To, e.AmountMinor);
        TellPositions(in e);
    }

    private void TellPositions(in SettlementEvent e)
    {
        _positions.Tell(e.From, e.PayerBalanceMinor);
        _positions.Tell(e.To, e.PayeeBalanceMinor);
    }

    // By a posting, which its nets account for, or at once.
    private void Settle(in SettlementEvent e)
    {
        if (!_settlesByCycle)
        {
            Move(in e);
        }
        else if (!_system.SettlesElsewhere)
        {
            _balances.Tell(e.From, e.PayerBalanceMinor);
            _balances.Tell(e.To, e.PayeeBalanceMinor);
        }
    }

    private void PostNet(in SettlementEvent e)
    {
        if (!_inFile)
        {
            _positions.AddUntold(e.From, -e.AmountMinor);
        }

        if (_inFile || !_system.SettlesElsewhere)
        {
            _balances.Add(e.From, e.AmountMinor);
            _balances.Tell(e.From, e.PayerBalanceMinor);
        }
    }

    private void Cover(in SettlementEvent e)
    {
        _balances.Add(e.To, e.AmountMinor);
        if (e.From < 0)
        {
            return;
        }

        if (_system.Failure[e.Payment].Kind == FailureStepKind.Share)
        {
            _balances.Add(e.From, -e.AmountMinor);
        }

        _balances.Tell(e.From, e.PayerBalanceMinor);
    }

    private sealed class Ledger(int accounts)
    {
        private readonly long[] _expected = new long[accounts];
        private readonly long[] _told = new long[accounts];

        public long Expected(int account) => _expected[account];

        public long Told(int account) => _told[account];

        public bool Differs(int account) => _expected[account] != _told[account];

        public void Set(int account, long amountMinor) => _expected[account] = _told[account] = amountMinor;

        public void Add(int account, long amountMinor) => _expected[account] += amountMinor;

        public void Tell(int account, long amountMinor) => _told[account] = amountMinor;

        /// <summary>Moves money of which no event tells what is there after.</summary>
        public void AddUntold(int account, long amountMinor)
        {
            _expected[account] += amountMinor;
            _told[account] += amountMinor;
        }
    }
}
