using System.Numerics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>Counts and values of one fate of payments.</summary>
public readonly record struct FateTally(long Count, Int128 ValueMinor);

/// <summary>What one pass over the outcome of one system adds up.</summary>
public sealed class SystemTally
{
    private readonly long[] _count = new long[8];
    private readonly Int128[] _value = new Int128[8];

    private SystemTally()
    {
    }

    public FateTally this[PaymentStatus status] => new(_count[(int)status], _value[(int)status]);

    /// <summary>Sum of v(s - d) over what counts for the delay indicator, minor units x microseconds.</summary>
    public BigInteger Delay { get; private set; }

    /// <summary>Sum of v(T - d) over the same payments.</summary>
    public BigInteger DelayIfAllAtClose { get; private set; }

    /// <summary>Sum of v(s - d) over settled payments.</summary>
    public BigInteger SettledDelay { get; private set; }

    /// <summary>Settled by the closing procedures of the day (route close).</summary>
    public Int128 SettledAtClosingMinor { get; private set; }

    /// <summary>Rejected because it still waited at the end of its time.</summary>
    public Int128 ExpiredMinor { get; private set; }

    /// <summary>The members of an arrangement together: each payment is in one of them.</summary>
    public static SystemTally Sum(IEnumerable<SystemTally> members)
    {
        var sum = new SystemTally();
        foreach (SystemTally member in members)
        {
            for (int i = 0; i < sum._count.Length; i++)
            {
                sum._count[i] += member._count[i];
                sum._value[i] += member._value[i];
            }

            sum.Delay += member.Delay;
            sum.DelayIfAllAtClose += member.DelayIfAllAtClose;
            sum.SettledDelay += member.SettledDelay;
            sum.SettledAtClosingMinor += member.SettledAtClosingMinor;
            sum.ExpiredMinor += member.ExpiredMinor;
        }

        return sum;
    }

    /// <param name="scenario">What was run.</param>
    /// <param name="outcome">Of one system.</param>
    /// <param name="owned">Its own payments; null = all.</param>
    public static SystemTally Of(Scenario scenario, SystemOutcome outcome, bool[]? owned)
    {
        var tally = new SystemTally();
        long[] closes = ClosesOf(scenario, outcome);
        Dictionary<int, long> closings = outcome.Closings.GroupBy(line => line.Day)
            .ToDictionary(day => day.Key, day => day.First().Time);
        PaymentTable payments = scenario.Payments;
        OutcomeTable outcomes = outcome.Payments;
        Int128 settledDelay = 0;
        Int128 openDelay = 0;
        Int128 atClose = 0;
        for (int i = 0; i < payments.Count; i++)
        {
            if (owned is not null && !owned[i])
            {
                continue;
            }

            long v = payments.AmountMinor[i];
            PaymentStatus status = outcomes.StatusOf(i);
            tally._count[(int)status]++;
            tally._value[(int)status] += v;
            if (status is PaymentStatus.Rejected or PaymentStatus.Cancelled)
            {
                tally.ExpiredMinor += outcomes.ReasonOf(i) == Reason.Expired ? v : 0;
                continue;
            }

            long due = payments.DueAt[i];
            Int128 longest = Math.BigMul(v, Math.Max(0, closes[payments.DayOf(i)] - due));
            atClose += longest;
            if (status != PaymentStatus.Settled)
            {
                openDelay += longest;
            }
            else
            {
                settledDelay += Math.BigMul(v, outcomes.SettledAt(i) - due);
                bool isLate = outcomes.RouteOf(i) == Route.Close
                    || (closings.TryGetValue(payments.DayOf(i), out long closing) && outcomes.SettledAt(i) > closing);
                tally.SettledAtClosingMinor += isLate ? v : 0;
            }
        }

        tally.SettledDelay = settledDelay;
        tally.Delay = settledDelay + openDelay;
        tally.DelayIfAllAtClose = atClose;
        return tally;
    }

    /// <summary>Per day number, the instant at which the day really closed; the planned one if it did not.</summary>
    public static long[] ClosesOf(Scenario scenario, SystemOutcome outcome)
    {
        int last = 0;
        foreach (ScenarioDay day in scenario.Calendar.Days)
        {
            last = Math.Max(last, day.Number);
        }

        long[] closes = new long[last + 1];
        foreach (ScenarioDay day in scenario.Calendar.Days)
        {
            closes[day.Number] = day.CloseAt;
        }

        foreach (DayOutcome day in outcome.Days)
        {
            closes[day.Number] = day.CloseAt;
        }

        return closes;
    }
}
