using System.Buffers;
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
    public static Int128 Of(Scenario scenario, SystemOutcome outcome)
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
        var draws = new Draws(scenario.Participants.Count);
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
        return draws.Peak;
    }

    private sealed class Draws(int participants)
    {
        private readonly Int128[] _net = new Int128[participants];
        private Int128 _sum;

        public Int128 Peak { get; private set; }

        public void Clear()
        {
            Array.Clear(_net);
            _sum = 0;
        }

        public void Move(PaymentTable payments, int payment)
        {
            Change(payments.From[payment], -(Int128)payments.AmountMinor[payment]);
            Change(payments.To[payment], payments.AmountMinor[payment]);
        }

        public void EndInstant() => Peak = Int128.Max(Peak, _sum);

        private void Change(int participant, Int128 amount)
        {
            Int128 before = _net[participant];
            Int128 after = before + amount;
            _net[participant] = after;
            _sum += (after < 0 ? -after : 0) - (before < 0 ? -before : 0);
        }
    }
}
