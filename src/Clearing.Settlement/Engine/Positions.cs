using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The accounts of a system: where each position stands and how far it may go. Bounds are worked out when credit
/// changes, so that testing a payment compares longs.
/// </summary>
internal sealed class Positions
{
    private readonly SystemDefinition _system;
    private readonly State[] _states;
    private readonly long[] _balance;
    private readonly long[] _credit;
    private readonly bool _apart;

    public Positions(SystemDefinition system)
    {
        _system = system;
        _apart = system.Position != PositionKind.Balance;
        int n = system.Accounts.Count;
        _states = new State[n];
        _balance = new long[n];
        _credit = new long[n];
        Flows = new BilateralFlows(n, system.Limits);
        for (int i = 0; i < n; i++)
        {
            _balance[i] = system.Accounts[i].OpeningBalanceMinor;
            _states[i].PositionMinor = _apart ? 0 : _balance[i];
            SetReady(i, !IsRequired(i));
            SetCredit(i, system.Accounts[i].CreditMinor);
        }
    }

    public int Count => _states.Length;

    /// <summary>True when positions are nets, which a cycle posts.</summary>
    public bool AreNet => _system.Position == PositionKind.Net;

    /// <summary>True when positions are not the balances themselves.</summary>
    public bool AreApart => _apart;

    /// <summary>True when the close leaves the open cycle, with its positions and flows.</summary>
    public bool CarriesCycle => AreNet && (_system.CarryQueue || _system.CarryPositions);

    public BilateralFlows Flows { get; }

    public ref State this[int account] => ref _states[account];

    public long CreditOf(int account) => _credit[account];

    /// <summary>In a gross system the position itself.</summary>
    public long BalanceOf(int account) => _apart ? _balance[account] : _states[account].PositionMinor;

    public void SetCredit(int account, long creditMinor)
    {
        _credit[account] = creditMinor;
        Rebind(account);
    }

    /// <summary>The floor of an account, ready or not.</summary>
    public long FloorOf(int account) => _system.Accounts[account].Floor.AsFloor(new(_credit[account]));

    /// <summary>The ceiling of an account, ready or not.</summary>
    public long CeilingOf(int account) => _system.Accounts[account].Ceiling.AsCeiling(new(_credit[account]));

    /// <summary>Says whether an account has paid what it must before it takes part; until then nothing fits.</summary>
    public void SetReady(int account, bool isReady)
    {
        _states[account].IsReady = isReady;
        Rebind(account);
    }

    private void Rebind(int account)
    {
        bool isReady = _states[account].IsReady;
        _states[account].FloorMinor = isReady ? FloorOf(account) : long.MaxValue;
        _states[account].CeilingMinor = isReady ? CeilingOf(account) : long.MinValue;
    }

    private bool IsRequired(int account) => _system.Position == PositionKind.Prefunded
        && _system.Accounts[account].OpeningRequirementMinor > 0;

    public void AddBalance(int account, long amountMinor)
    {
        if (_apart)
        {
            _balance[account] += amountMinor;
        }
        else
        {
            _states[account].PositionMinor += amountMinor;
        }
    }

    /// <summary>Money that comes into a position, or leaves it, apart from payments.</summary>
    public void AddPosition(int account, long amountMinor) => _states[account].PositionMinor += amountMinor;

    /// <summary>
    /// A day opens: positions and flows are those of what a cycle still holds, mostly zero; balances are the opening
    /// ones unless they carry.
    /// </summary>
    public void OpenDay(CycleNets? held)
    {
        for (int i = 0; i < _states.Length; i++)
        {
            if (!_system.CarryBalances)
            {
                AddBalance(i, _system.Accounts[i].OpeningBalanceMinor - BalanceOf(i));
            }

            if (_apart && !CarriesCycle)
            {
                _states[i].PositionMinor = held is null ? 0 : held.Net[i];
            }

            SetReady(i, !IsRequired(i));
        }

        if (!CarriesCycle)
        {
            CountOnly(held is null ? [] : held.Payments);
        }
    }

    /// <summary>Flows become those of these payments.</summary>
    public void CountOnly(List<WaitingPayment> payments)
    {
        Flows.Reset();
        foreach (WaitingPayment payment in payments)
        {
            Flows.Add(payment.From, payment.To, payment.AmountMinor);
        }
    }

    /// <summary>Moves both positions and the flows; both sums are worked out before either is kept.</summary>
    public void Move(int from, int to, long amountMinor)
    {
        long payer = _states[from].PositionMinor - amountMinor;
        long payee = _states[to].PositionMinor + amountMinor;
        _states[from].PositionMinor = payer;
        _states[to].PositionMinor = payee;
        if (Flows.Count > 0)
        {
            Flows.Add(from, to, amountMinor);
        }
    }

    /// <summary>Takes a provisional payment back: both positions and the flows.</summary>
    public void TakeBack(in WaitingPayment payment) => Move(payment.From, payment.To, -payment.AmountMinor);

    /// <summary>One account, as the hot path needs it: half a cache line.</summary>
    public struct State
    {
        public long PositionMinor { get; set; }

        /// <summary><see cref="long.MinValue"/> = none.</summary>
        public long FloorMinor { get; set; }

        /// <summary><see cref="long.MaxValue"/> = none.</summary>
        public long CeilingMinor { get; set; }

        public bool IsSuspended { get; set; }

        /// <summary>False while an opening requirement is not paid.</summary>
        public bool IsReady { get; set; }

        /// <summary>The most the account may pay now.</summary>
        public readonly long FundsMinor =>
            FloorMinor == long.MinValue ? long.MaxValue : Saturating.Subtract(PositionMinor, FloorMinor);

        /// <summary>The most the account may receive now.</summary>
        public readonly long RoomMinor =>
            CeilingMinor == long.MaxValue ? long.MaxValue : Saturating.Subtract(CeilingMinor, PositionMinor);
    }
}
