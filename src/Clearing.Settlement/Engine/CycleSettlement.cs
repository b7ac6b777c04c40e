using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Step 6 of an instant: holds the cycles of a net system. A cycle is mostly over at once; in a grace, or while the
/// linked system has its nets, it is under way and what is accepted belongs to the next.
/// </summary>
internal sealed class CycleSettlement(
    SystemDefinition system, Positions positions, Settler settler, OneByOneRelease oneByOne, Funding funding)
{
    private readonly FailureProcedure _procedure = new(system, positions);
    private readonly bool _canUnwind = system.Finality == Finality.Cycle;
    private CycleNets? _underWay;
    private bool _isDue;
    private bool _isRetryDue;
    private bool _isLinked;
    private bool _isNamed;
    private int _lists;

    /// <summary>Instant at which a grace ends; <see cref="long.MaxValue"/> when none runs.</summary>
    public long RetryAt { get; private set; } = long.MaxValue;

    /// <summary>True when a cycle waits for its turn, the end of a halt or of a grace.</summary>
    public bool IsPending => _isDue || _isRetryDue || RetryAt != long.MaxValue;

    /// <summary>The payments that the state hash counts as those of the open cycle.</summary>
    public IEnumerable<WaitingPayment> Held =>
        _underWay is null ? settler.Cycle : [.. _underWay.Payments, .. settler.Cycle];

    public void Declare(int account) => _procedure.Declare(account);

    /// <summary>A day opens; returns what is still with the linked system, or null.</summary>
    public CycleNets? OpenDay()
    {
        _isDue = false;
        _procedure.OpenDay();
        return _underWay;
    }

    /// <summary>The turn of the cycles at an instant.</summary>
    public void RunAt(long time, DayClock clock)
    {
        _isDue |= clock.TakeCycle(time);
        if (RetryAt != long.MaxValue && (RetryAt <= time || clock.CloseAt <= time))
        {
            _isRetryDue = true;
            RetryAt = long.MaxValue;
        }

        if (oneByOne.IsHalted)
        {
            return;
        }

        if (_isRetryDue)
        {
            _isRetryDue = false;
            _procedure.Begin(WorkOut(_underWay!.Payments));
            Resolve(time, clock);
        }

        if (_isDue && _underWay is null)
        {
            _isDue = false;
            if (settler.Cycle.Count > 0 || funding.IsAnyInNets)
            {
                List<WaitingPayment> payments = settler.Cycle;
                settler.Cycle = [];
                _procedure.BeginCycle();
                _procedure.Begin(WorkOut(payments));
                Resolve(time, clock);
            }
        }
    }

    /// <summary>The linked system could not take the net of an account; forgotten where it has none.</summary>
    public void Refuse(int account, long shortMinor)
    {
        if (_isLinked)
        {
            _isNamed |= _procedure.Refuse(account, shortMinor);
        }
    }

    /// <summary>The linked system has answered; false when it was not asked.</summary>
    public bool TryAnswer(bool isPosted, long time, DayClock clock)
    {
        if (!_isLinked)
        {
            return false;
        }

        _isLinked = false;
        if (isPosted)
        {
            Post(_underWay!);
        }
        else if (_isNamed)
        {
            Resolve(time, clock);
        }
        else
        {
            Postpone(clock);
        }

        _isNamed = false;
        return true;
    }

    /// <summary>The day closes: what is not posted ends, unless it carries over or the linked system has it.</summary>
    public void Close()
    {
        if (_underWay is not null && !_isLinked)
        {
            PutBack(_underWay);
        }

        if (!positions.CarriesCycle)
        {
            End(settler.Cycle);
            settler.Cycle.Clear();
        }
    }

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        _isDue = octets.Flag(_isDue);
        _isRetryDue = octets.Flag(_isRetryDue);
        _isLinked = octets.Flag(_isLinked);
        _isNamed = octets.Flag(_isNamed);
        _lists = octets.Number(_lists, 0, int.MaxValue);
        RetryAt = octets.Number(RetryAt);
        if (octets.Flag(_underWay is not null))
        {
            List<WaitingPayment> payments = _underWay?.Payments ?? [];
            long[] funded = _underWay?.Funded ?? new long[positions.Count];
            octets.Payments(payments);
            octets.Numbers(funded);
            _underWay ??= new CycleNets(payments, funded);
        }

        bool needsCycle = _isRetryDue || _isLinked || RetryAt != long.MaxValue;
        StateOctets.Need(_underWay is not null || !needsCycle, "no cycle is under way");
        _procedure.Pass(ref octets, _underWay);
    }

    // The nets of the cycle under way, with all that is funded by now.
    private CycleNets WorkOut(List<WaitingPayment> payments)
    {
        if (_underWay is not null)
        {
            funding.PutIntoNets(_underWay.Funded);
        }

        return _underWay = new CycleNets(payments, funding.TakeFromNets());
    }

    // What an unwinding took back may let others go, however the procedure ended.
    private void Resolve(long time, DayClock clock)
    {
        if (HasUnwoundResolving(time, clock))
        {
            oneByOne.ConsiderAll();
            oneByOne.Run();
        }
    }

    private bool HasUnwoundResolving(long time, DayClock clock)
    {
        bool hasUnwound = false;
        while (true)
        {
            CycleVerdict verdict = _procedure.Decide(clock.IsOpen && time < clock.CloseAt);
            foreach (NetFailure failure in _procedure.Failures)
            {
                settler.Add(EventKind.NetFailed, failure.Round, failure.Account, amountMinor: failure.NetDebitMinor);
            }

            _procedure.Failures.Clear();
            switch (verdict)
            {
                case CycleVerdict.Post:
                    PostOrTell(_underWay!);
                    return hasUnwound;
                case CycleVerdict.Wait:
                    RetryAt = Saturating.From((Int128)time + _procedure.GraceUs);
                    return hasUnwound;
                case CycleVerdict.Postpone:
                    Postpone(clock);
                    return hasUnwound;
                case CycleVerdict.UnwindAll:
                    Unwind(_underWay!.Payments, all: true);
                    PutBack(_underWay);
                    return true;
                default:
                    Unwind(_underWay!.Payments, all: false);
                    hasUnwound = true;
                    _procedure.Restart(WorkOut(_underWay.Payments));
                    break;
            }
        }
    }

    private void PostOrTell(CycleNets cycle)
    {
        int list = _lists + 1;
        for (int account = 0; account < positions.Count && system.SettlesElsewhere; account++)
        {
            long due = _procedure.PostingOf(account);
            if (due != 0)
            {
                settler.Add(EventKind.NetDue, list, account, amountMinor: due);
                _isLinked = true;
                _lists = list;
            }
        }

        if (!_isLinked)
        {
            Post(cycle);
        }
    }

    private void Post(CycleNets cycle)
    {
        for (int account = 0; account < positions.Count; account++)
        {
            positions.AddPosition(account, -cycle.Net[account]);
            if (!system.SettlesElsewhere)
            {
                positions.AddBalance(account, _procedure.PostingOf(account));
            }
        }

        positions.CountOnly(settler.Cycle);
        _underWay = null;
        settler.HasChanged = true;
        settler.Add(EventKind.CyclePosted, cycle.Payments.Count, amountMinor: Saturating.From(cycle.ValueMinor));
        foreach (WaitingPayment payment in _canUnwind ? cycle.Payments : [])
        {
            settler.TellPosted(payment, BalanceTold(payment.From), BalanceTold(payment.To));
        }

        for (int account = 0; account < positions.Count; account++)
        {
            if (cycle.Net[account] != 0)
            {
                settler.Add(EventKind.NetPosted, -1, account, amountMinor: cycle.Net[account],
                    balanceMinor: BalanceTold(account));
            }
        }

        foreach (LossCover cover in _procedure.Covers)
        {
            settler.Add(EventKind.LossCovered, cover.Step, cover.Payer, cover.Failed, cover.AmountMinor,
                cover.Payer < 0 ? 0 : BalanceTold(cover.Payer));
        }

        _procedure.Commit();
        oneByOne.ConsiderAll();
        oneByOne.Run();
    }

    private long BalanceTold(int account) => system.SettlesElsewhere ? 0 : positions.BalanceOf(account);

    private void Postpone(DayClock clock)
    {
        CycleNets cycle = _underWay!;
        (int account, long shortMinor) = _procedure.FirstShort();
        settler.Add(EventKind.CyclePostponed, cycle.Payments.Count, account, amountMinor: shortMinor);
        if (!clock.IsOpen && !positions.CarriesCycle)
        {
            End(cycle.Payments);
            cycle.Payments.Clear();
        }

        PutBack(cycle);

        oneByOne.ConsiderAll();
        oneByOne.Run();
    }

    private void PutBack(CycleNets cycle)
    {
        cycle.Payments.AddRange(settler.Cycle);
        settler.Cycle = cycle.Payments;
        funding.PutIntoNets(cycle.Funded);
        _underWay = null;
        _isRetryDue = false;
        RetryAt = long.MaxValue;
        _procedure.Restart(cycle);
    }

    private void Unwind(List<WaitingPayment> payments, bool all)
    {
        settler.HasChanged = true;
        payments.RemoveAll(payment =>
        {
            bool isOut = all || _procedure.IsFailed(payment.From) || _procedure.IsFailed(payment.To);
            if (isOut)
            {
                positions.TakeBack(payment);
                settler.End(EventKind.Unwound, payment);
            }

            return isOut;
        });
    }

    private void End(List<WaitingPayment> payments)
    {
        foreach (WaitingPayment payment in _canUnwind ? payments : [])
        {
            settler.End(EventKind.Unsettled, payment);
        }
    }
}
