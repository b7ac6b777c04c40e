using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Cycles", and of "Failure of a cycle" all but the procedure.</summary>
public sealed partial class NaiveEngine
{
    private bool _cycleMissed;
    private bool _cycleHeldNow;
    private int _netLists;

    /// <summary>Step 6: what a grace put off, then what is due now or was missed.</summary>
    private void Cycles()
    {
        _cycleMissed |= Today.CyclesAt.Contains(_now);
        HoldWhatIsDue();
    }

    private void HoldWhatIsDue()
    {
        _cycleMissed |= _definition.CycleAtClose && _now == _closeAt && !_cycleHeldNow;
        if (_halted)
        {
            return;
        }

        if (_state.UnderWay is { InGrace: true } cycle && (cycle.RetryAt <= _now || _now == _closeAt))
        {
            cycle.InGrace = false;
            cycle.Round = 0;
            cycle.Told.Clear();
            GoOn(cycle, fromNets: true);
        }

        if (_cycleMissed && _state.UnderWay is null)
        {
            _cycleMissed = false;
            HoldCycle();
        }
    }

    /// <summary>"A cycle consists of what was accepted up to its instant."</summary>
    private void HoldCycle()
    {
        if (!_state.IsNet || (_state.OpenCycle.Count == 0 && _state.PutIn.All(p => p == 0)))
        {
            return;
        }

        _cycleHeldNow = true;
        _state.UnderWay = new NaiveCycle([.. _state.OpenCycle], new long[_state.AccountCount]);
        _state.OpenCycle.Clear();
        GoOn(_state.UnderWay, fromNets: true);
    }

    /// <summary>"4. Posting".</summary>
    private void Post(NaiveCycle cycle)
    {
        bool elsewhere = _definition.SettlesElsewhere;
        foreach (int account in elsewhere ? [] : Accounts)
        {
            _state.Balance[account] += cycle.Due(account);
        }

        foreach (int account in Accounts)
        {
            _collateral[account] -= cycle.Used(FailureStepKind.Collateral, account);
            _pool[account] -= cycle.Used(FailureStepKind.Pool, account);
            _state.Apart[account] -= cycle.Net[account];
        }

        Facts.BalanceChanged(_state.Balance);
        Emit(Blank with
        {
            Kind = EventKind.CyclePosted,
            Payment = cycle.Payments.Count,
            AmountMinor = cycle.Payments.Sum(p => p.AmountMinor),
        });
        foreach (WaitingPayment payment in IsProvisional ? cycle.Payments : [])
        {
            Emit(OfPayment(EventKind.Settled, payment) with
            {
                Route = Route.Cycle,
                PayerBalanceMinor = BalanceAsTold(payment.From),
                PayeeBalanceMinor = BalanceAsTold(payment.To),
            });
            Facts.Settled(payment);
        }

        foreach (int account in Accounts.Where(a => cycle.Net[a] != 0))
        {
            Emit(Blank with
            {
                Kind = EventKind.NetPosted,
                From = account,
                AmountMinor = cycle.Net[account],
                PayerBalanceMinor = BalanceAsTold(account),
            });
        }

        TellCovers(cycle);
        _state.UnderWay = null;
        _state.RestartFlows(_state.OpenCycle);
        _changed = true;
    }

    /// <summary>"balances stay, they are the other system's; ... tell 0 as balance".</summary>
    private long BalanceAsTold(int account) => _definition.SettlesElsewhere ? 0 : _state.Balance[account];

    /// <summary>"by step, then failed account, then payer (the failed one's own first)".</summary>
    private void TellCovers(NaiveCycle cycle)
    {
        var payments = cycle.Covers
            .Where(c => c.AmountMinor > 0)
            .GroupBy(c => (c.Step, c.For, c.Payer))
            .OrderBy(g => g.Key.Step)
            .ThenBy(g => g.Key.For)
            .ThenBy(g => g.Key.Payer != g.Key.For)
            .ThenBy(g => g.Key.Payer);
        foreach (var payment in payments)
        {
            Emit(Blank with
            {
                Kind = EventKind.LossCovered,
                From = payment.Key.Payer,
                To = payment.Key.For,
                Payment = payment.Key.Step,
                AmountMinor = payment.Sum(c => c.AmountMinor),
                PayerBalanceMinor = payment.Key.Payer < 0 ? 0 : BalanceAsTold(payment.Key.Payer),
            });
        }
    }

