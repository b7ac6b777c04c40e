using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// Keeps its own ledger from the amounts of the events and holds every balance they report to it: money is conserved,
/// bounds and limits hold but where rule 4 of the contract lets them be passed, every payment ends exactly once.
/// </summary>
public sealed class EventAudit
{
    private readonly Trace _trace;
    private readonly SystemDefinition _system;
    private readonly bool _net;
    private readonly long[] _balance;
    private readonly long[] _position;
    private readonly long[] _credit;
    private readonly Dictionary<(int From, int To), long> _limits = [];
    private readonly Dictionary<(int From, int To), long> _flows = [];
    private readonly HashSet<int> _ended = [];
    private readonly HashSet<int> _released = [];
    private bool _halted;
    private long _time;
    private Int128 _moneyInside;

    private EventAudit(Trace trace)
    {
        _trace = trace;
        _system = trace.System;
        _net = _system.Position == PositionKind.Net;
        _balance = [.. _system.Accounts.Select(a => a.OpeningBalanceMinor)];
        _position = _net ? new long[_balance.Length] : _balance;
        _credit = [.. _system.Accounts.Select(a => a.CreditMinor)];
        _moneyInside = _balance.Sum();
        foreach (BilateralLimit limit in _system.Limits)
        {
            _limits[(limit.From, limit.To)] = limit.LimitMinor;
        }
    }

    public static void Check(Trace trace, ReadOnlySpan<SettlementEvent> events)
    {
        EventAudit audit = new(trace);
        int next = 0;
        while (next < events.Length)
        {
            SettlementEvent first = events[next];
            Assert.True(first.Time >= audit._time, "events go back in time");
            audit._time = first.Time;
            int members = first.Kind is EventKind.SetReleased or EventKind.CyclePosted ? first.Payment : 0;
            audit.Take(first, events.Slice(next + 1, members));
            next += 1 + members;
            Assert.Equal(audit._moneyInside, audit._balance.Aggregate((Int128)0, (sum, b) => sum + b));
        }

        IEnumerable<int> submitted =
            trace.Commands.Where(c => c.Kind == CommandKind.Submit).Select(c => c.Payment).Order();
        Assert.Equal(submitted, audit._ended.Order());
    }

    private void Take(SettlementEvent e, ReadOnlySpan<SettlementEvent> members)
    {
        switch (e.Kind)
        {
            case EventKind.Released:
                ReleaseOne(e);
                break;
            case EventKind.Settled:
                Assert.False(_net, "a net system settles by posting a cycle");
                ReleaseOne(e);
                End(e);
                break;
            case EventKind.SetReleased:
                ReleaseSet(e, members);
                break;
            case EventKind.CyclePosted:
                Post(e, members);
                break;
            case EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled:
                End(e);
                break;
            case EventKind.BalanceAdded:
                _balance[e.From] += e.AmountMinor;
                _moneyInside += e.AmountMinor;
                Assert.Equal(_balance[e.From], e.PayerBalanceMinor);
                break;
            case EventKind.CreditSet:
                _credit[e.From] = e.AmountMinor;
                break;
            case EventKind.LimitSet:
                if (!_limits.ContainsKey((e.From, e.To)))
                {
                    _flows[(e.From, e.To)] = 0;
                }

                _limits[(e.From, e.To)] = e.AmountMinor;
                break;
            case EventKind.Halted or EventKind.Resumed:
                _halted = e.Kind == EventKind.Halted;
                break;
            case EventKind.DayOpened:
                OpenDay();
                break;
        }
    }

    private void OpenDay()
    {
        _flows.Clear();
        if (_net)
        {
            Array.Clear(_position);
        }

        if (!_system.CarryBalances)
        {
            for (int a = 0; a < _balance.Length; a++)
            {
                _balance[a] = _system.Accounts[a].OpeningBalanceMinor;
            }

            _moneyInside = _balance.Sum();
        }
    }

