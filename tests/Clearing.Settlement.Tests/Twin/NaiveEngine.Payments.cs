using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Payments and one-by-one release of the naive engine.</summary>
public sealed partial class NaiveEngine
{
    private bool IsProvisional => _state.IsNet && _definition.Finality == Finality.Cycle;

    /// <summary>"A payment is received between the open and the close of a day".</summary>
    private void Receive(SettlementCommand command) => Enter(new WaitingPayment
    {
        Payment = command.Payment,
        From = command.From,
        To = command.To,
        AmountMinor = command.AmountMinor,
        Priority = command.Priority,
        Entry = _entries++,
        NotBefore = command.NotBefore,
        NotAfter = command.NotAfter,
        Kind = command.PaymentKind,
        Held = command.Flag,
        Group = GroupOf(command.Payment),
        Active = command.NotBefore == 0 || command.NotBefore <= _now,
    }, wasAnswered: false);

    /// <summary>A payment that comes, or comes now because its payee said yes.</summary>
    private void Enter(WaitingPayment payment, bool wasAnswered)
    {
        Reason refusal = Refusal(payment);
        if (refusal != Reason.None)
        {
            Reject(payment, refusal);
            return;
        }

        payment.Class = Promoted(ClassOf(payment)!.Value);
        if (payment.Active && !wasAnswered && IsAskedAbout(payment))
        {
            Ask(payment);
            return;
        }

        _state.Waiting.Add(payment);
        EntryStep(payment, isNew: true);
    }

    /// <summary>"A payment is refused on receipt, in this order".</summary>
    private Reason Refusal(WaitingPayment payment) =>
        !_dayIsOpen ? Reason.Closed
        : _state.Suspended[payment.From] || _state.Suspended[payment.To] ? Reason.Suspended
        : payment.NotAfter != 0 && payment.NotAfter < _now ? Reason.Expired
        : payment.AmountMinor < _definition.AmountAtLeastMinor ? Reason.Amount
        : payment.AmountMinor > Today.AmountAtMostMinor ? Reason.Amount
        : ClassOf(payment) is null ? Reason.Kind
        : !PhaseTakes(payment) && !_definition.Accounts[payment.From].StandsForSystem ? Reason.CutOff
        : _brokenGroups.Contains(payment.Group) ? Reason.Group
        : Reason.None;

    /// <summary>"the first class rule that takes it ...; without rules, its priority"; null = none takes it.</summary>
    private int? ClassOf(WaitingPayment payment)
    {
        if (_definition.ClassRules.Count == 0)
        {
            return (int)payment.Priority;
        }

        return _definition.ClassRules.FirstOrDefault(rule => Takes(rule, payment))?.Class;
    }

    private static bool Takes(ClassRule rule, WaitingPayment payment)
    {
        bool priority = (rule.Priorities & (1 << (int)payment.Priority)) != 0;
        bool kind = rule.Kinds is null || Lists(rule.Kinds, payment.Kind);
        bool amount = payment.AmountMinor >= rule.AtLeastMinor && payment.AmountMinor <= rule.AtMostMinor;
        bool below = rule.BelowMinor is not { } figures
            || payment.AmountMinor < figures[payment.From] || payment.AmountMinor < figures[payment.To];
        return priority && kind && amount && below;
    }

    private static bool Lists(IReadOnlyList<bool> kinds, byte kind) => kind < kinds.Count && kinds[kind];

    /// <summary>"the promotion of the phase in force, if any, is applied once".</summary>
    private int Promoted(int paymentClass) => _state.PhaseInForce?.Promotes?[paymentClass] ?? paymentClass;

    /// <summary>
    /// "joins the queue, then the queue is released one by one"; what then waits is told, or rejected where nothing
    /// may wait, and entry mechanisms run for it.
    /// </summary>
    private void EntryStep(WaitingPayment payment, bool isNew)
    {
        if (payment.Group != 0)
        {
            TryGroup(payment.Group);
        }

        ReleaseOneByOne(payment);
        bool waits = _state.Waiting.Contains(payment);
        if (waits && payment.Active && payment.Group == 0 && MayNotWait(payment))
        {
            _state.Waiting.Remove(payment);
            Reject(payment, Reason.Funds);
            return;
        }

        _changed = true;
        if (!waits)
        {
            return;
        }

        if (isNew)
        {
            Emit(OfPayment(EventKind.Queued, payment));
        }

        if (payment.Active && payment.Group == 0)
        {
            RunEntryMechanisms(payment);
        }
    }

