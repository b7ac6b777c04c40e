using System.Numerics;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Metrics;

/// <summary>
/// What the payments themselves demand, whatever system settles them: value, and the lower and upper bounds of
/// liquidity. One for all systems of a scenario that take the same payments.
/// </summary>
/// <param name="Count">Number of payments.</param>
/// <param name="ValueMinor">Sum of all payments.</param>
/// <param name="LowerBoundMinor">
/// LB: sum over participants of max(0, -net) of a day; of several days the largest.
/// </param>
/// <param name="UpperBoundMinor">
/// UB: sum over participants of the deepest net debit when the payments of a day are moved one by one from zero in
/// scenario order; of several days the largest.
/// </param>
public readonly record struct Demand(
    long Count, Int128 ValueMinor, Int128 LowerBoundMinor, Int128 UpperBoundMinor)
{
    /// <summary>Moves every payment of the table once.</summary>
    /// <param name="payments">In scenario order: days ascending.</param>
    /// <param name="participants">How many participants there are.</param>
    /// <param name="owned">The payments that count; null = all.</param>
    public static Demand Of(PaymentTable payments, int participants, bool[]? owned = null)
    {
        Int128 value = 0;
        long count = 0;
        for (int i = 0; i < payments.Count; i++)
        {
            if (owned is null || owned[i])
            {
                value += payments.AmountMinor[i];
                count++;
            }
        }

        // Where the whole value fits 64 bits, so does every position.
        Demand demand = value <= long.MaxValue
            ? Of<long>(payments, participants, owned)
            : Of<Int128>(payments, participants, owned);
        return demand with { Count = count, ValueMinor = value };
    }

    private static Demand Of<T>(PaymentTable payments, int participants, bool[]? owned)
        where T : struct, INumber<T>
    {
        var net = new T[participants];
        var lowest = new T[participants];
        Int128 lower = 0;
        Int128 upper = 0;
        int start = 0;
        while (start < payments.Count)
        {
            int end = EndOfDay(payments, start);
            Move(payments, start, end, owned, net, lowest);
            lower = Int128.Max(lower, Depth(net));
            upper = Int128.Max(upper, Depth(lowest));
            Array.Clear(net);
            Array.Clear(lowest);
            start = end;
        }

        return new Demand(0, 0, lower, upper);
    }

    private static int EndOfDay(PaymentTable payments, int start)
    {
        if (payments.Day is null)
        {
            return payments.Count;
        }

        int end = start + 1;
        while (end < payments.Count && payments.Day[end] == payments.Day[start])
        {
            end++;
        }

        return end;
    }

    private static void Move<T>(PaymentTable payments, int start, int end, bool[]? owned, T[] net, T[] lowest)
        where T : struct, INumber<T>
    {
        int[] from = payments.From;
        int[] to = payments.To;
        for (int i = start; i < end; i++)
        {
            if (owned is not null && !owned[i])
            {
                continue;
            }

            T amount = T.CreateChecked(payments.AmountMinor[i]);
            T after = net[from[i]] - amount;
            net[from[i]] = after;
            if (after < lowest[from[i]])
            {
                lowest[from[i]] = after;
            }

            net[to[i]] += amount;
        }
    }

    private static Int128 Depth<T>(T[] positions)
        where T : struct, INumber<T>
    {
        Int128 sum = 0;
        foreach (T position in positions)
        {
            sum -= Int128.CreateChecked(T.Min(position, T.Zero));
        }

        return sum;
    }
}
