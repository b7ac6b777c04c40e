using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>What becomes of a cycle.</summary>
internal enum CycleVerdict : byte
{
    Post = 0,

    /// <summary>To be tried again after a grace.</summary>
    Wait = 1,

    /// <summary>The payments of those who failed are to be taken out, and the nets worked out again.</summary>
    UnwindFailed = 2,

    UnwindAll = 3,
    Postpone = 4,
}

/// <summary>Money that covers what an account owes.</summary>
/// <param name="Step">Index of the failure step.</param>
/// <param name="Failed">For whom.</param>
/// <param name="Payer">Who pays; -1 = the operator.</param>
/// <param name="AmountMinor">Greater than zero.</param>
internal readonly record struct LossCover(int Step, int Failed, int Payer, long AmountMinor)
{
    /// <summary>What it takes in a saved state.</summary>
    public const int Octets = 20;
}

/// <summary>An account that was found unable to take its net.</summary>
internal readonly record struct NetFailure(int Account, int Round, long NetDebitMinor);

/// <summary>
/// What happens when somebody cannot take the net of a cycle: who fails, who bears it, and what becomes of the cycle.
/// It decides and moves nothing; docs/reference/settlement.md, "Failure of a cycle".
/// </summary>
internal sealed class FailureProcedure
{
    private readonly SystemDefinition _system;
    private readonly Positions _positions;
    private readonly bool[] _isDeclared;
    private readonly long[] _collateralLeft;
    private readonly long[] _poolLeft;
    private readonly bool[] _isFailed;
    private readonly bool[] _isTold;
    private readonly long[] _refusedMinor;
    private readonly long[] _covered;
    private readonly long[] _shares;
    private readonly List<LossCover> _covers = [];
    private readonly List<NetFailure> _failures = [];
    private int _round;
    private bool _hadGrace;
    private CycleNets _cycle = new([], []);

    public FailureProcedure(SystemDefinition system, Positions positions)
    {
        _system = system;
        _positions = positions;
        int n = positions.Count;
        _isDeclared = new bool[n];
        _isFailed = new bool[n];
        _isTold = new bool[n];
        _refusedMinor = new long[n];
        _covered = new long[n];
        _shares = new long[n];
        _collateralLeft = new long[n];
        _poolLeft = new long[n];
        OpenDay();
    }

    /// <summary>Found since they were last taken, in order.</summary>
    public List<NetFailure> Failures => _failures;

    /// <summary>How long the wait is that <see cref="Decide"/> asked for.</summary>
    public long GraceUs { get; private set; }

    /// <summary>What pays for whom, in the order in which it is told.</summary>
    public IEnumerable<LossCover> Covers => _covers
        .OrderBy(c => c.Step)
        .ThenBy(c => c.Failed)
        .ThenBy(c => c.Payer == c.Failed ? -1 : c.Payer);

    public void OpenDay()
    {
        for (int i = 0; i < _isDeclared.Length; i++)
        {
            _collateralLeft[i] = _system.Accounts[i].CollateralMinor;
            _poolLeft[i] = _system.Accounts[i].PoolContributionMinor;
        }

        foreach (LossCover cover in _covers)
        {
            Draw(cover, cover.AmountMinor);
        }
    }

    public void Declare(int account) => _isDeclared[account] = true;

    public bool IsFailed(int account) => _isFailed[account];

    /// <summary>What the posting does to an account: its net, less the shares it bears, and what covers it.</summary>
    public long PostingOf(int account) => _cycle.Net[account] - _shares[account] + _covered[account];

    /// <summary>A cycle begins: it has had no grace.</summary>
    public void BeginCycle() => _hadGrace = false;

    /// <summary>The procedure begins, for the first time or after a grace: nobody has been named.</summary>
    public void Begin(CycleNets cycle)
    {
        _round = 0;
        Array.Clear(_isTold);
        Restart(cycle);
    }

    /// <summary>From the nets again: everything is given back and nobody has failed yet.</summary>
    public void Restart(CycleNets cycle)
    {
        foreach (LossCover cover in _covers)
        {
            Draw(cover, -cover.AmountMinor);
        }

        Forget();
        _cycle = cycle;
    }

    /// <summary>The cycle is posted: what was paid is gone.</summary>
    public void Commit() => Forget();

    /// <summary>The linked system says that an account could not pay; true when it had not failed before.</summary>
    public bool Refuse(int account, long shortMinor)
    {
        bool isNew = !_isFailed[account];
        _isFailed[account] = true;
        _refusedMinor[account] = shortMinor;
        return isNew;
    }

    /// <summary>The first that was declared failed or cannot pay its net, and how much it is short.</summary>
    public (int Account, long ShortMinor) FirstShort()
    {
        for (int i = 0; i < _isFailed.Length; i++)
        {
            if (ShortOf(i) > 0)
            {
                return (i, ShortOf(i));
            }
        }

        return (-1, 0);
    }

