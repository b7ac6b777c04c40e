using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The accounts of a system: where each position stands and how far it may go. Bounds are worked out when what they
/// depend on changes, so that testing a payment compares longs.
/// </summary>
internal sealed class Positions
{
    // Minor units; what is farther out than this is let go no farther (HasRoom).
    private const long Far = 1L << 61;

    private readonly SystemDefinition _system;
    private readonly State[] _states;
    private readonly long[] _balance;
    private readonly long[] _credit;
    private readonly long[] _ceiling;
    private readonly bool _apart;
    private bool _waivesCeilings;
    private bool _keepsReserves;

    public Positions(SystemDefinition system, PaymentClasses classes)
    {
        Classes = classes;
        _system = system;
        _apart = system.Position != PositionKind.Balance;
        AreNet = system.Position == PositionKind.Net;
        CarriesCycle = AreNet && (system.CarryQueue || system.CarryPositions);
        int n = system.Accounts.Count;
        _states = new State[n];
        _balance = new long[n];
        _credit = new long[n];
        _ceiling = new long[n];
        Flows = new BilateralFlows(n, system.Limits);
        Multilateral = new MultilateralFlows(system, Flows);
        Reserves = new Reserves(system, classes.Count);
        _keepsReserves = Reserves.AreKept;
        KeepFlows();
        for (int i = 0; i < n; i++)
        {
            _balance[i] = system.Accounts[i].OpeningBalanceMinor;
            _states[i].PositionMinor = _apart ? 0 : _balance[i];
            _states[i].IsReady = !IsRequired(i);
            SetCredit(i, system.Accounts[i].CreditMinor);
        }
    }

    public int Count => _states.Length;

    /// <summary>True when positions are nets, which a cycle posts.</summary>
    public bool AreNet { get; }

    /// <summary>True when positions are not the balances themselves.</summary>
    public bool AreApart => _apart;

    /// <summary>True when the close leaves the open cycle, with its positions and flows.</summary>
    public bool CarriesCycle { get; }

    public PaymentClasses Classes { get; }

    public BilateralFlows Flows { get; }

    public MultilateralFlows Multilateral { get; }

    public Reserves Reserves { get; }

    /// <summary>False while there is no limit that binds any payment.</summary>
    public bool KeepsFlows { get; private set; }

    public ref State this[int account] => ref _states[account];

    public long CreditOf(int account) => _credit[account];

    /// <summary>In a gross system the position itself.</summary>
    public long BalanceOf(int account) => _apart ? _balance[account] : _states[account].PositionMinor;

    /// <summary>True while a payment moves nothing that is far out farther out.</summary>
    public bool HasRoom(int from, int to) =>
        _states[from].PositionMinor >= -Far && _states[to].PositionMinor <= Far
        && (!_apart || (_balance[from] >= -Far && _balance[to] <= Far))
        && (!KeepsFlows || HasFlowRoom(from, to));

    public void SetCredit(int account, long creditMinor)
    {
        _credit[account] = creditMinor;
        Rebind(account);
    }

    /// <summary>Says whether an account has paid what it must before it takes part; until then nothing fits.</summary>
    public void SetReady(int account, bool isReady)
    {
        _states[account].IsReady = isReady;
        Rebind(account);
    }

    /// <summary>The floor of an account, ready or not.</summary>
    public long FloorOf(int account) => _system.Accounts[account].Floor.AsFloor(InputsOf(account));

