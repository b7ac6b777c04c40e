using Clearing.Reports.Files;
using Clearing.Settlement.Results;

namespace Clearing.Reports;

/// <summary>What waited in a system when its last day closed, as it was seen last before.</summary>
/// <param name="System">Name.</param>
/// <param name="State">As in queue-states.csv.</param>
/// <param name="Waiting">Number of payments.</param>
/// <param name="Value">Their value, with the currency's decimals.</param>
/// <param name="Injection">The smallest amount of new money that would let all of it go.</param>
public sealed record LeftAtClose(string System, string State, int Waiting, string Value, string Injection)
{
    /// <summary>By system; those that are not observed and those that closed with nothing left are not told.</summary>
    public static IReadOnlyList<LeftAtClose> Of(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<LeftAtClose> left = [];
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            SystemOutcome outcome = run.Outcomes[s];
            DayOutcome day = outcome.Days.Length == 0 ? default : outcome.Days[^1];
            int last = Array.FindLastIndex(
                outcome.Observations, seen => seen.Time >= day.OpenAt && seen.Time < day.CloseAt);
            if (last >= 0 && outcome.Observations[last] is { Waiting: > 0 } seen)
            {
                left.Add(new(
                    outcome.Name, CsvWords.Of(seen.State), seen.Waiting,
                    run.CurrencyOf(s).Format(seen.ValueMinor), run.CurrencyOf(s).Format(seen.InjectionMinor)));
            }
        }

        return left;
    }
}
