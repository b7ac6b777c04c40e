using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// The closing of a prefunded day: what was still unreleased when money was asked for, and of whom (CH-10, CH-12).
/// </summary>
internal sealed class Closing
{
    private Closing(int day, int accounts)
    {
        Day = day;
        RequiredMinor = new long[accounts];
        UnreleasedMinor = new Int128[accounts];
    }

    public int Day { get; }

    /// <summary>Released by the day up to then.</summary>
    public Int128 ReleasedMinor { get; private set; }

    /// <summary>Per account what it had been asked to pay in.</summary>
    public long[] RequiredMinor { get; }

    /// <summary>Per account what it had sent and was not released then.</summary>
    public Int128[] UnreleasedMinor { get; }

    public Int128 AllRequiredMinor => RequiredMinor.Aggregate((Int128)0, (sum, r) => sum + r);

    public Int128 AllUnreleasedMinor => UnreleasedMinor.Aggregate((Int128)0, (sum, u) => sum + u);

    /// <summary>
    /// True when an account must explain itself: more than 1 % of what was released was not, and it owes a tenth or
    /// more of all that is required (CH-12).
    /// </summary>
    public bool MustExplain(int account) =>
        AllUnreleasedMinor * 100 > ReleasedMinor && RequiredMinor[account] > 0
            && (Int128)RequiredMinor[account] * 10 >= AllRequiredMinor;

    /// <summary>The closings of a system, by day.</summary>
    public static List<Closing> Of(Scenario scenario, SystemOutcome outcome)
    {
        List<Closing> closings = [];
        foreach (IGrouping<int, ClosingLine> day in outcome.Closings.GroupBy(line => line.Day))
        {
            Closing closing = new(day.Key, outcome.Accounts.Length);
            foreach (ClosingLine line in day.Where(line => line.Account >= 0))
            {
                closing.RequiredMinor[line.Account] += line.RequiredMinor;
            }

            closing.Count(scenario.Payments, outcome.Payments, day.First().Time);
            closings.Add(closing);
        }

        return closings;
    }

    private void Count(PaymentTable payments, OutcomeTable outcomes, long time)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (payments.DayOf(i) != Day || !outcomes.HasEntered(i)
                || outcomes.EnteredAt(i, payments.DueAt[i]) > time)
            {
                continue;
            }

            bool ended = outcomes.StatusOf(i) != PaymentStatus.Unsettled && outcomes.EndedAt(i) <= time;
            if (!ended)
            {
                UnreleasedMinor[payments.From[i]] += payments.AmountMinor[i];
            }
            else if (outcomes.StatusOf(i) == PaymentStatus.Settled)
            {
                ReleasedMinor += payments.AmountMinor[i];
            }
        }
    }
}
