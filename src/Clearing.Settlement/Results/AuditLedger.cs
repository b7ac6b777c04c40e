using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// For <see cref="SetAudit"/>: positions, bounds, reserves and flows, kept from the definition and the events alone.
/// </summary>
internal sealed class AuditLedger
{
    private readonly SystemDefinition _system;
    private readonly int _classes;
    private readonly bool _hasUnlimitedClass;
    private readonly long?[] _position;
    private readonly long[] _credit;
    private readonly long[] _reserves;
    private readonly long[] _fundedToday;
    private readonly Dictionary<(int From, int To), Flow> _flows = [];

    // As they came.
    private readonly List<Flow> _pairs = [];
    private readonly long[] _multilateralFlow;
    private readonly long[] _multilateralLimit;
    private bool _hasOpened;

    // A phase pays out what is set aside too, and not every event of it is told.
    private bool _mayBePaidOut;

    // Where the definition has no multilateral limit, flows count from the event that sets the first.
    private bool _countsMultilateral;

    public AuditLedger(SystemDefinition system)
    {
        _system = system;
        _classes = system.Classes.Count == 0 ? 3 : system.Classes.Count;
        _hasUnlimitedClass = system.Classes.Any(c => !c.IsLimited);
        int n = system.Accounts.Count;
        _position = new long?[n];
        _credit = new long[n];
        Floor = new long[n];
        Ceiling = new long[n];
        _reserves = new long[n * _classes];
        _fundedToday = new long[n];
        _multilateralFlow = new long[n];
        _multilateralLimit = new long[n];
        foreach (BilateralLimit limit in system.Limits)
        {
            PairOf(limit.From, limit.To).LimitMinor = limit.LimitMinor;
        }

        for (int i = 0; i < n; i++)
        {
            Account account = system.Accounts[i];
            _position[i] = IsGross ? account.OpeningBalanceMinor : 0;
            _credit[i] = account.CreditMinor;
            _multilateralLimit[i] = account.MultilateralLimitMinor;
        }

        _countsMultilateral = _multilateralLimit.Any(limit => limit != long.MaxValue);
        for (int i = 0; i < n; i++)
        {
            WorkOutBounds(i);
        }
    }

    public bool IsGross => _system.Position == PositionKind.Balance;

    private bool IsNet => _system.Position == PositionKind.Net;

    // While a cycle is under way the next one goes on.
    private bool CyclesOverlap =>
        IsNet && (_system.SettlesElsewhere || _system.Failure.Any(step => step.Kind == FailureStepKind.Grace));

    public long[] Floor { get; }

    public long[] Ceiling { get; }

    /// <summary>False once a payment whose class is not known may have been counted in no flow.</summary>
    public bool KnowsFlows { get; private set; } = true;

    /// <summary>Null where events left open what it is: it is then taken from the next that tells it.</summary>
    public ref long? Position(int account) => ref _position[account];

    /// <summary>True when even with everything that was funded the account is not ready.</summary>
    public bool IsUnready(int account) => _system.Position == PositionKind.Prefunded
        && _fundedToday[account] < _system.Accounts[account].OpeningRequirementMinor;

    public bool IsLimited(byte paymentClass) => _system.LimitsBind
        && (!_hasUnlimitedClass || (paymentClass < _classes && _system.Classes[paymentClass].IsLimited));

    /// <summary>What payments of this class must leave to higher ones.</summary>
    public Int128 Withheld(int account, byte paymentClass)
    {
        Int128 withheld = 0;
        if (_mayBePaidOut)
        {
            return withheld;
        }

        for (int c = 0; c < Math.Min(paymentClass, _classes) && paymentClass < AuditClasses.Unknown; c++)
        {
            withheld += _reserves[(account * _classes) + c];
        }

        return withheld;
    }

    /// <summary>All that is set aside; at most, where it is not told whether funding was supplemental.</summary>
    public Int128 SetAside(int account)
    {
        Int128 all = _system.SupplementalClass >= 0 ? _fundedToday[account] : 0;
        for (int c = 0; c < _classes; c++)
        {
            all += _reserves[(account * _classes) + c];
        }

        return all;
    }

    public void TakeReserve(int account, byte paymentClass, long amountMinor)
    {
        if (paymentClass < _classes)
        {
            ref long reserve = ref _reserves[(account * _classes) + paymentClass];
            reserve = Math.Max(0, reserve - amountMinor);
        }
    }

    public bool HasBilateralLimit(int from, int to) =>
        _flows.TryGetValue((from, to), out Flow? flow) && flow.LimitMinor != long.MaxValue;

    public Flow? FlowOf(int from, int to) => _flows.GetValueOrDefault((from, to));

    public long MultilateralFlow(int account) => _multilateralFlow[account];

    public long MultilateralLimit(int account) => _multilateralLimit[account];

    /// <summary>Moves a released payment; a held one brings its payee nothing.</summary>
    public void Move(int from, int to, long amountMinor, bool isHeld)
    {
        _position[from] -= amountMinor;
        if (!isHeld)
        {
            _position[to] += amountMinor;
        }
    }

    /// <summary>Counts a release, or with a negative amount undoes it.</summary>
    public void AddFlow(int from, int to, long amountMinor, byte paymentClass)
    {
        if (_hasUnlimitedClass && paymentClass >= AuditClasses.Unknown)
        {
            KnowsFlows = false;
        }

        if (!IsLimited(paymentClass))
        {
            return;
        }

        Count(from, to, amountMinor);
        Count(to, from, -amountMinor);
    }

