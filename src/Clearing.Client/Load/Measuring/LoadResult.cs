using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Measuring;

/// <summary>What came of a run.</summary>
public sealed record LoadResult
{
    public required LoadProfile Profile { get; init; }

    /// <summary>Names the run: ids of payments are drawn from it.</summary>
    public required ulong Run { get; init; }

    /// <summary>Where the load went.</summary>
    public required string Target { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>Phases in order; warm-ups are left out.</summary>
    public required IReadOnlyList<PhaseResult> Phases { get; init; }

    /// <summary>Payments a second that were acknowledged in the phase of the most, the median of its repeats.</summary>
    public double MostPerSecond => Phases.Max(phase => phase.Of(LoadMetric.Rate)?.Median ?? 0);

    public required IReadOnlyList<ThresholdResult> Thresholds { get; init; }

    /// <summary>What was found afterwards; empty when nothing was audited.</summary>
    public required IReadOnlyList<AuditLine> Audit { get; init; }

    public bool ThresholdsHold => Thresholds.All(t => t.Holds);

    public bool AuditHolds => Audit.All(a => a.Holds);
}

/// <summary>A phase over all repeats.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Repeats">One for each repeat.</param>
public sealed record PhaseResult(LoadPhase Phase, IReadOnlyList<PhaseFigures> Repeats)
{
    /// <summary>Median, least and greatest over the repeats; null where the phase has no such figure.</summary>
    public Spread? Of(LoadMetric metric)
    {
        if (metric == LoadMetric.Spread)
        {
            return Of(LoadMetric.Rate) is { Median: > 0 } rate
                ? Spread.Of([(rate.Most - rate.Least) / rate.Median]) : null;
        }

        double[] values = [.. Repeats.Select(r => r[metric]).OfType<double>()];
        return values.Length == 0 ? null : Spread.Of(values);
    }

    /// <summary>The latencies of all repeats, added.</summary>
    public Latencies Latency() => Sum(repeat => repeat.Latency);

    /// <summary>Those of refusals, doubts and errors.</summary>
    public Latencies Refusals() => Sum(repeat => repeat.Tally.Refusals);

    private Latencies Sum(Func<PhaseFigures, Latencies> of)
    {
        Latencies all = new();
        foreach (PhaseFigures repeat in Repeats)
        {
            all.Add(of(repeat));
        }

        return all;
    }
}

/// <summary>A figure over several repeats.</summary>
public readonly record struct Spread(double Median, double Least, double Most)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

/// <summary>Whether a threshold holds.</summary>
/// <param name="Text">What was wanted, in words.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Holds">True when it does.</param>
public sealed record ThresholdResult(string Text, string Found, bool Holds);

/// <summary>Something that was checked after the run.</summary>
/// <param name="Text">What was checked, and what was found.</param>
/// <param name="Holds">True when it is as it must be.</param>
public sealed record AuditLine(string Text, bool Holds);
