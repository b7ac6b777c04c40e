using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>Which payments an open system takes, and into which class.</summary>
internal sealed class Admission
{
    private readonly SystemDefinition _system;
    private readonly DayClock _clock;
    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly PaymentClasses _classes;

    public Admission(SystemDefinition system, DayClock clock, Positions positions, WaitingPayments waiting)
    {
        _system = system;
        _clock = clock;
        _positions = positions;
        _waiting = waiting;
        _classes = positions.Classes;
        TakesAll = !_classes.HasRules && system.Phases.Count == 0 && system.AmountAtLeastMinor <= 0
            && system.Days.All(day => day.AmountAtMostMinor == long.MaxValue);
        TakesShort = _classes.Impatient == 0 && !system.Accounts.Any(account => account.RejectsShort);
    }

    /// <summary>True when every payment is taken, into the class of its priority.</summary>
    public bool TakesAll { get; }

    /// <summary>True when every payment may wait.</summary>
    public bool TakesShort { get; }

    /// <summary>True when the payment may wait if it does not go at once.</summary>
    public bool MayWait(in WaitingPayment payment) =>
        TakesShort || (((_classes.Impatient >> payment.Class) & 1) == 0
            && !_system.Accounts[payment.From].RejectsShort);

    /// <summary>Why a payment is not taken; <see cref="Reason.None"/> = it is, into this class.</summary>
    public Reason Refusal(in SettlementCommand command, out int paymentClass)
    {
        paymentClass = 0;
        if (command.AmountMinor < _system.AmountAtLeastMinor || command.AmountMinor > _clock.AmountAtMostMinor)
        {
            return Reason.Amount;
        }

        paymentClass = ClassOf(
            command.Priority, command.PaymentKind, command.AmountMinor, command.From, command.To);
        if (paymentClass < 0)
        {
            paymentClass = 0;
            return Reason.Kind;
        }

        return _clock.Phase is { } phase && !IsTakenIn(phase, command) ? Reason.CutOff : Reason.None;
    }

    /// <summary>The class a waiting payment has under another priority; -1 when no rule takes it.</summary>
    public int ClassUnder(Priority priority, in WaitingPayment payment) =>
        ClassOf(priority, payment.Kind, payment.AmountMinor, payment.From, payment.To);

    private int ClassOf(Priority priority, byte kind, long amountMinor, int from, int to)
    {
        int paymentClass = _classes.Find(priority, kind, amountMinor, from, to);
        return paymentClass < 0 ? -1 : PaymentClasses.Promoted(paymentClass, _clock.Phase?.Promotes);
    }

    private bool IsTakenIn(Phase phase, in SettlementCommand command) =>
        _system.Accounts[command.From].StandsForSystem || (PaymentClasses.Takes(phase.Accepts, command.PaymentKind)
        && (!phase.AcceptsRelief || _positions[command.To].PositionMinor < 0 || _waiting.CountOf(command.To) > 0));
}
