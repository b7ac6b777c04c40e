using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;

namespace Clearing.Client.Load.Measuring;

/// <summary>Holds the figures against what the profile wants, and against the rule that nobody may switch off by
/// leaving it out: payments must have been sent when they were due.</summary>
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
            if (!profile.Thresholds.Any(t => t.Metric == LoadMetric.Lag && IsMeant(t, phase)))
            {
                results.Add(Judge(new LoadThreshold(null, LoadMetric.Lag, null, MostLagUs, null), phase, phases));
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
        string wanted = string.Join(
            " and ",
            ((decimal? Bound, string Word)[])[(threshold.AtLeast, "at least"), (threshold.AtMost, "at most")] is var b
                ? b.Where(x => x.Bound is not null).Select(x => $"{x.Word} {Words(threshold, unit, x.Bound!.Value)}")
                : []);

        // A run is judged by its median; the sending itself by its worst repeat, for a starved driver measures nothing.
        double? found = threshold.Metric == LoadMetric.Lag ? phase.Of(threshold.Metric)?.Most
            : phase.Of(threshold.Metric)?.Median;
        double scale = threshold.Of is null ? 1
            : phases.First(p => p.Phase.Name == threshold.Of).Of(threshold.Metric)?.Median ?? 0;
        bool holds = found is { } value
            && (threshold.AtLeast is not { } least || value >= (double)least * scale)
            && (threshold.AtMost is not { } most || value <= (double)most * scale);
        return new ThresholdResult(
            $"{name} {wanted}", found is { } figure ? Figures.Format(figure, unit) : "nothing", holds);
    }

    private static string Words(LoadThreshold threshold, LoadUnit unit, decimal bound) => threshold.Of is null
        ? Figures.Format((double)bound, unit)
        : $"{Figures.Format((double)bound, LoadUnit.Share)} of {threshold.Of}";
}
