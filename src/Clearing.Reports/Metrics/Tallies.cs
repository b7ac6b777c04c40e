using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>What failure procedures came to.</summary>
/// <param name="FailedCount">Accounts that failed, each once.</param>
/// <param name="CoveredMinor">All that was paid for them, by whomever.</param>
/// <param name="SharedMinor">Of it, what the survivors bore.</param>
public readonly record struct LossTally(int FailedCount, Int128 CoveredMinor, Int128 SharedMinor)
{
    public static LossTally operator +(LossTally a, LossTally b) => new(
        a.FailedCount + b.FailedCount, a.CoveredMinor + b.CoveredMinor, a.SharedMinor + b.SharedMinor);

    internal static LossTally Of(SystemDefinition system, SystemOutcome outcome)
    {
        var failed = new HashSet<int>();
        Int128 covered = 0;
        Int128 shared = 0;
        foreach (FailureLine line in outcome.Failures)
        {
            if (line.Event == FailureEvent.Failed)
            {
                failed.Add(line.Failed);
            }
            else if (line.Event == FailureEvent.Covered)
            {
                covered += line.AmountMinor;
                shared += system.Failure[line.Step].Kind == FailureStepKind.Share ? line.AmountMinor : 0;
            }
        }

        return new(failed.Count, covered, shared);
    }
}

/// <summary>What daylight overdrafts came to.</summary>
/// <param name="FeeMinor">Price after the waivers.</param>
/// <param name="Breaches">Ends of periods below the cap, over all accounts.</param>
public readonly record struct OverdraftTally(Int128 FeeMinor, long Breaches)
{
    public static OverdraftTally operator +(OverdraftTally a, OverdraftTally b) =>
        new(a.FeeMinor + b.FeeMinor, a.Breaches + b.Breaches);

    // Of each account the fees of each stretch of waiver days, less what is forgiven, never below nothing (FW-15).
    internal static OverdraftTally Of(OverdraftRule rule, SystemOutcome outcome)
    {
        var fees = new SortedDictionary<(int Account, int Stretch), Int128>();
        long breaches = 0;
        foreach (OverdraftLine line in outcome.Overdrafts)
        {
            (int, int) key = (line.Account, (line.Day - 1) / Math.Max(1, rule.WaiverDays));
            fees[key] = fees.GetValueOrDefault(key) + line.FeeMinor;
            breaches += line.Breaches;
        }

        Int128 sum = fees.Values.Aggregate(
            (Int128)0, (total, fee) => total + Int128.Max(0, fee - rule.WaiverMinor));
        return new(sum, breaches);
    }
}

/// <summary>Microseconds that a queue was in each state: each observation holds until the next or the close.</summary>
public readonly record struct QueueTimes(
    Int128 FreeUs, Int128 GridlockUs, Int128 SequenceDeadlockUs, Int128 DeadlockUs)
{
    internal static QueueTimes Of(SystemOutcome outcome)
    {
        var times = new Int128[4];
        QueueObservation[] seen = outcome.Observations;
        int next = 0;
        foreach (DayOutcome day in outcome.Days)
        {
            while (next < seen.Length && seen[next].Time <= day.CloseAt)
            {
                long until = next + 1 < seen.Length ? Math.Min(seen[next + 1].Time, day.CloseAt) : day.CloseAt;
                times[(int)seen[next].State] += until - seen[next].Time;
                next++;
            }
        }

        return new(
            times[(int)QueueState.Free], times[(int)QueueState.Gridlock], times[(int)QueueState.SequenceDeadlock],
            times[(int)QueueState.Deadlock]);
    }
}
