using Clearing.Reports;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Cli.Output;

/// <summary>Of each observed system what waited when it closed last, and the money that would have freed it.</summary>
internal static class LeftLines
{
    public static void Print(Terminal terminal, RunSummary run)
    {
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            SystemOutcome outcome = run.Outcomes[s];
            if (outcome.Days.Length == 0)
            {
                continue;
            }

            DayOutcome day = outcome.Days[^1];
            int last = Array.FindLastIndex(
                outcome.Observations, seen => seen.Time >= day.OpenAt && seen.Time < day.CloseAt);
            if (last >= 0 && outcome.Observations[last] is { Waiting: > 0 } seen)
            {
                terminal.Line($"  {run.Systems[s].Name} {Sentence(seen, run.CurrencyOf(s))}");
            }
        }
    }

    private static string Sentence(QueueObservation seen, Currency currency)
    {
        string payments = seen.Waiting == 1 ? "1 payment" : $"{Figures.Separate($"{seen.Waiting}")} payments";
        string state = seen.State switch
        {
            QueueState.Free => "free, with",
            QueueState.Gridlock => "in gridlock:",
            QueueState.SequenceDeadlock => "in a sequence deadlock:",
            _ => "in deadlock:",
        };
        return $"closed {state} {payments} worth {Amount(seen.ValueMinor)} waiting; smallest injection for all of it: "
            + $"{Amount(seen.InjectionMinor)}.";

        string Amount(long minor) => Figures.Separate(currency.Format(minor));
    }
}