    public void SetCredit(int account, long creditMinor)
    {
        _credit[account] = creditMinor;
        WorkOutBounds(account);
    }

    public void SetLimit(int from, int to, long limitMinor)
    {
        PairOf(from, to).LimitMinor = limitMinor;
        WorkOutBounds(from);
        WorkOutBounds(to);
    }

    public void SetReserve(int account, int paymentClass, long amountMinor) =>
        _reserves[(account * _classes) + paymentClass] = amountMinor;

    public void SetMultilateralLimit(int account, long limitMinor)
    {
        _multilateralLimit[account] = limitMinor;
        _countsMultilateral = true;
    }

    public void Fund(int account, long amountMinor)
    {
        _position[account] += amountMinor;
        _fundedToday[account] += Math.Max(0, amountMinor);
    }

    public void OpenDay()
    {
        bool keepsCycle = _system.CarryQueue || _system.CarryPositions;
        for (int i = 0; i < _position.Length; i++)
        {
            if (IsGross ? !_system.CarryBalances : _system.Position == PositionKind.Prefunded || !keepsCycle)
            {
                _position[i] = IsGross ? _system.Accounts[i].OpeningBalanceMinor : CyclesOverlap ? null : 0;
            }
        }

        if (!keepsCycle)
        {
            ResetFlows();
        }

        KnowsFlows &= IsNet || !keepsCycle;
        if (!_system.CarryQueue || !_hasOpened)
        {
            ResetReserves();
        }

        _hasOpened = true;
        _mayBePaidOut = false;
        Array.Clear(_fundedToday);
    }

    /// <summary>At the close of a prefunded system nothing is set aside any more.</summary>
    public void CloseDay()
    {
        if (_system.Position == PositionKind.Prefunded)
        {
            Array.Clear(_reserves);
        }
    }

    public void Begin(Phase phase) => _mayBePaidOut |= phase.Actions.Contains(PhaseAction.PayOut);

    /// <summary>
    /// A cycle was posted: positions are zero, except where payments of the next one may have been taken in meanwhile.
    /// </summary>
    public void PostCycle()
    {
        if (CyclesOverlap)
        {
            KnowsFlows = false;
        }
        else
        {
            Array.Fill(_position, 0);
        }

        ResetFlows();
    }

    /// <summary>A net of a cycle, or a leg of a file, was posted.</summary>
    public void PostNet(int account, long amountMinor, bool isLeg)
    {
        if (isLeg ? IsGross : CyclesOverlap)
        {
            _position[account] += isLeg ? amountMinor : -amountMinor;
        }
    }

    private void Count(int from, int to, long amountMinor)
    {
        if (_flows.TryGetValue((from, to), out Flow? flow))
        {
            flow.FlowMinor += amountMinor;
        }

        if (_countsMultilateral && (flow is null || flow.LimitMinor == long.MaxValue))
        {
            _multilateralFlow[from] += amountMinor;
        }
    }

    private Flow PairOf(int from, int to)
    {
        if (!_flows.TryGetValue((from, to), out Flow? flow))
        {
            flow = new Flow(from, to);
            _flows.Add((from, to), flow);
            _pairs.Add(flow);
        }

        return flow;
    }

    private void ResetFlows()
    {
        Array.Clear(_multilateralFlow);
        foreach (Flow flow in _pairs)
        {
            flow.FlowMinor = 0;
        }
    }

    private void ResetReserves()
    {
        Array.Clear(_reserves);
        for (int i = 0; i < _position.Length; i++)
        {
            IReadOnlyList<long> standing = _system.Accounts[i].ReservesMinor ?? [];
            for (int c = 0; c < standing.Count; c++)
            {
                _reserves[(i * _classes) + c] = standing[c];
            }
        }
    }

    private void WorkOutBounds(int account)
    {
        Account rules = _system.Accounts[account];
        if (!rules.Floor.IsSet && !rules.Ceiling.IsSet)
        {
            (Floor[account], Ceiling[account]) = (long.MinValue, long.MaxValue);
            return;
        }

        Int128 granted = 0;
        Int128 received = 0;
        if (DependsOnLimits(rules.Floor) || DependsOnLimits(rules.Ceiling))
        {
            foreach (Flow flow in _pairs)
            {
                granted += flow.To == account ? flow.LimitMinor : 0;
                received += flow.From == account ? flow.LimitMinor : 0;
            }
        }

        var inputs = new BoundInputs(_credit[account], Clamp(granted), Clamp(received));
        Floor[account] = rules.Floor.AsFloor(inputs);
        Ceiling[account] = rules.Ceiling.AsCeiling(inputs);
    }

    private static bool DependsOnLimits(Bound bound) =>
        bound.Steps.Any(step => step.Op is BoundOp.LimitsGranted or BoundOp.LimitsReceived);

    private static long Clamp(Int128 sum) => (long)Int128.Min(sum, long.MaxValue);

    /// <summary>A pair of accounts under a limit.</summary>
    internal sealed class Flow(int from, int to)
    {
        public int From => from;

        public int To => to;

        /// <summary><see cref="long.MaxValue"/> = none yet.</summary>
        public long LimitMinor { get; set; }

        public long FlowMinor { get; set; }
    }
}
