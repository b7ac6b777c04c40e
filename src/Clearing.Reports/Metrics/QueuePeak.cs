using System.Buffers;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// The most that waited at the end of any instant: payments received and not yet settled or otherwise ended. In a net
/// system that includes what is in an open cycle, for it is not final either.
/// </summary>
/// <param name="ValueMinor">Greatest sum of amounts.</param>
/// <param name="Count">Greatest number of payments, at an instant of its own.</param>
public readonly record struct QueuePeak(Int128 ValueMinor, long Count)
{
    public static QueuePeak Of(Scenario scenario, SystemOutcome outcome)
    {
        int n = scenario.Payments.Count;
        ArrayPool<long> pool = ArrayPool<long>.Shared;
        var came = new Changes(pool.Rent(n), pool.Rent(n));
        var went = new Changes(pool.Rent(n), pool.Rent(n));
        try
        {
            int waited = Collect(scenario, outcome, came, went);
            came.Sort(waited);
            went.Sort(waited);
            return Sweep(came, went, waited);
        }
        finally
        {
            came.Return(pool);
            went.Return(pool);
        }
    }

    // Only payments that waited for some time: what comes and goes at one instant is in no queue at its end.
    private static int Collect(Scenario scenario, SystemOutcome outcome, Changes came, Changes went)
    {
        PaymentTable payments = scenario.Payments;
        OutcomeTable outcomes = outcome.Payments;
        int waited = 0;
        for (int i = 0; i < payments.Count; i++)
        {
            long ended = outcomes.EndedAt(i);
            if (!outcomes.HasEntered(i))
            {
                continue;
            }

            long entered = outcomes.EnteredAt(i, payments.DueAt[i]);
            if (ended <= entered)
            {
                continue;
            }

            came.Times[waited] = entered;
            went.Times[waited] = ended;
            came.Amounts[waited] = payments.AmountMinor[i];
            went.Amounts[waited] = payments.AmountMinor[i];
            waited++;
        }

        return waited;
    }

    private static QueuePeak Sweep(Changes came, Changes went, int waited)
    {
        Int128 value = 0;
        Int128 mostValue = 0;
        long mostCount = 0;
        int left = 0;
        int arrived = 0;
        while (arrived < waited)
        {
            long now = came.Times[arrived];
            while (left < waited && went.Times[left] <= now)
            {
                value -= went.Amounts[left++];
            }

            while (arrived < waited && came.Times[arrived] == now)
            {
                value += came.Amounts[arrived++];
            }

            mostValue = Int128.Max(mostValue, value);
            mostCount = Math.Max(mostCount, arrived - left);
        }

        return new QueuePeak(mostValue, mostCount);
    }

    private readonly record struct Changes(long[] Times, long[] Amounts)
    {
        public void Sort(int count) => TimeSort.Sort(Times, Amounts, count);

        public void Return(ArrayPool<long> pool)
        {
            pool.Return(Times);
            pool.Return(Amounts);
        }
    }
}