    /// <summary>Finds who fails and takes the steps until it is known what becomes of the cycle.</summary>
    /// <param name="mayWait">False at and after the close, where there is no grace.</param>
    public CycleVerdict Decide(bool mayWait)
    {
        while (true)
        {
            TakeBackShares();
            FindFailed();
            if (IsCovered())
            {
                return CycleVerdict.Post;
            }

            if (TakeSteps(mayWait) is CycleVerdict verdict)
            {
                return verdict;
            }
        }
    }

    /// <summary>Its state.</summary>
    /// <param name="octets">Where it comes from or goes to.</param>
    /// <param name="underWay">The cycle that it decides about; null = none.</param>
    public void Pass(ref StateOctets octets, CycleNets? underWay)
    {
        _cycle = underWay ?? _cycle;
        octets.Flags(_isDeclared);
        octets.Flags(_isFailed);
        octets.Flags(_isTold);
        octets.Numbers(_collateralLeft);
        octets.Numbers(_poolLeft);
        octets.Numbers(_refusedMinor);
        octets.Numbers(_covered);
        octets.Numbers(_shares);
        _round = octets.Number(_round, 0, int.MaxValue);
        _hadGrace = octets.Flag(_hadGrace);
        int count = octets.Count(_covers.Count, LossCover.Octets);
        for (int i = 0; i < count; i++)
        {
            LossCover own = octets.IsLoading ? default : _covers[i];
            var cover = new LossCover(
                octets.Number(own.Step, 0, _system.Failure.Count - 1), octets.Account(own.Failed),
                octets.Number(own.Payer, -1, _isFailed.Length - 1), octets.Number(own.AmountMinor));
            if (octets.IsLoading)
            {
                bool isOperator = _system.Failure[cover.Step].Kind == FailureStepKind.Guarantee;
                StateOctets.Need(isOperator == cover.Payer < 0, "a loss is covered by nobody");
                _covers.Add(cover);
            }
        }
    }

    // Null when a survivor failed too.
    private CycleVerdict? TakeSteps(bool mayWait)
    {
        for (int step = 0; step < _system.Failure.Count; step++)
        {
            FailureStep rule = _system.Failure[step];
            switch (rule.Kind)
            {
                case FailureStepKind.Postpone:
                    return CycleVerdict.Postpone;
                case FailureStepKind.Grace when mayWait && !_hadGrace:
                    _hadGrace = true;
                    GraceUs = rule.DurationUs;
                    return CycleVerdict.Wait;
                case FailureStepKind.UnwindDefaulter when CanUnwind(_isFailed):
                    return CycleVerdict.UnwindFailed;
                case FailureStepKind.UnwindAll when CanUnwind(null):
                    return CycleVerdict.UnwindAll;
                case FailureStepKind.Share when !TryShare(step):
                    return null;
                case FailureStepKind.Collateral or FailureStepKind.Pool or FailureStepKind.Guarantee:
                    Pay(step, rule.Kind);
                    break;
            }

            if (IsCovered())
            {
                return CycleVerdict.Post;
            }
        }

        return CycleVerdict.Postpone;
    }

    private void FindFailed()
    {
        _round++;
        bool found = false;
        for (int i = 0; i < _isFailed.Length; i++)
        {
            _isFailed[i] |= ShortOf(i) > 0;
            if (_isFailed[i] && !_isTold[i])
            {
                _isTold[i] = found = true;
                _failures.Add(new NetFailure(i, _round, DebitOf(i)));
            }
        }

        _round -= found ? 0 : 1;
    }

    private long DebitOf(int account) => Math.Max(0, -_cycle.Net[account]);

    // By how much an account cannot take its net, shares left aside: one that receives is never stopped, except that
    // the linked system may name one that only bears a share.
    private long ShortOf(int account)
    {
        long net = _cycle.Net[account];
        return net < 0 && _isDeclared[account] ? -net
            : _system.SettlesElsewhere ? _refusedMinor[account]
            : net < 0 ? ShortOf(account, net)
            : 0;
    }

    private long ShortOf(int account, long change)
    {
        long credit = _positions.CreditOf(account);
        return credit == long.MaxValue
            ? 0
            : Saturating.From(Int128.Max(0, -(Int128)credit - _positions.BalanceOf(account) - change));
    }

    private long RestOf(int account) => _isFailed[account] ? DebitOf(account) - _covered[account] : 0;

