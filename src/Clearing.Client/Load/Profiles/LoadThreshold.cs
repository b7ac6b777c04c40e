namespace Clearing.Client.Load.Profiles;

/// <summary>In what a metric is counted.</summary>
public enum LoadUnit { PerSecond, Microseconds, Share }

/// <summary>What a phase is measured by.</summary>
public enum LoadMetric
{
    /// <summary>Payments that fell due a second.</summary>
    Offered,

    /// <summary>Payments answered a second.</summary>
    Rate,

    /// <summary>From the instant a payment fell due to its answer; quantiles over payments.</summary>
    P50,
    P90,
    P99,
    P999,
    Max,

    /// <summary>How late payments were sent: the 99th of a hundred.</summary>
    Lag,

    /// <summary>From the end of the phase to the last answer.</summary>
    Drain,

    /// <summary>From a kill to the second in which 90 % of the rate before it is answered again; the longest.</summary>
    Recovery,

    /// <summary>Answers that should not have come, of the payments due.</summary>
    Errors,

    /// <summary>Payments refused for load, of those due.</summary>
    Busy,

    /// <summary>Payments not sent, because too many frames were in flight or there was no connection, of those due.
    /// </summary>
    NotSent,

    /// <summary>Payments without an answer when the phase had drained, of those due.</summary>
    Unanswered,

    /// <summary>How far the rates of the repeats lie apart, of their median.</summary>
    Spread,

    /// <summary>The last quarter of a phase against its second quarter: p99, memory and open files of the service.
    /// </summary>
    P99Drift,
    MemoryGrowth,
    FileGrowth,
}

/// <summary>What must hold of a phase.</summary>
/// <param name="Phase">Its name; null = every phase in which something is sent.</param>
/// <param name="Metric">Which figure.</param>
/// <param name="AtLeast">Least value in the metric's unit; null = none.</param>
/// <param name="AtMost">Greatest value; null = none.</param>
/// <param name="Of">A phase of whose own figure the bounds are shares; null = they stand by themselves.</param>
public sealed record LoadThreshold(string? Phase, LoadMetric Metric, decimal? AtLeast, decimal? AtMost, string? Of);

/// <summary>Names and units of metrics.</summary>
public static class LoadMetrics
{
    private static readonly Dictionary<LoadMetric, (string Name, LoadUnit Unit)> Table = new()
    {
        [LoadMetric.Offered] = ("offered", LoadUnit.PerSecond),
        [LoadMetric.Rate] = ("rate", LoadUnit.PerSecond),
        [LoadMetric.P50] = ("p50", LoadUnit.Microseconds),
        [LoadMetric.P90] = ("p90", LoadUnit.Microseconds),
        [LoadMetric.P99] = ("p99", LoadUnit.Microseconds),
        [LoadMetric.P999] = ("p99.9", LoadUnit.Microseconds),
        [LoadMetric.Max] = ("max", LoadUnit.Microseconds),
        [LoadMetric.Lag] = ("lag", LoadUnit.Microseconds),
        [LoadMetric.Drain] = ("drain", LoadUnit.Microseconds),
        [LoadMetric.Recovery] = ("recovery", LoadUnit.Microseconds),
        [LoadMetric.Errors] = ("errors", LoadUnit.Share),
        [LoadMetric.Busy] = ("busy", LoadUnit.Share),
        [LoadMetric.NotSent] = ("not-sent", LoadUnit.Share),
        [LoadMetric.Unanswered] = ("unanswered", LoadUnit.Share),
        [LoadMetric.Spread] = ("spread", LoadUnit.Share),
        [LoadMetric.P99Drift] = ("p99-drift", LoadUnit.Share),
        [LoadMetric.MemoryGrowth] = ("memory-growth", LoadUnit.Share),
        [LoadMetric.FileGrowth] = ("file-growth", LoadUnit.Share),
    };

    /// <summary>All of them, as profiles name them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Values.Select(m => m.Name)];

    public static string NameOf(LoadMetric metric) => Table[metric].Name;

    public static LoadUnit UnitOf(LoadMetric metric) => Table[metric].Unit;

    /// <summary>True for what is taken from latencies, which only payments that were sent have.</summary>
    public static bool IsOfLatency(LoadMetric metric) => metric is LoadMetric.P50 or LoadMetric.P90 or LoadMetric.P99
        or LoadMetric.P999 or LoadMetric.Max or LoadMetric.P99Drift;

    /// <summary>The metric of a name; null when there is none.</summary>
    public static LoadMetric? Find(string name) =>
        Table.Where(m => m.Value.Name == name).Select(m => (LoadMetric?)m.Key).FirstOrDefault();
}
