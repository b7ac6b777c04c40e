using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The accounts of a system: where each position stands and how far it may go. Bounds are worked out when what they
/// depend on changes, so that testing a payment compares longs.
/// </summary>
internal sealed class Positions
{
    private readonly SystemDefinition _system;
    private readonly State[] _states;
    private readonly long[] _balance;
    private readonly long[] _credit;
    private readonly long[] _ceiling;
    private readonly bool _net;
    private bool _waivesCeilings;

    public Positions(SystemDefinition system, PaymentClasses classes)
    {
        Classes = classes;
        _system = system;
        _net = system.Position == PositionKind.Net;
        int n = system.Accounts.Count;
        _states = new State[n];
        _balance = new long[n];
        _credit = new long[n];
        _ceiling = new long[n];
        Flows = new BilateralFlows(n, system.Limits);
        Multilateral = new MultilateralFlows(system, Flows);
        Reserves = new Reserves(system, classes.Count);
        KeepFlows();
        for (int i = 0; i < n; i++)
        {
            _balance[i] = system.Accounts[i].OpeningBalanceMinor;
            _states[i].PositionMinor = _net ? 0 : _balance[i];
            SetCredit(i, system.Accounts[i].CreditMinor);
        }
    }

    public int Count => _states.Length;

    public bool IsNet => _net;

    public PaymentClasses Classes { get; }

    public BilateralFlows Flows { get; }

    public MultilateralFlows Multilateral { get; }

    public Reserves Reserves { get; }

    /// <summary>False while there is no limit that binds any payment.</summary>
    public bool KeepsFlows { get; private set; }

    public ref State this[int account] => ref _states[account];

    public long CreditOf(int account) => _credit[account];

    /// <summary>In a gross system the position itself.</summary>
    public long BalanceOf(int account) => _net ? _balance[account] : _states[account].PositionMinor;

    public void SetCredit(int account, long creditMinor)
    {
        _credit[account] = creditMinor;
        Rebind(account);
    }

    /// <summary>Sets a bilateral limit, and the bounds that depend on it; returns its pair.</summary>
    public int SetLimit(int from, int to, long limitMinor)
    {
        int pair = Flows.SetLimit(from, to, limitMinor);
        KeepFlows();
        Rebind(from);
        Rebind(to);
        return pair;
    }

    public void SetMultilateralLimit(int account, long limitMinor)
    {
        Multilateral.SetLimit(account, limitMinor);
        KeepFlows();
    }

    /// <summary>Sets what is set aside for a class; the ceiling rises with it.</summary>
    public void SetReserve(int account, int paymentClass, long amountMinor)
    {
        Reserves.Set(account, paymentClass, amountMinor);
        RaiseCeiling(account);
    }

    /// <summary>Makes ceilings bind, or not.</summary>
    public void WaiveCeilings(bool waives)
    {
        if (_waivesCeilings != waives)
        {
            _waivesCeilings = waives;
            for (int account = 0; account < _states.Length; account++)
            {
                RaiseCeiling(account);
            }
        }
    }

    /// <summary>The most the account may pay now in a class.</summary>
    public long FundsOf(int account, int paymentClass)
    {
        long funds = _states[account].FundsMinor;
        return !Reserves.AreKept || funds == long.MaxValue
            ? funds
            : Saturating.Subtract(funds, Reserves.WithheldFrom(account, paymentClass));
    }

    /// <summary>The lowest position a set may leave, given the lowest class of what the account pays in it.</summary>
    public long LowestAfterSet(int account, int paymentClass)
    {
        ref State state = ref _states[account];
        long floor = state.FloorMinor;
        if (Reserves.AreKept && floor != long.MinValue)
        {
            floor = Saturating.From((Int128)floor + Reserves.WithheldFrom(account, paymentClass));
        }

        return Math.Min(floor, state.PositionMinor);
    }

    /// <summary>True when limits bind a payment and count it.</summary>
    public bool IsLimited(in WaitingPayment payment) => ((Classes.Limited >> payment.Class) & 1) != 0;

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
        ResetFlows();
        WaiveCeilings(false);
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

        if (Reserves.AreKept)
        {
            Reserves.OpenDay();
            for (int i = 0; i < _states.Length; i++)
            {
                RaiseCeiling(i);
            }
        }
    }

    /// <summary>Moves both positions and what is counted; both sums are worked out before either is kept.</summary>
    public void Move(in WaitingPayment payment)
    {
        long payer = _states[payment.From].PositionMinor - payment.AmountMinor;
        long payee = _states[payment.To].PositionMinor + payment.AmountMinor;
        _states[payment.From].PositionMinor = payer;
        _states[payment.To].PositionMinor = payee;
        if (KeepsFlows || Reserves.AreKept)
        {
            CountRelease(payment);
        }
    }

    /// <summary>Counts a release in flows and reserves.</summary>
    public void CountRelease(in WaitingPayment payment)
    {
        if (Reserves.AreKept && Reserves.Draw(payment))
        {
            RaiseCeiling(payment.From);
        }

        if (KeepsFlows && IsLimited(payment))
        {
            Flows.Add(payment.From, payment.To, payment.AmountMinor);
            if (Multilateral.AreKept)
            {
                Multilateral.Add(payment.From, payment.To, payment.AmountMinor);
            }
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

    /// <summary>The first account with a negative position, or -1.</summary>
    public int FirstNegative() => Array.FindIndex(_states, static state => state.PositionMinor < 0);

    /// <summary>Adds every net to its balance and starts again from zero.</summary>
    public void PostNets()
    {
        for (int i = 0; i < _states.Length; i++)
        {
            _balance[i] += _states[i].PositionMinor;
            _states[i].PositionMinor = 0;
        }

        ResetFlows();
    }

    private void ResetFlows()
    {
        Flows.Reset();
        Multilateral.Reset();
    }

    private void KeepFlows() => KeepsFlows = Classes.Limited != 0 && (Flows.Count > 0 || Multilateral.AreKept);

    private void Rebind(int account)
    {
        var inputs = new BoundInputs(_credit[account], Flows.GrantedMinor(account), Flows.ReceivedMinor(account));
        _states[account].FloorMinor = _system.Accounts[account].Floor.AsFloor(inputs);
        _ceiling[account] = _system.Accounts[account].Ceiling.AsCeiling(inputs);
        RaiseCeiling(account);
    }

    // What is set aside is apart from the position that the ceiling bounds.
    private void RaiseCeiling(int account) =>
        _states[account].CeilingMinor = _waivesCeilings || _ceiling[account] == long.MaxValue
            ? long.MaxValue
            : Saturating.From((Int128)_ceiling[account] + Reserves.TotalOf(account));

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
