using System.Buffers;
using System.Numerics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// The most liquidity that was drawn at one time: the greatest sum, at the end of any instant of a day, of what each
/// participant had settled out more than in since the open. Never more than the liquidity used, which adds the lowest
/// points of the participants whenever each had it. Money added or withdrawn by events is left out.
/// </summary>
internal static class PeakLiquidity
{
    /// <param name="scenario">What was run.</param>
    /// <param name="outcome">Of one system.</param>
    /// <param name="valueMinor">Value of all payments: where it fits 64 bits, so do all positions.</param>
    public static Int128 Of(Scenario scenario, SystemOutcome outcome, Int128 valueMinor) =>
        valueMinor <= long.MaxValue ? Of<long>(scenario, outcome) : Of<Int128>(scenario, outcome);

    private static Int128 Of<T>(Scenario scenario, SystemOutcome outcome)
        where T : struct, INumber<T>
    {
        int n = scenario.Payments.Count;
        long[] times = ArrayPool<long>.Shared.Rent(n);
        long[] indexes = ArrayPool<long>.Shared.Rent(n);
        int settled = 0;
        for (int i = 0; i < n; i++)
        {
            if (outcome.Payments.StatusOf(i) == PaymentStatus.Settled)
            {
                times[settled] = outcome.Payments.SettledAt(i);
                indexes[settled++] = i;
            }
        }

        TimeSort.Sort(times, indexes, settled);
        var draws = new Draws<T>(scenario.Participants.Count);
        int next = 0;
        foreach (DayOutcome day in outcome.Days)
        {
            draws.Clear();
            while (next < settled && times[next] <= day.CloseAt)
            {
                draws.Move(scenario.Payments, (int)indexes[next]);
                next++;
                if (next == settled || times[next] != times[next - 1])
                {
                    draws.EndInstant();
                }
            }
        }

        ArrayPool<long>.Shared.Return(times);
        ArrayPool<long>.Shared.Return(indexes);
        return Int128.CreateChecked(draws.Peak);
    }

    private sealed class Draws<T>(int participants)
        where T : struct, INumber<T>
    {
        private readonly T[] _net = new T[participants];
        private T _sum;

        public T Peak { get; private set; }

        public void Clear()
        {
            Array.Clear(_net);
            _sum = T.Zero;
        }

        public void Move(PaymentTable payments, int payment)
        {
            T amount = T.CreateChecked(payments.AmountMinor[payment]);
            Change(payments.From[payment], -amount);
            Change(payments.To[payment], amount);
        }

        public void EndInstant() => Peak = T.Max(Peak, _sum);

        // The sum of all draws moves by what this one's draw, max(0, -net), moves.
        private void Change(int participant, T amount)
        {
            T before = _net[participant];
            T after = before + amount;
            _net[participant] = after;
            _sum += T.Min(before, T.Zero) - T.Min(after, T.Zero);
        }
    }
}
