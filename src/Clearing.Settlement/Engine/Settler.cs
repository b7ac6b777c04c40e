using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Moves money and says so: final at once in a gross system; in a net system into the open cycle, final when its nets
/// are posted.
/// </summary>
internal sealed class Settler(Positions positions)
{
    private readonly List<WaitingPayment> _cycle = [];

    public EventBuffer Events { get; set; } = new(1);

    public long Now { get; set; }

    /// <summary>Set by every change that a mechanism with the trigger "change" wants to know of.</summary>
    public bool HasChanged { get; set; }

    /// <summary>The payments of the open cycle in the order of acceptance.</summary>
    public List<WaitingPayment> Cycle => _cycle;

    /// <summary>Releases one payment.</summary>
    public void Release(in WaitingPayment payment, Route route)
    {
        positions.Move(payment);
        Tell(payment, route);
    }

    /// <summary>Says that a payment was released whose money has moved already, alone or in a set.</summary>
    public void Tell(in WaitingPayment payment, Route route)
    {
        HasChanged = true;
        if (positions.IsNet)
        {
            _cycle.Add(payment);
            Add(EventKind.Released, payment, route, Reason.None, positions[payment.From].PositionMinor,
                positions[payment.To].PositionMinor);
        }
        else
        {
            Add(EventKind.Settled, payment, route, Reason.None, positions[payment.From].PositionMinor,
                positions[payment.To].PositionMinor);
        }
    }

    /// <summary>Posts the nets of the open cycle, all or none. True when they were posted.</summary>
    public bool TryPostCycle()
    {
        Int128 gross = 0;
        foreach (WaitingPayment payment in _cycle)
        {
            gross += payment.AmountMinor;
        }

        int account = positions.FirstShort(out long shortMinor);
        if (account >= 0)
        {
            Add(EventKind.CyclePostponed, payment: _cycle.Count, from: account, amountMinor: shortMinor);
            return false;
        }

        positions.PostNets();
        HasChanged = true;
        Add(EventKind.CyclePosted, payment: _cycle.Count, amountMinor: Saturating.From(gross));
        foreach (WaitingPayment payment in _cycle)
        {
            Add(EventKind.Settled, payment, Route.Cycle, Reason.None, positions.BalanceOf(payment.From),
                positions.BalanceOf(payment.To));
        }

        _cycle.Clear();
        return true;
    }

    /// <summary>Says that a payment ended, or changed, without moving money.</summary>
    public void End(EventKind kind, in WaitingPayment payment, Reason reason = Reason.None) =>
        Add(kind, payment, Route.None, reason, 0, 0);

    public void Add(
        EventKind kind, int payment = -1, int from = -1, int to = -1, long amountMinor = 0, long balanceMinor = 0) =>
        Events.Add(new SettlementEvent
        {
            Time = Now,
            Kind = kind,
            Payment = payment,
            From = from,
            To = to,
            AmountMinor = amountMinor,
            PayerBalanceMinor = balanceMinor,
        });

    private void Add(
        EventKind kind, in WaitingPayment payment, Route route, Reason reason, long payerMinor, long payeeMinor) =>
        Events.Add(new SettlementEvent
        {
            Time = Now,
            Kind = kind,
            Payment = payment.Payment,
            From = payment.From,
            To = payment.To,
            AmountMinor = payment.AmountMinor,
            PayerBalanceMinor = payerMinor,
            PayeeBalanceMinor = payeeMinor,
            Route = route,
            Reason = reason,
            Priority = payment.Priority,
        });
}
