using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// Adds up from the amounts of events alone what every balance and position must be, and what all must be together, and
/// holds what the events say of them to that whenever it is asked: a balance is its opening, what events added, its own
/// payments or nets, shares, covers and files, less what is in the position; a position what is in it and its own
/// payments. It shares no code with the engine.
/// </summary>
public sealed class MoneyAudit
{
    private readonly SystemDefinition _system;
    private readonly bool _isGross;
    private readonly bool _settlesByCycle;

    // What must be, and what was told last. In a gross system the position is the balance.
    private readonly Ledger _balances;
    private readonly Ledger _positions;
    private readonly HashSet<int> _earmarked = [];
    private Int128 _expected;
    private bool _inFile;

    /// <param name="system">The system whose events are recorded.</param>
    public MoneyAudit(SystemDefinition system)
    {
        _system = system;
        _isGross = system.Position == PositionKind.Balance;
        _settlesByCycle = system.Position == PositionKind.Net && system.Finality == Finality.Cycle;
        int n = system.Accounts.Count;
        _balances = new Ledger(n);
        _positions = _isGross ? _balances : new Ledger(n);
        SetOpeningBalances();
        _expected = HeldMinor;
    }

    /// <summary>
    /// What all accounts hold by what events told last, minor units: balances, and positions where these are apart.
    /// </summary>
    public Int128 HeldMinor => _balances.AllTold + (!_isGross && KnowsPositions ? _positions.AllTold : 0);

    /// <summary>
    /// What they must hold together: what they opened with, and what came from outside or went there. What is set aside
    /// for an answer is nobody's until it is given.
    /// </summary>
    public Int128 ExpectedMinor => _expected;

    // What is with the linked system at an open is in positions that no event of the day explains.
    private bool KnowsPositions => _isGross || !_system.SettlesElsewhere || _system.Position == PositionKind.Prefunded;

    /// <summary>The balance of an account by what events told last.</summary>
    public long BalanceOf(int account) => _balances.Told(account);

    /// <summary>Takes the next event of the system.</summary>
    public void Record(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.DayOpened:
                OpenDay();
                break;
            case EventKind.BalanceAdded:
                _expected += e.AmountMinor;
                _balances.Add(e.From, e.AmountMinor);
                _balances.Tell(e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Funded or EventKind.PaidOut:
                Fund(in e, e.Kind == EventKind.Funded ? e.AmountMinor : -e.AmountMinor);
                break;
            case EventKind.Earmarked:
                _earmarked.Add(e.Payment);
                BringIntoPositions(-e.AmountMinor);
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
                BringIntoPositions(e.AmountMinor);
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
            if (FaultOf(i) is { } fault)
            {
                return $"at the end of day {day} {fault}";
            }
        }

        return null;
    }

    /// <summary>
    /// The same of the accounts that had events since the last call, and of all together. To be asked when an instant
    /// is complete: the events of a set tell what is there after the whole set.
    /// </summary>
    public string? CheckTouched()
    {
        string? fault = _balances.FirstTouched(FaultOf) ?? (_isGross ? null : _positions.FirstTouched(FaultOf));
        return fault ?? (HeldMinor == _expected
            ? null
            : $"all accounts together hold {HeldMinor} minor units, and what they opened with and what came from "
                + $"outside make it {_expected}");
    }

    private string? FaultOf(int account)
    {
        string id = _system.Accounts[account].Id;
        return _balances.Differs(account)
                ? $"account {id} has {_balances.Told(account)} minor units, its payments make it "
                    + $"{_balances.Expected(account)}"
            : KnowsPositions && _positions.Differs(account)
                ? $"the position of {id} is at {_positions.Told(account)} minor units, its payments make it "
                    + $"{_positions.Expected(account)}"
            : null;
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

        // What the night took away no event tells.
        if (!carries || !_system.CarryBalances)
        {
            _expected = HeldMinor;
        }
    }

    private void Fund(in SettlementEvent e, long amountMinor)
    {
        _positions.Add(e.From, amountMinor);
        _positions.Tell(e.From, e.PayeeBalanceMinor);
        if (_system.SettlesElsewhere)
        {
            BringIntoPositions(amountMinor);
        }
        else
        {
            _balances.Add(e.From, -amountMinor);
            _balances.Tell(e.From, e.PayerBalanceMinor);
        }
    }

    private void Move(in SettlementEvent e)
    {
        if (_earmarked.Remove(e.Payment))
        {
            BringIntoPositions(e.AmountMinor);
        }
        else
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
            BringIntoPositions(_system.SettlesElsewhere ? -e.AmountMinor : 0);
        }

        if (_inFile || !_system.SettlesElsewhere)
        {
            _balances.Add(e.From, e.AmountMinor);
            _balances.Tell(e.From, e.PayerBalanceMinor);
        }
    }

    private void BringIntoPositions(long amountMinor) => _expected += KnowsPositions ? amountMinor : 0;

    private void Cover(in SettlementEvent e)
    {
        _balances.Add(e.To, e.AmountMinor);
        bool isShare = e.From >= 0 && _system.Failure[e.Payment].Kind == FailureStepKind.Share;
        _expected += isShare ? 0 : e.AmountMinor;
        if (e.From < 0)
        {
            return;
        }

        if (isShare)
        {
            _balances.Add(e.From, -e.AmountMinor);
        }

        _balances.Tell(e.From, e.PayerBalanceMinor);
    }

    private sealed class Ledger(int accounts)
    {
        private readonly long[] _expected = new long[accounts];
        private readonly long[] _told = new long[accounts];
        private readonly bool[] _isTouched = new bool[accounts];
        private readonly List<int> _touched = [];

        public Int128 AllTold { get; private set; }

        public long Expected(int account) => _expected[account];

        public long Told(int account) => _told[account];

        public bool Differs(int account) => _expected[account] != _told[account];

        public void Set(int account, long amountMinor)
        {
            _expected[account] = amountMinor;
            Tell(account, amountMinor);
        }

        public void Add(int account, long amountMinor)
        {
            _expected[account] += amountMinor;
            Touch(account);
        }

        public void Tell(int account, long amountMinor)
        {
            AllTold += (Int128)amountMinor - _told[account];
            _told[account] = amountMinor;
            Touch(account);
        }

        /// <summary>Moves money of which no event tells what is there after.</summary>
        public void AddUntold(int account, long amountMinor)
        {
            _expected[account] += amountMinor;
            Tell(account, _told[account] + amountMinor);
        }

        /// <summary>What is first found of those that were touched since the last call.</summary>
        public string? FirstTouched(Func<int, string?> faultOf)
        {
            string? fault = null;
            foreach (int account in _touched)
            {
                _isTouched[account] = false;
                fault ??= faultOf(account);
            }

            _touched.Clear();
            return fault;
        }

        private void Touch(int account)
        {
            if (!_isTouched[account])
            {
                _isTouched[account] = true;
                _touched.Add(account);
            }
        }
    }
}
