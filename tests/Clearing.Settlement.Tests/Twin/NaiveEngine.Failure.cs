using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, the procedure of "Failure of a cycle".</summary>
public sealed partial class NaiveEngine
{
    // What is left of them today.
    private readonly long[] _collateral;
    private readonly long[] _pool;

    private enum Next { FromNets, FromFailed, Step, Over }

    /// <summary>Steps 1 to 4; "one-by-one release follows however the procedure ends".</summary>
    private void GoOn(NaiveCycle cycle, bool fromNets)
    {
        Next next = fromNets ? Next.FromNets : Next.FromFailed;
        while (next != Next.Over)
        {
            if (next == Next.FromNets)
            {
                TakeInWhatWasPutIn(cycle);
                cycle.WorkOutNets();
            }

            cycle.Covers.RemoveAll(c => c.Kind == FailureStepKind.Share);
            FindFailed(cycle);
            next = TakeSteps(cycle);
        }

        ReleaseOneByOne();
    }

    /// <summary>"what was funded into positions less what was paid out of them since the last posting".</summary>
    private void TakeInWhatWasPutIn(NaiveCycle cycle)
    {
        foreach (int account in Accounts)
        {
            cycle.PutIn[account] += _state.PutIn[account];
            _state.PutIn[account] = 0;
        }
    }

    /// <summary>"2. Failed are the accounts ..."</summary>
    private void FindFailed(NaiveCycle cycle)
    {
        cycle.Failed.UnionWith(Accounts.Where(a => cycle.Net[a] < 0 && IsUnable(cycle, a)));
        List<int> found = [.. cycle.Failed.Where(a => !cycle.Told.Contains(a))];
        cycle.Round += found.Count > 0 ? 1 : 0;
        foreach (int account in found)
        {
            cycle.Told.Add(account);
            Emit(Blank with
            {
                Kind = EventKind.NetFailed,
                From = account,
                AmountMinor = Math.Max(0, -cycle.Net[account]),
                Payment = cycle.Round,
            });
        }
    }

    private bool IsUnable(NaiveCycle cycle, int account) =>
        _state.Defaulted[account]
        || (!_definition.SettlesElsewhere && Overdrawn(account, cycle.Net[account]) > 0);

    /// <summary>"3. The steps of the procedure are taken from the first".</summary>
    private Next TakeSteps(NaiveCycle cycle)
    {
        for (int step = 0; step <= _definition.Failure.Count; step++)
        {
            if (cycle.Failed.All(a => cycle.Rest(a) == 0))
            {
                Settle(cycle);
                return Next.Over;
            }

            Next next = step < _definition.Failure.Count ? Take(cycle, step) : Next.Step;
            if (next != Next.Step)
            {
                return next;
            }
        }

        Postpone(cycle);
        return Next.Over;
    }

    private void Settle(NaiveCycle cycle)
    {
        if (_definition.SettlesElsewhere)
        {
            TellNets(cycle);
        }
        else
        {
            Post(cycle);
        }
    }

    private Next Take(NaiveCycle cycle, int step)
    {
        switch (_definition.Failure[step].Kind)
        {
            case FailureStepKind.Share:
                return Share(cycle, step);
            case FailureStepKind.Grace:
                return Grace(cycle, step);
            case FailureStepKind.UnwindDefaulter:
                return Unwind(cycle, p => cycle.Failed.Contains(p.From) || cycle.Failed.Contains(p.To))
                    ? Next.FromNets
                    : Next.Step;
            case FailureStepKind.UnwindAll:
                if (!Unwind(cycle, _ => true))
                {
                    return Next.Step;
                }

                Reopen(cycle);
                return Next.Over;
            case FailureStepKind.Postpone:
                Postpone(cycle);
                return Next.Over;
            default:
                foreach (int failed in cycle.Failed)
                {
                    CoverFromOutside(cycle, step, failed);
                }

                return Next.Step;
        }
    }

