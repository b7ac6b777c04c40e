using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Moves money and says so: final at once, or provisional until the nets of its cycle are posted. In a net system it is
/// also taken into the open cycle.
/// </summary>
internal sealed class Settler(SystemDefinition system, Positions positions)
{
    private readonly bool _areNet = positions.AreNet;
    private readonly bool _isProvisional =
        system.Position == PositionKind.Net && system.Finality == Finality.Cycle;

    public EventBuffer Events { get; set; } = new(1);

    public long Now { get; set; }

    /// <summary>Set by every change that a mechanism with the trigger "change" wants to know of.</summary>
    public bool HasChanged { get; set; }

    /// <summary>The payments of the open cycle in the order of acceptance.</summary>
    public List<WaitingPayment> Cycle { get; set; } = [];

    /// <summary>Held payments that were released: their money is aside until they are answered.</summary>
    public Dictionary<int, WaitingPayment> Held { get; } = [];

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
        if (payment.IsHeld)
        {
            Held.Add(payment.Payment, payment);
            Add(EventKind.Earmarked, payment, route, Reason.None, positions[payment.From].PositionMinor,
                positions[payment.To].PositionMinor);
            return;
        }

        if (_areNet)
        {
            Cycle.Add(payment);
        }

        Add(_isProvisional ? EventKind.Released : EventKind.Settled, payment, route, Reason.None,
            positions[payment.From].PositionMinor, positions[payment.To].PositionMinor);
    }

    /// <summary>Brings the money of a held payment to its payee and says so.</summary>
    public void Complete(in WaitingPayment held, Route route)
    {
        positions.Complete(held);
        Tell(held with { IsHeld = false }, route);
    }

    /// <summary>Says that a payment is final by the posting of its cycle, with the balances after it.</summary>
    public void TellPosted(in WaitingPayment payment, long payerMinor, long payeeMinor) =>
        Add(EventKind.Settled, payment, Route.Cycle, Reason.None, payerMinor, payeeMinor);

    /// <summary>Says that a payment ended, or changed, without moving money.</summary>
    public void End(EventKind kind, in WaitingPayment payment, Reason reason = Reason.None) =>
        Add(kind, payment, Route.None, reason, 0, 0);

    public void Add(
        EventKind kind, int payment = -1, int from = -1, int to = -1, long amountMinor = 0, long balanceMinor = 0,
        long positionMinor = 0, Route route = Route.None) =>
        Events.Add(new SettlementEvent
        {
            Time = Now,
            Kind = kind,
            Payment = payment,
            From = from,
            To = to,
            AmountMinor = amountMinor,
            PayerBalanceMinor = balanceMinor,
            PayeeBalanceMinor = positionMinor,
            Route = route,
        });

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        HasChanged = octets.Flag(HasChanged);
        octets.Payments(Cycle);
        List<WaitingPayment> held = [.. Held.Values.OrderBy(p => p.Payment)];
        octets.Payments(held);
        foreach (WaitingPayment payment in octets.IsLoading ? held : [])
        {
            StateOctets.Need(Held.TryAdd(payment.Payment, payment), "a payment is held twice");
        }
    }

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
