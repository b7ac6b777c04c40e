using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Orders and shocks".</summary>
public sealed partial class NaiveEngine
{
    private void Order(SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.AddBalance:
                AddBalance(command);
                break;
            case CommandKind.SetCredit:
                _state.Credit[command.From] = command.AmountMinor;
                _changed = true;
                Emit(About(EventKind.CreditSet, command));
                PayRequirements(command.From);
                break;
            case CommandKind.SetLimit:
                SetLimit(command);
                break;
            case CommandKind.Cancel:
                Cancel(command);
                break;
            case CommandKind.Reprioritise:
                Reprioritise(command);
                break;
            case CommandKind.Suspend:
                Suspend(command);
                break;
            case CommandKind.Halt:
                _halted = true;
                Emit(Blank with { Kind = EventKind.Halted });
                break;
            case CommandKind.Resume:
                _halted = false;
                _changed = true;
                Emit(Blank with { Kind = EventKind.Resumed });
                break;
            case CommandKind.MoveClose:
                MoveClose(command);
                break;
            default:
                OrderOfLaterSections(command);
                break;
        }
    }

    /// <summary>The orders that the page explains in sections of their own.</summary>
    private void OrderOfLaterSections(SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Fund:
                Fund(command);
                break;
            case CommandKind.Withdraw:
                Withdraw(command);
                break;
            case CommandKind.SetReserve:
                SetReserve(command);
                break;
            case CommandKind.SetMultilateralLimit:
                SetMultilateralLimit(command);
                break;
            case CommandKind.Default:
                _state.Defaulted[command.From] = true;
                Emit(Blank with { Kind = EventKind.Defaulted, From = command.From });
                Suspend(command);
                break;
            case CommandKind.SetAnswer:
                _habit[command.From] = new AnswerHabit(command.AmountMinor, command.Flag);
                Emit(About(EventKind.AnswerSet, command));
                break;
            case CommandKind.Answer:
                AnswerHeld(command);
                break;
            case CommandKind.Leg:
                _legs.Add(command);
                break;
            case CommandKind.PostFile:
                PostFile(command);
                break;
            case CommandKind.NetRefused:
                NetRefused(command);
                break;
            case CommandKind.NetsAnswered:
                NetsAnswered(command);
                break;
        }
    }

    private void AddBalance(SettlementCommand command)
    {
        _state.Balance[command.From] += command.AmountMinor;
        Facts.Injected(command.From, command.AmountMinor);
        Facts.BalanceChanged(_state.Balance);
        _changed = true;
        Emit(About(EventKind.BalanceAdded, command) with { PayerBalanceMinor = _state.Balance[command.From] });
        PayRequirements(command.From);
    }

    /// <summary>"sets what is set aside for a class".</summary>
    private void SetReserve(SettlementCommand command)
    {
        _state.Reserve[command.From][command.PaymentKind] = command.AmountMinor;
        _changed = true;
        Emit(About(EventKind.ReserveSet, command) with { Payment = command.PaymentKind });
    }

    private void SetMultilateralLimit(SettlementCommand command)
    {
        _state.MultilateralLimit[command.From] = command.AmountMinor;
        _state.CountsMultilateral = true;
        _changed = true;
        Emit(About(EventKind.MultilateralLimitSet, command));
    }

    /// <summary>"sets or changes a bilateral limit; the flow already counted stays".</summary>
    private void SetLimit(SettlementCommand command)
    {
        if (_state.Pair(command.From, command.To) is { } pair)
        {
            pair.LimitMinor = command.AmountMinor;
        }
        else
        {
            _state.Pairs.Add(new LimitedPair
            {
                From = command.From,
                To = command.To,
                LimitMinor = command.AmountMinor,
            });
        }

        _changed = true;
        Emit(About(EventKind.LimitSet, command) with { To = command.To });
    }

    private void Cancel(SettlementCommand command)
    {
        if (Find(command) is { } payment)
        {
            EndWaiting(payment, EventKind.Cancelled, Reason.None);
        }
    }

    private void Reprioritise(SettlementCommand command)
    {
        if (Find(command) is not { } payment)
        {
            return;
        }

        Priority before = payment.Priority;
        payment.Priority = command.Priority;
        if (before != command.Priority)
        {
            if (ClassOf(payment) is not { } paymentClass)
            {
                payment.Priority = before;
                RefuseRequest(command);
                return;
            }

            payment.Class = Promoted(paymentClass);
            _changed = true;
        }

        Emit(OfPayment(EventKind.Reprioritised, payment));
    }

    /// <summary>The waiting payment an order is about; for any other the order is refused.</summary>
    private WaitingPayment? Find(SettlementCommand command)
    {
        WaitingPayment? payment = _state.Waiting.Find(p => p.Payment == command.Payment);
        if (payment is null)
        {
            RefuseRequest(command);
        }

        return payment;
    }

    private void RefuseRequest(SettlementCommand command) =>
        Emit(Blank with { Kind = EventKind.RequestRefused, Payment = command.Payment, From = command.From });

    /// <summary>"The event Suspended comes first"; then what waits on either side, by (priority, entry).</summary>
    private void Suspend(SettlementCommand command)
    {
        _state.Suspended[command.From] = true;
        Emit(Blank with { Kind = EventKind.Suspended, From = command.From });
        IEnumerable<WaitingPayment> concerned =
            _state.Waiting.Where(p => p.From == command.From || p.To == command.From);
        foreach (WaitingPayment payment in NaiveState.InOrder(concerned).ToList())
        {
            EndWaiting(payment, EventKind.Rejected, Reason.Suspended);
        }
    }

    /// <summary>"moves the close of the open day (or, between days, of the next one)".</summary>
    private void MoveClose(SettlementCommand command)
    {
        long close = Math.Max(command.AmountMinor, _now);
        if (_dayIsOpen)
        {
            _closeAt = close;
        }
        else if (_daysOpened < _definition.Days.Count)
        {
            _plannedClose[_daysOpened] = close;
        }

        Emit(Blank with { Kind = EventKind.CloseMoved, AmountMinor = close });
    }

    private static SettlementEvent About(EventKind kind, SettlementCommand command) =>
        Blank with { Kind = kind, From = command.From, AmountMinor = command.AmountMinor };
}