    /// <summary>Collateral, pool and guarantee.</summary>
    private void CoverFromOutside(NaiveCycle cycle, int step, int failed)
    {
        FailureStepKind kind = _definition.Failure[step].Kind;
        if (kind == FailureStepKind.Guarantee)
        {
            cycle.Covers.Add(new Cover(kind, step, failed, -1, cycle.Rest(failed)));
            return;
        }

        long[] store = kind == FailureStepKind.Collateral ? _collateral : _pool;
        long own = Math.Min(store[failed] - cycle.Used(kind, failed), cycle.Rest(failed));
        cycle.Covers.Add(new Cover(kind, step, failed, failed, own));
        if (kind == FailureStepKind.Pool)
        {
            List<(int, long)> left =
                [.. Accounts.Where(a => a != failed).Select(a => (a, _pool[a] - cycle.Used(kind, a)))];
            long amount = (long)Int128.Min(cycle.Rest(failed), NaiveState.Sum(left.Select(l => l.Item2)));
            AddCovers(cycle, step, failed, NaiveCycle.Apportion(amount, left));
        }
    }

    private void AddCovers(
        NaiveCycle cycle, int step, int failed, IEnumerable<(int Account, long AmountMinor)> parts) =>
        cycle.Covers.AddRange(parts.Select(part =>
            new Cover(_definition.Failure[step].Kind, step, failed, part.Account, part.AmountMinor)).ToList());

    /// <summary>"the survivors bear the rest pro rata to the basis ..."</summary>
    private Next Share(NaiveCycle cycle, int step)
    {
        List<int> survivors = [.. Accounts.Where(a =>
            _definition.Accounts[a].IsMember && !cycle.Failed.Contains(a) && !_state.Defaulted[a])];
        if (survivors.Count == 0)
        {
            return Next.Step;
        }

        foreach (int failed in cycle.Failed)
        {
            List<(int, long)> basis =
                [.. survivors.Select(s => (s, Weight(cycle, _definition.Failure[step].Basis, s, failed)))];
            AddCovers(cycle, step, failed, NaiveCycle.Apportion(cycle.Rest(failed), basis));
        }

        List<int> broken = _definition.SettlesElsewhere ? [] : survivors.FindAll(a =>
            cycle.SharesOf(a) > 0 && Overdrawn(a, cycle.Net[a] - cycle.SharesOf(a)) > 0);
        cycle.Failed.UnionWith(broken);
        return broken.Count > 0 ? Next.FromFailed : Next.Step;
    }

    private long Weight(NaiveCycle cycle, ShareBasis basis, int survivor, int failed) => basis switch
    {
        ShareBasis.Limits => _state.Pair(failed, survivor) is { LimitMinor: < long.MaxValue } pair
            ? pair.LimitMinor
            : 0,
        ShareBasis.Position => cycle.Claim(survivor, failed),
        _ => 1,
    };

    /// <summary>"the first time in this cycle and before the close, the procedure stops".</summary>
    private Next Grace(NaiveCycle cycle, int step)
    {
        if (cycle.HadGrace || !_dayIsOpen || _now >= _closeAt)
        {
            return Next.Step;
        }

        cycle.HadGrace = true;
        cycle.InGrace = true;
        cycle.RetryAt = _now + _definition.Failure[step].DurationUs;
        return Next.Over;
    }

    /// <summary>"taken out (Unwound, in order of acceptance), money and flows with them".</summary>
    private bool Unwind(NaiveCycle cycle, Predicate<WaitingPayment> isConcerned)
    {
        List<WaitingPayment> unwound = IsProvisional ? cycle.Payments.FindAll(isConcerned) : [];
        foreach (WaitingPayment payment in unwound)
        {
            cycle.Payments.Remove(payment);
            _state.Positions[payment.To] -= payment.AmountMinor;
            _state.GiveBack(payment);
            _changed = true;
            Emit(OfPayment(EventKind.Unwound, payment));
        }

        return unwound.Count > 0;
    }
}