    /// <summary>"Settling elsewhere a cycle, instead of being posted at once, tells NetDue ..."</summary>
    private void TellNets(NaiveCycle cycle)
    {
        List<int> concerned = [.. Accounts.Where(a => cycle.Due(a) != 0)];
        if (concerned.Count == 0)
        {
            Post(cycle);
            return;
        }

        cycle.IsAsked = true;
        _netLists++;
        foreach (int account in concerned)
        {
            Emit(Blank with
            {
                Kind = EventKind.NetDue,
                From = account,
                AmountMinor = cycle.Due(account),
                Payment = _netLists,
            });
        }
    }

    /// <summary>"NetRefused names those who could not, by how much".</summary>
    private void NetRefused(SettlementCommand command)
    {
        if (_state.UnderWay is { IsAsked: true } cycle)
        {
            cycle.ShortElsewhere[command.From] = command.AmountMinor;
        }
    }

    private void NetsAnswered(SettlementCommand command)
    {
        if (_state.UnderWay is not { IsAsked: true } cycle)
        {
            RefuseRequest(command);
            return;
        }

        cycle.IsAsked = false;
        if (command.Flag)
        {
            Post(cycle);
        }
        else if (cycle.ShortElsewhere.Keys.All(cycle.Failed.Contains))
        {
            Postpone(cycle);
        }
        else
        {
            cycle.Failed.UnionWith(cycle.ShortElsewhere.Keys);
            GoOn(cycle, fromNets: false);
        }
    }

    /// <summary>"the cycle waits for the next, before what was accepted meanwhile".</summary>
    private void Postpone(NaiveCycle cycle)
    {
        (int account, long amount) = Accounts
            .Select(a => (Account: a, Short: ShortByItself(cycle, a)))
            .FirstOrDefault(found => found.Short > 0, (-1, 0));
        Emit(Blank with
        {
            Kind = EventKind.CyclePostponed,
            Payment = cycle.Payments.Count,
            From = account,
            AmountMinor = amount,
        });
        Reopen(cycle);
        if (!_dayIsOpen && !CarriesCycle)
        {
            DropOpenCycle();
        }
    }

    /// <summary>A cycle is over without being posted: what is left of it is the open cycle's.</summary>
    private void Reopen(NaiveCycle cycle)
    {
        _state.OpenCycle.InsertRange(0, cycle.Payments);
        for (int a = 0; a < _state.AccountCount; a++)
        {
            _state.PutIn[a] += cycle.PutIn[a];
        }

        _state.UnderWay = null;
    }

    private long ShortByItself(NaiveCycle cycle, int account)
    {
        long net = cycle.Net[account];
        return net < 0 && _state.Defaulted[account] ? -net
            : _definition.SettlesElsewhere ? cycle.ShortElsewhere.GetValueOrDefault(account)
            : net < 0 ? Overdrawn(account, net) : 0;
    }

    /// <summary>How far below minus its credit an amount would bring the account; 0 where it does not.</summary>
    private long Overdrawn(int account, long amountMinor)
    {
        Int128 after = (Int128)_state.Balance[account] + amountMinor;
        return _state.Credit[account] == long.MaxValue
            ? 0
            : (long)Int128.Max(0, -(Int128)_state.Credit[account] - after);
    }

    /// <summary>Of step 8: "what was accepted into the open cycle and not posted ... becomes unsettled".</summary>
    private void CloseCycle()
    {
        if (_state.UnderWay is { IsAsked: false } cycle)
        {
            Reopen(cycle);
        }

        if (!CarriesCycle)
        {
            DropOpenCycle();
        }
    }

    private void DropOpenCycle()
    {
        foreach (WaitingPayment payment in IsProvisional ? _state.OpenCycle : [])
        {
            Emit(OfPayment(EventKind.Unsettled, payment));
        }

        _state.OpenCycle.Clear();
    }
}
