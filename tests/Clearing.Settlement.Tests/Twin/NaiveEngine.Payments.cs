using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Payments, releases, cycles and orders of the naive engine.</summary>
public sealed partial class NaiveEngine
{
    /// <summary>"A payment", after the tests of "One instant": closed, suspended, expired.</summary>
    private void Receive(SettlementCommand command)
    {
        WaitingPayment payment = new()
        {
            Payment = command.Payment,
            From = command.From,
            To = command.To,
            AmountMinor = command.AmountMinor,
            Priority = command.Priority,
            Entry = _entries++,
            NotBefore = command.NotBefore,
            NotAfter = command.NotAfter,
            Active = command.NotBefore == 0 || command.NotBefore <= _now,
        };
        Reason reason =
            !_dayIsOpen ? Reason.Closed
            : _state.Suspended[payment.From] || _state.Suspended[payment.To] ? Reason.Suspended
            : payment.NotAfter != 0 && payment.NotAfter < _now ? Reason.Expired
            : Reason.None;
        if (reason != Reason.None)
        {
            Emit(OfPayment(EventKind.Rejected, payment) with { Reason = reason });
            return;
        }

        _state.Waiting.Add(payment);
        _changed = true;
        ReleaseOneByOne(payment);
        if (_state.Waiting.Contains(payment))
        {
            Emit(OfPayment(EventKind.Queued, payment));
            if (payment.Active)
            {
                RunEntryMechanisms(payment);
            }
        }
    }

    /// <summary>"every mechanism with the trigger when: entry ... only as long as the payment still waits".</summary>
    private void RunEntryMechanisms(WaitingPayment payment)
    {
        for (int m = 0; m < _definition.Release.Count; m++)
        {
            if (_definition.Release[m].Trigger == TriggerKind.Entry && _state.Waiting.Contains(payment))
            {
                RunMechanism(m, payment);
            }
        }
    }

    /// <summary>"One-by-one release": its own route is entry for the payment at hand, queue for all others.</summary>
    private void ReleaseOneByOne(WaitingPayment? atHand = null)
    {
        while (!_halted && FirstEligible() is { } payment)
        {
            Release([payment], payment == atHand ? Route.Entry : Route.Queue);
        }
    }

    private WaitingPayment? FirstEligible()
    {
        List<WaitingPayment> queue = _state.Queue();
        return queue.Find(p =>
            (_definition.Queue == QueueDiscipline.BypassFifo || queue.First(q => q.From == p.From) == p)
            && IsEligible(p));
    }

    private bool IsEligible(WaitingPayment p)
    {
        bool payerFits = (Int128)_state.Position(p.From) - p.AmountMinor >= _state.Floor(p.From);
        bool payeeFits = (Int128)_state.Position(p.To) + p.AmountMinor <= _state.Ceiling(p.To);
        bool limitHolds = _state.Pair(p.From, p.To) is not { } pair
            || (Int128)pair.FlowMinor + p.AmountMinor <= pair.LimitMinor;
        return payerFits && payeeFits && limitHolds;
    }

    /// <summary>Releases payments together; each event shows the positions after all of them.</summary>
    private void Release(List<WaitingPayment> set, Route route)
    {
        foreach (WaitingPayment payment in set)
        {
            _state.Waiting.Remove(payment);
            _state.Move(payment);
            _changed = true;
            if (_state.IsNet)
            {
                _state.OpenCycle.Add(payment);
            }
            else
            {
                Facts.Settled(payment);
            }
        }

        foreach (WaitingPayment payment in set)
        {
            Emit(OfPayment(_state.IsNet ? EventKind.Released : EventKind.Settled, payment) with
            {
                Route = route,
                PayerBalanceMinor = _state.Position(payment.From),
                PayeeBalanceMinor = _state.Position(payment.To),
            });
        }

        Facts.BalanceChanged(_state.Balance);
    }

    /// <summary>"Sets": true when something was released; one-by-one release follows.</summary>
    /// <param name="mechanism">Its index.</param>
    /// <param name="atHand">The payment a trigger <c>when: entry</c> runs for; it narrows <c>bilateral</c>.</param>
    private bool RunMechanism(int mechanism, WaitingPayment? atHand)
    {
        if (_halted)
        {
            return false;
        }

        bool released = _definition.Release[mechanism].Kind switch
        {
            MechanismKind.Partial =>
                ReleaseSet(mechanism, NaiveSets.Prefix(_state, _state.Queue()), Route.Multilateral),
            MechanismKind.AllOrNothing =>
                ReleaseSet(mechanism, NaiveSets.AllOrNothing(_state), Route.Multilateral),
            _ => RunBilateral(mechanism, atHand),
        };
        ReleaseOneByOne();
        return released;
    }

