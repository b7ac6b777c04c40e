using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;

namespace Clearing.Client.Load.Measuring;

/// <summary>
/// Holds the figures against what the profile wants, and against the rules that nobody may switch off by leaving them
/// out: payments must have been sent when they were due, and all of them where their latency is judged.
/// </summary>
internal static class Thresholds
{
    /// <summary>Latest sending, the 99th of a hundred, of a run whose latencies mean something.</summary>
    public const long MostLagUs = 5_000;

    public static List<ThresholdResult> Judge(LoadProfile profile, IReadOnlyList<PhaseResult> phases)
    {
        List<ThresholdResult> results = [];
        foreach (LoadThreshold threshold in profile.Thresholds)
        {
            foreach (PhaseResult phase in phases.Where(p => IsMeant(threshold, p)))
            {
                results.Add(Judge(threshold, phase, phases));
            }
        }

        foreach (PhaseResult phase in phases.Where(p => p.Phase.Shape is not (ClosedLoop or PauseShape)))
        {
            LoadThreshold[] meant = [.. profile.Thresholds.Where(t => IsMeant(t, phase))];
            if (!meant.Any(t => t.Metric == LoadMetric.Lag))
            {
                results.Add(Judge(new LoadThreshold(null, LoadMetric.Lag, null, MostLagUs, null), phase, phases));
            }

            if (meant.Any(t => LoadMetrics.IsOfLatency(t.Metric)) && !meant.Any(t => t.Metric == LoadMetric.NotSent))
            {
                results.Add(Judge(new LoadThreshold(null, LoadMetric.NotSent, null, 0, null), phase, phases));
            }
        }

        return results;
    }

    private static bool IsMeant(LoadThreshold threshold, PhaseResult phase) => threshold.Phase is null
        ? phase.Phase.Shape is not PauseShape
        : threshold.Phase == phase.Phase.Name;

    private static ThresholdResult Judge(
        LoadThreshold threshold, PhaseResult phase, IReadOnlyList<PhaseResult> phases)
    {
        LoadUnit unit = LoadMetrics.UnitOf(threshold.Metric);
        string name = $"{phase.Phase.Name}: {LoadMetrics.NameOf(threshold.Metric)}";
        // A run is judged by its median; the sending itself by its worst repeat, for what is sent late or not at all
        // measures nothing.
        double? found = threshold.Metric is LoadMetric.Lag or LoadMetric.NotSent ? phase.Of(threshold.Metric)?.Most
            : phase.Of(threshold.Metric)?.Median;
        double scale = threshold.Of is null ? 1
            : phases.First(p => p.Phase.Name == threshold.Of).Of(threshold.Metric)?.Median ?? 0;
        bool holds = found is { } value
            && (threshold.AtLeast is not { } least || value >= (double)least * scale)
            && (threshold.AtMost is not { } most || value <= (double)most * scale);
        return new ThresholdResult(
            $"{name} {Wanted(threshold, unit)}", found is { } figure ? Figures.Format(figure, unit) : "nothing", holds);
    }

    private static string Wanted(LoadThreshold threshold, LoadUnit unit)
    {
        string[] bounds =
        [
            .. threshold.AtLeast is { } least ? (string[])[$"at least {Words(threshold, unit, least)}"] : [],
            .. threshold.AtMost is { } most ? (string[])[$"at most {Words(threshold, unit, most)}"] : [],
        ];
        return string.Join(" and ", bounds);
    }

    private static string Words(LoadThreshold threshold, LoadUnit unit, decimal bound) => threshold.Of is null
        ? Figures.Format((double)bound, unit)
        : $"{Figures.Format((double)bound, LoadUnit.Share)} of {threshold.Of}";
}