    /// <summary>The ceiling in force of an account, ready or not.</summary>
    public long CeilingOf(int account) => _waivesCeilings || _ceiling[account] == long.MaxValue
        ? long.MaxValue
        : Saturating.From((Int128)_ceiling[account] + Reserves.TotalOf(account));

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
        _keepsReserves = true;
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
        return !_keepsReserves || funds == long.MaxValue
            ? funds
            : Saturating.Subtract(funds, Reserves.WithheldFrom(account, paymentClass));
    }

    /// <summary>The lowest position a set may leave, given the lowest class of what the account pays in it.</summary>
    public long LowestAfterSet(int account, int paymentClass)
    {
        ref State state = ref _states[account];
        long floor = state.FloorMinor;
        if (_keepsReserves && floor != long.MinValue)
        {
            floor = Saturating.From((Int128)floor + Reserves.WithheldFrom(account, paymentClass));
        }

        return Math.Min(floor, state.PositionMinor);
    }

    /// <summary>True when limits bind a payment and count it.</summary>
    public bool IsLimited(in WaitingPayment payment) => ((Classes.Limited >> payment.Class) & 1) != 0;

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
        if (!CarriesCycle)
        {
            CountOnly(held is null ? [] : held.Payments);
        }

        WaiveCeilings(false);
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

        Reserves.OpenDay(_keepsReserves);
        if (_keepsReserves)
        {
            for (int i = 0; i < _states.Length; i++)
            {
                RaiseCeiling(i);
            }
        }
    }

    /// <summary>
    /// Moves both positions and what is counted; both sums are worked out before either is kept. A held payment
    /// brings its payee nothing yet.
    /// </summary>
    public void Move(in WaitingPayment payment)
    {
        long payer = _states[payment.From].PositionMinor - payment.AmountMinor;
        long payee = _states[payment.To].PositionMinor + (payment.IsHeld ? 0 : payment.AmountMinor);
        _states[payment.From].PositionMinor = payer;
        _states[payment.To].PositionMinor = payee;
        if (KeepsFlows || _keepsReserves)
        {
            CountRelease(payment);
        }
    }

    /// <summary>Brings a held payment to its payee.</summary>
    public void Complete(in WaitingPayment payment) => _states[payment.To].PositionMinor += payment.AmountMinor;

    /// <summary>Gives the money of a held payment back; reserves stay as they are.</summary>
    public void GiveBack(in WaitingPayment payment)
    {
        _states[payment.From].PositionMinor += payment.AmountMinor;
        CountFlows(payment, -payment.AmountMinor);
    }

    /// <summary>Counts a release in flows and reserves.</summary>
    public void CountRelease(in WaitingPayment payment)
    {
        if (_keepsReserves && Reserves.Draw(payment))
        {
            RaiseCeiling(payment.From);
        }

        CountFlows(payment, payment.AmountMinor);
    }

    /// <summary>Flows become those of these payments.</summary>
    public void CountOnly(List<WaitingPayment> payments)
    {
        Flows.Reset();
        Multilateral.Reset();
        foreach (WaitingPayment payment in payments)
        {
            CountFlows(payment, payment.AmountMinor);
        }
    }

    /// <summary>Takes a provisional payment back out of both positions and the flows.</summary>
    public void TakeBack(in WaitingPayment payment)
    {
        _states[payment.To].PositionMinor -= payment.AmountMinor;
        GiveBack(payment);
    }

    /// <summary>Its state; bounds are worked out again.</summary>
    public void Pass(ref StateOctets octets)
    {
        Flows.Pass(ref octets);
        Multilateral.Pass(ref octets);
        Reserves.Pass(ref octets);
        _waivesCeilings = octets.Flag(_waivesCeilings);
        octets.Numbers(_credit);
        octets.Numbers(_apart ? _balance : []);
        foreach (ref State state in _states.AsSpan())
        {
            state.PositionMinor = octets.Number(state.PositionMinor);
            state.IsSuspended = octets.Flag(state.IsSuspended);
            state.IsReady = octets.Flag(state.IsReady);
        }

        if (octets.IsLoading)
        {
            _keepsReserves = Reserves.AreKept;
            KeepFlows();
            for (int account = 0; account < _states.Length; account++)
            {
                Rebind(account);
            }
        }
    }

    /// <summary>The first account with a negative position, or -1.</summary>
    public int FirstNegative() => Array.FindIndex(_states, static state => state.PositionMinor < 0);

    private void CountFlows(in WaitingPayment payment, long amountMinor)
    {
        if (KeepsFlows && IsLimited(payment))
        {
            Flows.Add(payment.From, payment.To, amountMinor);
            if (Multilateral.AreKept)
            {
                Multilateral.Add(payment.From, payment.To, amountMinor);
            }
        }
    }

    private bool HasFlowRoom(int from, int to) => Flows.FlowOf(from, to) <= Far && Flows.FlowOf(to, from) >= -Far
        && Multilateral.FlowOf(from) <= Far && Multilateral.FlowOf(to) >= -Far;

    private void KeepFlows() => KeepsFlows = Classes.Limited != 0 && (Flows.Count > 0 || Multilateral.AreKept);

    private void Rebind(int account)
    {
        _states[account].FloorMinor = _states[account].IsReady ? FloorOf(account) : long.MaxValue;
        _ceiling[account] = _system.Accounts[account].Ceiling.AsCeiling(InputsOf(account));
        RaiseCeiling(account);
    }

    private BoundInputs InputsOf(int account) =>
        new(_credit[account], Flows.GrantedMinor(account), Flows.ReceivedMinor(account));

    private bool IsRequired(int account) => _system.Position == PositionKind.Prefunded
        && _system.Accounts[account].OpeningRequirementMinor > 0;

    // What is set aside is apart from the position that the ceiling bounds.
    private void RaiseCeiling(int account) =>
        _states[account].CeilingMinor = _states[account].IsReady ? CeilingOf(account) : long.MinValue;

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
