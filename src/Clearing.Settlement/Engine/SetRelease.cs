using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Releases a found set at once: all money moves, then every payment is told with the balances after.
/// </summary>
internal sealed class SetRelease(
    Positions positions, WaitingPayments waiting, TimedPayments timed, Settler settler, OneByOneRelease oneByOne)
{
    private readonly RankOrder _order = new();

    /// <param name="set">Waiting payments, in any order.</param>
    /// <param name="mechanism">Index of the mechanism that found them; -1 = the beginning of a phase.</param>
    /// <param name="route">By which they go.</param>
    public void Release(ReadOnlySpan<WaitingPayment> set, int mechanism, Route route)
    {
        Int128 value = 0;
        foreach (ref readonly WaitingPayment payment in set)
        {
            positions.Move(payment);
            value += payment.AmountMinor;
            waiting.Remove(payment);
            timed.Remove(payment.Payment);
        }

        // Of a set whose value passes 64 bits the event tells the greatest number they hold.
        settler.Add(EventKind.SetReleased, set.Length, mechanism, amountMinor: Saturating.From(value));
        foreach (int i in _order.Sort(set))
        {
            settler.Tell(set[i], route);
        }

        if (set.Length >= positions.Count)
        {
            oneByOne.ConsiderAll();
            return;
        }

        foreach (ref readonly WaitingPayment payment in set)
        {
            oneByOne.Consider(payment.From);
            oneByOne.AfterMove(payment.From, payment.To);
        }
    }
}