    private bool RunBilateral(int mechanism, WaitingPayment? atHand)
    {
        bool released = false;
        for (int a = 0; a < _state.AccountCount; a++)
        {
            for (int b = a + 1; b < _state.AccountCount; b++)
            {
                bool looksAtPair = atHand is null
                    || (a == Math.Min(atHand.From, atHand.To) && b == Math.Max(atHand.From, atHand.To));
                if (looksAtPair)
                {
                    released |= ReleaseSet(mechanism, NaiveSets.Bilateral(_state, a, b), Route.Bilateral);
                }
            }
        }

        return released;
    }

    private bool ReleaseSet(int mechanism, List<WaitingPayment> set, Route route)
    {
        if (set.Count == 0)
        {
            return false;
        }

        Emit(Blank with
        {
            Kind = EventKind.SetReleased,
            From = mechanism,
            Payment = set.Count,
            AmountMinor = set.Sum(p => p.AmountMinor),
        });
        Release(set, route);
        return true;
    }

    /// <summary>"Cycles": posts the open cycle, or carries it on.</summary>
    private void HoldCycle()
    {
        for (int a = 0; a < _state.AccountCount; a++)
        {
            Int128 after = (Int128)_state.Balance[a] + _state.Net[a];
            if (_state.Net[a] < 0 && _state.Credit[a] != long.MaxValue && after < -(Int128)_state.Credit[a])
            {
                for (int f = a; f < _state.AccountCount; f++)
                {
                    Int128 balance = (Int128)_state.Balance[f] + _state.Net[f];
                    if (_state.Net[f] < 0 && _state.Credit[f] != long.MaxValue && balance < -(Int128)_state.Credit[f])
                    {
                        Emit(Blank with
                        {
                            Kind = EventKind.NetFailed, Payment = 1, From = f, AmountMinor = -_state.Net[f],
                        });
                    }
                }

                Emit(Blank with
                {
                    Kind = EventKind.CyclePostponed,
                    Payment = _state.OpenCycle.Count,
                    From = a,
                    AmountMinor = (long)(-(Int128)_state.Credit[a] - after),
                });
                return;
            }
        }

        for (int a = 0; a < _state.AccountCount; a++)
        {
            _state.Balance[a] += _state.Net[a];
        }

        List<WaitingPayment> posted = [.. _state.OpenCycle];
        Emit(Blank with
        {
            Kind = EventKind.CyclePosted,
            Payment = posted.Count,
            AmountMinor = posted.Sum(p => p.AmountMinor),
        });
        foreach (WaitingPayment payment in posted)
        {
            Emit(OfPayment(EventKind.Settled, payment) with
            {
                Route = Route.Cycle,
                PayerBalanceMinor = _state.Balance[payment.From],
                PayeeBalanceMinor = _state.Balance[payment.To],
            });
            Facts.Settled(payment);
        }

        for (int a = 0; a < _state.AccountCount; a++)
        {
            if (_state.Net[a] != 0)
            {
                Emit(Blank with
                {
                    Kind = EventKind.NetPosted,
                    From = a,
                    AmountMinor = _state.Net[a],
                    PayerBalanceMinor = _state.Balance[a],
                });
            }
        }

        Facts.BalanceChanged(_state.Balance);
        _state.OpenCycle.Clear();
        Array.Clear(_state.Net);
        _state.Pairs.ForEach(pair => pair.FlowMinor = 0);
        _changed = true;
    }

    /// <summary>A payment stops waiting without being released.</summary>
    private void EndWaiting(WaitingPayment payment, EventKind kind, Reason reason)
    {
        _state.Waiting.Remove(payment);
        _changed = true;
        Emit(OfPayment(kind, payment) with { Reason = reason });
    }

    private static SettlementEvent OfPayment(EventKind kind, WaitingPayment payment) => new()
    {
        Kind = kind,
        Payment = payment.Payment,
        From = payment.From,
        To = payment.To,
        AmountMinor = payment.AmountMinor,
        Priority = payment.Priority,
    };

    /// <summary>An event that names neither payment nor account.</summary>
    private static SettlementEvent Blank => new() { Payment = -1, From = -1, To = -1 };

    private void Emit(SettlementEvent item) => _events.Add(item with { Time = _now });
}