    private bool IsCovered()
    {
        for (int i = 0; i < _isFailed.Length; i++)
        {
            if (RestOf(i) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Pay(int step, FailureStepKind kind)
    {
        for (int failed = 0; failed < _isFailed.Length; failed++)
        {
            if (RestOf(failed) == 0)
            {
                continue;
            }

            switch (kind)
            {
                case FailureStepKind.Collateral:
                    Cover(step, failed, failed, Math.Min(RestOf(failed), _collateralLeft[failed]));
                    break;
                case FailureStepKind.Pool:
                    PayFromPool(step, failed);
                    break;
                default:
                    Cover(step, failed, -1, RestOf(failed));
                    break;
            }
        }
    }

    private void PayFromPool(int step, int failed)
    {
        Cover(step, failed, failed, Math.Min(RestOf(failed), _poolLeft[failed]));
        Int128 left = 0;
        foreach (long contribution in _poolLeft)
        {
            left += contribution;
        }

        // The failed one's own is used up if anything is still to be covered.
        long amount = (long)Int128.Min(RestOf(failed), left);
        if (amount > 0)
        {
            long[] shares = LossShares.Split(amount, _poolLeft);
            for (int payer = 0; payer < shares.Length; payer++)
            {
                Cover(step, failed, payer, shares[payer]);
            }
        }
    }

    // False when a survivor cannot bear it: then it has failed too.
    private bool TryShare(int step)
    {
        int[] survivors = [.. Enumerable.Range(0, _isFailed.Length)
            .Where(i => !_isFailed[i] && !_isDeclared[i] && _system.Accounts[i].IsMember)];
        for (int failed = 0; failed < _isFailed.Length && survivors.Length > 0; failed++)
        {
            long rest = RestOf(failed);
            long[] basis = rest > 0 ? BasisOf(_system.Failure[step].Basis, failed, survivors) : [];
            if (basis.Any(part => part > 0))
            {
                long[] shares = LossShares.Split(rest, basis);
                for (int i = 0; i < shares.Length; i++)
                {
                    Cover(step, failed, survivors[i], shares[i]);
                }
            }
        }

        bool bearable = true;
        foreach (int survivor in survivors)
        {
            long change = _cycle.Net[survivor] - _shares[survivor];
            if (!_system.SettlesElsewhere && _shares[survivor] > 0 && ShortOf(survivor, change) > 0)
            {
                _isFailed[survivor] = true;
                bearable = false;
            }
        }

        return bearable;
    }

    private long[] BasisOf(ShareBasis basis, int failed, int[] survivors)
    {
        if (basis == ShareBasis.Position)
        {
            long[] claims = _cycle.ClaimsOn(failed);
            return [.. survivors.Select(survivor => Math.Max(0, claims[survivor]))];
        }

        return basis == ShareBasis.Equal
            ? [.. survivors.Select(_ => 1L)]
            : [.. survivors.Select(survivor => GrantedTo(failed, survivor))];
    }

    // The limit that a survivor granted bounds what the failed one may send it.
    private long GrantedTo(int failed, int survivor)
    {
        int pair = _positions.Flows.Count == 0 ? -1 : _positions.Flows.Find(failed, survivor);
        long limit = pair < 0 ? 0 : _positions.Flows[pair].LimitMinor;
        return limit == long.MaxValue ? 0 : limit;
    }

    private bool CanUnwind(bool[]? failed) => _system.Finality == Finality.Cycle
        && _cycle.Payments.Exists(p => failed is null || failed[p.From] || failed[p.To]);

    private void Cover(int step, int failed, int payer, long amountMinor)
    {
        if (amountMinor == 0)
        {
            return;
        }

        var cover = new LossCover(step, failed, payer, amountMinor);
        _covers.Add(cover);
        _covered[failed] += amountMinor;
        Draw(cover, amountMinor);
        if (_system.Failure[step].Kind == FailureStepKind.Share)
        {
            _shares[payer] += amountMinor;
        }
    }

    private void TakeBackShares()
    {
        _covers.RemoveAll(cover =>
        {
            bool isShare = _system.Failure[cover.Step].Kind == FailureStepKind.Share;
            if (isShare)
            {
                _covered[cover.Failed] -= cover.AmountMinor;
                _shares[cover.Payer] -= cover.AmountMinor;
            }

            return isShare;
        });
    }

    // From what was paid in before; a survivor's share and the operator's money are not.
    private void Draw(LossCover cover, long amountMinor)
    {
        switch (_system.Failure[cover.Step].Kind)
        {
            case FailureStepKind.Collateral:
                _collateralLeft[cover.Payer] -= amountMinor;
                break;
            case FailureStepKind.Pool:
                _poolLeft[cover.Payer] -= amountMinor;
                break;
        }
    }

    private void Forget()
    {
        _covers.Clear();
        Array.Clear(_covered);
        Array.Clear(_shares);
        Array.Clear(_isFailed);
        Array.Clear(_refusedMinor);
    }
}