    private void ReleaseOne(SettlementEvent e)
    {
        Move(e);
        Assert.InRange(_position[e.From], Floor(e.From), long.MaxValue);
        Assert.InRange(_position[e.To], long.MinValue, Ceiling(e.To));
        if (_limits.TryGetValue((e.From, e.To), out long limit))
        {
            Assert.InRange(_flows.GetValueOrDefault((e.From, e.To)), long.MinValue, limit);
        }

        CheckPositions(e, _position);
    }

    private void ReleaseSet(SettlementEvent set, ReadOnlySpan<SettlementEvent> members)
    {
        long[] before = [.. _position];
        Dictionary<(int From, int To), long> flowBefore = new(_flows);
        Int128 value = 0;
        foreach (SettlementEvent e in members)
        {
            Assert.Equal(_net ? EventKind.Released : EventKind.Settled, e.Kind);
            Move(e);
            value += e.AmountMinor;
            if (!_net)
            {
                End(e);
            }
        }

        Assert.Equal(value, set.AmountMinor);
        for (int a = 0; a < before.Length; a++)
        {
            Assert.InRange(
                _position[a], Math.Min(Floor(a), before[a]), Math.Max(Ceiling(a), before[a]));
        }

        foreach (((int, int) pair, long limit) in _limits)
        {
            long highest = Math.Max(limit, flowBefore.GetValueOrDefault(pair));
            Assert.InRange(_flows.GetValueOrDefault(pair), long.MinValue, highest);
        }

        foreach (SettlementEvent e in members)
        {
            CheckPositions(e, _position);
        }
    }

    private void Post(SettlementEvent cycle, ReadOnlySpan<SettlementEvent> members)
    {
        Assert.False(_halted);
        Int128 value = 0;
        long[] before = [.. _balance];
        foreach (SettlementEvent e in members)
        {
            Assert.Equal(EventKind.Settled, e.Kind);
            Assert.Contains(e.Payment, _released);
            _balance[e.From] -= e.AmountMinor;
            _balance[e.To] += e.AmountMinor;
            value += e.AmountMinor;
            End(e);
        }

        Assert.Equal(value, cycle.AmountMinor);
        for (int a = 0; a < before.Length; a++)
        {
            long lowest = _credit[a] == long.MaxValue ? long.MinValue : Math.Min(-_credit[a], before[a]);
            Assert.InRange(_balance[a], lowest, long.MaxValue);
        }

        foreach (SettlementEvent e in members)
        {
            CheckPositions(e, _balance);
        }

        Array.Clear(_position);
        _flows.Clear();
    }

    private void Move(SettlementEvent e)
    {
        Assert.False(_halted, "released while halted");
        Assert.True(_released.Add(e.Payment), "released twice");
        Assert.DoesNotContain(e.Payment, _ended);
        _position[e.From] -= e.AmountMinor;
        _position[e.To] += e.AmountMinor;
        foreach ((int from, int to) in (ReadOnlySpan<(int, int)>)[(e.From, e.To), (e.To, e.From)])
        {
            if (_limits.ContainsKey((from, to)))
            {
                long flow = _flows.GetValueOrDefault((from, to));
                _flows[(from, to)] = from == e.From ? flow + e.AmountMinor : flow - e.AmountMinor;
            }
        }
    }

    private void End(SettlementEvent e)
    {
        Assert.True(_ended.Add(e.Payment), $"payment {e.Payment} of seed {_trace.Seed} ended twice");
        if (!_net && e.Kind != EventKind.Settled)
        {
            Assert.DoesNotContain(e.Payment, _released);
        }
    }

    private static void CheckPositions(SettlementEvent e, long[] position)
    {
        Assert.Equal(position[e.From], e.PayerBalanceMinor);
        Assert.Equal(position[e.To], e.PayeeBalanceMinor);
    }

    private long Floor(int account) => _system.Accounts[account].Floor.AsFloor(new(_credit[account]));

    private long Ceiling(int account) => _system.Accounts[account].Ceiling.AsCeiling(new(_credit[account]));
}