    private bool MayNotWait(WaitingPayment payment) =>
        _state.Classes[payment.Class].Queue == QueueDiscipline.None
        || _definition.Accounts[payment.From].RejectsShort;

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
        while (_dayIsOpen && !_halted && Visible().FirstOrDefault(Fits) is { } payment)
        {
            Release([payment], payment == atHand ? Route.Entry : Route.Queue);
        }
    }

    /// <summary>"Visible are of each payer ...", by rank.</summary>
    private IEnumerable<WaitingPayment> Visible()
    {
        HashSet<(int Payer, int Class)> hasWaiting = [];
        Dictionary<int, int> hiddenBelow = [];
        foreach (WaitingPayment p in _state.Queue())
        {
            PaymentClass own = _state.Classes[p.Class];
            bool isFirst = hasWaiting.Add((p.From, p.Class));
            bool isHidden = hiddenBelow.TryGetValue(p.From, out int blocking) && blocking < p.Class;
            if (own.IsOneByOne && !isHidden && (isFirst || own.Queue != QueueDiscipline.Fifo))
            {
                yield return p;
            }

            if (own.Blocks)
            {
                hiddenBelow.TryAdd(p.From, p.Class);
            }
        }
    }

    private bool Fits(WaitingPayment p)
    {
        bool areReady = _state.IsReady(p.From) && _state.IsReady(p.To);
        bool payerFits = (Int128)_state.Position(p.From) - p.AmountMinor >= _state.Floor(p.From, p.Class);
        bool payeeFits = (Int128)_state.Position(p.To) + p.AmountMinor <= _state.Ceiling(p.To);
        return areReady && payerFits && payeeFits && (!_state.IsLimited(p) || LimitsHold(p));
    }

    private bool LimitsHold(WaitingPayment p)
    {
        bool bilateral = _state.Pair(p.From, p.To) is not { } pair
            || (Int128)pair.FlowMinor + p.AmountMinor <= pair.LimitMinor;
        bool multilateral = _state.HasBilateralLimit(p.From, p.To)
            || (Int128)_state.MultilateralFlow[p.From] + p.AmountMinor <= _state.MultilateralLimit[p.From];
        return bilateral && multilateral;
    }

    /// <summary>Releases payments together; each event shows the positions after all of them.</summary>
    private void Release(List<WaitingPayment> set, Route route)
    {
        foreach (WaitingPayment payment in set)
        {
            _state.Waiting.Remove(payment);
            _state.TakeFromPayer(payment);
            _changed = true;
            if (payment.Held)
            {
                _state.Earmarked.Add(payment);
            }
            else
            {
                GiveToPayee(payment);
            }
        }

        foreach (WaitingPayment payment in set)
        {
            EmitRelease(payment, payment.Held ? EventKind.Earmarked : ReleaseEvent, route);
        }

        Facts.BalanceChanged(_state.Balance);
    }

    private EventKind ReleaseEvent => IsProvisional ? EventKind.Released : EventKind.Settled;

    private void GiveToPayee(WaitingPayment payment)
    {
        _state.Positions[payment.To] += payment.AmountMinor;
        if (_state.IsNet)
        {
            _state.OpenCycle.Add(payment);
        }

        if (!IsProvisional)
        {
            Facts.Settled(payment);
        }
    }

    private void EmitRelease(WaitingPayment payment, EventKind kind, Route route) =>
        Emit(OfPayment(kind, payment) with
        {
            Route = route,
            PayerBalanceMinor = _state.Position(payment.From),
            PayeeBalanceMinor = _state.Position(payment.To),
        });

    /// <summary>A payment stops waiting without being released.</summary>
    private void EndWaiting(WaitingPayment payment, EventKind kind, Reason reason)
    {
        if (_state.Waiting.Remove(payment))
        {
            _changed = true;
            End(payment, kind, reason);
        }
    }

    private void Reject(WaitingPayment payment, Reason reason) => End(payment, EventKind.Rejected, reason);

    private void End(WaitingPayment payment, EventKind kind, Reason reason)
    {
        Emit(OfPayment(kind, payment) with { Reason = reason });
        if (payment.Group != 0)
        {
            _brokenGroups.Add(payment.Group);
        }
    }
}
