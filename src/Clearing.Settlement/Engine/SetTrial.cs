namespace Clearing.Settlement.Engine;

/// <summary>
/// Whether a set of payments could be released together: what each account and each limit would be after it. Payments
/// may be added and taken away again in any order.
/// </summary>
internal sealed class SetTrial
{
    private readonly Positions _positions;
    private readonly int _classes;
    private readonly Int128[] _net;

    // Per account and class, how many payments of it the account pays in the set.
    private readonly int[] _paying;
    private readonly Int128[] _multilateral;
    private readonly Dictionary<int, Int128> _flows = [];
    private readonly int[] _members;
    private readonly bool[] _violates;
    private readonly List<int> _touched = [];
    private readonly bool[] _isTouched;
    private int _violations;

    public SetTrial(Positions positions)
    {
        _positions = positions;
        _classes = positions.Classes.Count;
        _net = new Int128[positions.Count];
        _multilateral = new Int128[positions.Count];
        _paying = new int[positions.Count * _classes];
        _members = new int[positions.Count];
        _violates = new bool[positions.Count];
        _isTouched = new bool[positions.Count];
    }

    /// <summary>
    /// True when all accounts are ready, and every bound and limit holds after the set or is not worse than before.
    /// </summary>
    public bool Holds => _violations == 0;

    /// <summary>The accounts that anything of the set concerned.</summary>
    public IReadOnlyList<int> Touched => _touched;

    public void Add(in WaitingPayment payment) => Count(payment, 1);

    public void Remove(in WaitingPayment payment) => Count(payment, -1);

    public bool Violates(int account) => _violates[account];

    /// <summary>By how much the account is too low after the set; 0 or less when it is not.</summary>
    public Int128 Lack(int account) => Lowest(account) - After(account);

    /// <summary>By how much the account is too high after the set; 0 or less when it is not.</summary>
    public Int128 Excess(int account)
    {
        ref Positions.State state = ref _positions[account];
        return After(account) - Math.Max(state.CeilingMinor, state.PositionMinor);
    }

    /// <summary>True when a limit of the account, as payer, is passed by the set.</summary>
    public bool IsOverLimit(int account)
    {
        if (!_positions.KeepsFlows)
        {
            return false;
        }

        foreach (int pair in _positions.Flows.OfPayer(account))
        {
            ref BilateralFlows.Pair p = ref _positions.Flows[pair];
            if (_flows.TryGetValue(pair, out Int128 change)
                && p.FlowMinor + change > Math.Max(p.LimitMinor, p.FlowMinor))
            {
                return true;
            }
        }

        return _positions.Multilateral.AreKept
            && _positions.Multilateral.FlowOf(account) + _multilateral[account]
                > _positions.Multilateral.MostAfterSet(account);
    }

    public void Clear()
    {
        foreach (int account in _touched)
        {
            _net[account] = 0;
            _multilateral[account] = 0;
            _members[account] = 0;
            _violates[account] = false;
            _isTouched[account] = false;
            _paying.AsSpan(account * _classes, _classes).Clear();
        }

        _touched.Clear();
        _flows.Clear();
        _violations = 0;
    }

    private Int128 After(int account) => _positions[account].PositionMinor + _net[account];

    private long Lowest(int account)
    {
        int lowest = _classes - 1;
        while (lowest >= 0 && _paying[(account * _classes) + lowest] == 0)
        {
            lowest--;
        }

        return _positions.LowestAfterSet(account, Math.Max(0, lowest));
    }

    private void Count(in WaitingPayment payment, int sign)
    {
        Touch(payment.From);
        Touch(payment.To);
        _members[payment.From] += sign;
        _members[payment.To] += sign;
        Int128 amount = sign * (Int128)payment.AmountMinor;
        _net[payment.From] -= amount;
        _net[payment.To] += payment.IsHeld ? 0 : amount;
        _paying[(payment.From * _classes) + payment.Class] += sign;
        if (_positions.KeepsFlows && _positions.IsLimited(payment))
        {
            CountFlow(payment.From, payment.To, amount);
            CountFlow(payment.To, payment.From, -amount);
        }

        Judge(payment.From);
        Judge(payment.To);
    }

    private void CountFlow(int from, int to, Int128 amount)
    {
        int pair = _positions.Flows.Find(from, to);
        if (pair >= 0)
        {
            _flows[pair] = _flows.GetValueOrDefault(pair) + amount;
        }

        if (_positions.Multilateral.AreKept && _positions.Multilateral.Counts(from, to))
        {
            _multilateral[from] += amount;
        }
    }

    private void Judge(int account)
    {
        bool violates = Lack(account) > 0 || Excess(account) > 0 || IsOverLimit(account)
            || (_members[account] > 0 && !_positions[account].IsReady);
        if (violates != _violates[account])
        {
            _violates[account] = violates;
            _violations += violates ? 1 : -1;
        }
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
