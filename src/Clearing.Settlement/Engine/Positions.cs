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
    private readonly bool _net;

    public Positions(SystemDefinition system)
    {
        _system = system;
        _net = system.Position == PositionKind.Net;
        int n = system.Accounts.Count;
        _states = new State[n];
        _balance = new long[n];
        _credit = new long[n];
        Flows = new BilateralFlows(n, system.Limits);
        for (int i = 0; i < n; i++)
        {
            _balance[i] = system.Accounts[i].OpeningBalanceMinor;
            _states[i].PositionMinor = _net ? 0 : _balance[i];
            SetCredit(i, system.Accounts[i].CreditMinor);
        }
    }

    public int Count => _states.Length;

    public bool IsNet => _net;

    public BilateralFlows Flows { get; }

    public ref State this[int account] => ref _states[account];

    public long CreditOf(int account) => _credit[account];

    /// <summary>In a gross system the position itself.</summary>
    public long BalanceOf(int account) => _net ? _balance[account] : _states[account].PositionMinor;

    public void SetCredit(int account, long creditMinor)
    {
        _credit[account] = creditMinor;
        _states[account].FloorMinor = _system.Accounts[account].Floor.AsFloor(new(creditMinor));
        _states[account].CeilingMinor = _system.Accounts[account].Ceiling.AsCeiling(new(creditMinor));
    }

    public void AddBalance(int account, long amountMinor)
    {
        if (_net)
        {
            _balance[account] += amountMinor;
        }
        else
        {
            _states[account].PositionMinor += amountMinor;
        }
    }

    /// <summary>A day opens: nets and flows are zero; balances are the opening ones unless they carry.</summary>
    public void OpenDay()
    {
        Flows.Reset();
        for (int i = 0; i < _states.Length; i++)
        {
            if (!_system.CarryBalances)
            {
                AddBalance(i, _system.Accounts[i].OpeningBalanceMinor - BalanceOf(i));
            }

            if (_net)
            {
                _states[i].PositionMinor = 0;
            }
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

    /// <summary>
    /// The first account that could not take its net, or -1; <paramref name="shortMinor"/>: by how much.
    /// </summary>
    public int FirstShort(out long shortMinor)
    {
        for (int i = 0; i < _states.Length; i++)
        {
            long net = _states[i].PositionMinor;
            if (net < 0 && _credit[i] != long.MaxValue && _balance[i] + net < -_credit[i])
            {
                shortMinor = -_credit[i] - (_balance[i] + net);
                return i;
            }
        }

        shortMinor = 0;
        return -1;
    }

    /// <summary>Adds every net to its balance and starts again from zero.</summary>
    public void PostNets()
    {
        for (int i = 0; i < _states.Length; i++)
        {
            _balance[i] += _states[i].PositionMinor;
            _states[i].PositionMinor = 0;
        }

        Flows.Reset();
    }

    /// <summary>One account, as the hot path needs it: half a cache line.</summary>
    public struct State
    {
        public long PositionMinor { get; set; }

        /// <summary><see cref="long.MinValue"/> = none.</summary>
        public long FloorMinor { get; set; }

        /// <summary><see cref="long.MaxValue"/> = none.</summary>
        public long CeilingMinor { get; set; }

        public bool IsSuspended { get; set; }

        /// <summary>The most the account may pay now.</summary>
        public readonly long FundsMinor =>
            FloorMinor == long.MinValue ? long.MaxValue : Saturating.Subtract(PositionMinor, FloorMinor);

        /// <summary>The most the account may receive now.</summary>
        public readonly long RoomMinor =>
            CeilingMinor == long.MaxValue ? long.MaxValue : Saturating.Subtract(CeilingMinor, PositionMinor);
    }
}
