using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Linking;

/// <summary>Says which member of an arrangement a payment is meant for.</summary>
public sealed class Router
{
    private readonly RouteRule[] _routes;
    private readonly int[] _currencyOfMember;
    private readonly byte[]? _currencyOfPayment;

    /// <param name="definition">The arrangement.</param>
    /// <param name="currencyOfMember">
    /// By member its currency as in <see cref="PaymentTable.OtherCurrency"/>; negative = one that no payment has.
    /// </param>
    /// <param name="currencyOfPayment">By payment, 0 beyond its end; null = all 0.</param>
    public Router(ArrangementDefinition definition, int[] currencyOfMember, byte[]? currencyOfPayment)
    {
        _routes = [.. definition.Routes];
        _currencyOfMember = currencyOfMember;
        _currencyOfPayment = currencyOfPayment;
    }

    /// <summary>The member by the first route that takes the payment, else the first of its currency.</summary>
    /// <param name="payment">As it enters.</param>
    /// <param name="fallback">Member that takes it while the other cannot; -1 = none.</param>
    /// <returns>-1 when no member has the currency of the payment.</returns>
    public int MemberOf(in SettlementCommand payment, out int fallback) =>
        MemberOf(payment, CurrencyOf(payment.Payment), out fallback);

    /// <inheritdoc cref="MemberOf(in SettlementCommand, out int)"/>
    /// <param name="payment">As it enters.</param>
    /// <param name="currency">The payment's.</param>
    /// <param name="fallback">Member that takes it while the other cannot; -1 = none.</param>
    public int MemberOf(in SettlementCommand payment, int currency, out int fallback)
    {
        foreach (RouteRule route in _routes)
        {
            if (_currencyOfMember[route.To] == currency && Takes(route, payment))
            {
                bool falls = route.Fallback >= 0 && _currencyOfMember[route.Fallback] == currency;
                fallback = falls ? route.Fallback : -1;
                return route.To;
            }
        }

        fallback = -1;
        return Array.IndexOf(_currencyOfMember, currency);
    }

    /// <summary>The currency of a payment of the scenario.</summary>
    public int CurrencyOf(int payment) =>
        _currencyOfPayment is { } known && payment < known.Length ? known[payment] : 0;

    private static bool Takes(RouteRule route, in SettlementCommand payment)
    {
        if ((route.Priorities & (1 << (int)payment.Priority)) == 0
            || payment.AmountMinor < route.AtLeastMinor
            || payment.AmountMinor > route.AtMostMinor)
        {
            return false;
        }

        if (route.Kinds is { } kinds && (payment.PaymentKind >= kinds.Count || !kinds[payment.PaymentKind]))
        {
            return false;
        }

        bool isInTime = route.During.Count == 0;
        foreach (TimeSlot slot in route.During)
        {
            isInTime |= slot.From <= payment.Time && payment.Time <= slot.Until;
        }

        return isInTime;
    }
}
