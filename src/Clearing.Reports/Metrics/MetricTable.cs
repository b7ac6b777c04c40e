using System.Numerics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Metrics;

/// <summary>Which of two values of a metric is the better one, all else equal.</summary>
public enum Better
{
    Neither,
    Less,
    More,
}

/// <summary>A metric of a system.</summary>
/// <param name="Name">In <c>summary.json</c> and <c>expect:</c>.</param>
/// <param name="Meaning">In one line, for a person.</param>
/// <param name="Better">Which value is the better one.</param>
/// <param name="Of">How it is worked out.</param>
public sealed record Metric(string Name, string Meaning, Better Better, Func<SystemFacts, MetricValue> Of)
{
    /// <summary>True when it follows from the payments alone and is the same for every system.</summary>
    public bool OfTheDay { get; init; }
}

/// <summary>
/// Every metric of a system, in the order of <c>summary.json</c>. The file, the expectations, the report and the
/// comparison on the screen all read this table, so a metric is written once (formulas: docs/reference/metrics.md).
/// </summary>
public static class MetricTable
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        OfTheDay("payments", "payments of the scenario", f => MetricValue.Count(f.PaymentCount)),
        OfTheDay("value", "their value", f => MetricValue.Amount(f.Demand.ValueMinor)),
        Count("settled_count", "payments that became final", Better.More, PaymentStatus.Settled),
        Value("settled_value", "value that became final", Better.More, PaymentStatus.Settled),
        Count("unsettled_count", "payments still open at the close", Better.Less, PaymentStatus.Unsettled),
        Value("unsettled_value", "value still open at the close", Better.Less, PaymentStatus.Unsettled),
        Count("rejected_count", "payments refused by the system", Better.Less, PaymentStatus.Rejected),
        Value("rejected_value", "value refused by the system", Better.Less, PaymentStatus.Rejected),
        Count("cancelled_count", "payments withdrawn while they waited", Better.Neither, PaymentStatus.Cancelled),
        Count("unwound_count", "payments taken back out of a failed cycle", Better.Less, PaymentStatus.Unwound),
        OfTheDay("lower_bound_liquidity", "what one netting of the whole day would need",
            f => MetricValue.Amount(f.Demand.LowerBoundMinor)),
        OfTheDay("upper_bound_liquidity", "what settling every payment at once when due would need",
            f => MetricValue.Amount(f.Demand.UpperBoundMinor)),
        new("liquidity_used", "how far accounts went below their opening balances, summed", Better.Less,
            f => MetricValue.Amount(f.LiquidityUsedMinor)),
        new("peak_liquidity", "most that all accounts together were below their openings at once", Better.Less,
            f => MetricValue.Amount(f.PeakLiquidityMinor)),
        new("turnover", "value settled by each unit of liquidity used", Better.More,
            f => MetricValue.Ratio(f.Fate(PaymentStatus.Settled).ValueMinor, f.LiquidityUsedMinor)),
        new("delay_indicator", "0 = all settled when due, 1 = all at the close, by value", Better.Less,
            f => MetricValue.Ratio(f.Tally.Delay, f.Tally.DelayIfAllAtClose)),
        new("mean_delay_seconds", "mean time from due to settled, by value", Better.Less,
            f => MetricValue.Ratio(
                f.Tally.SettledDelay, (BigInteger)f.Fate(PaymentStatus.Settled).ValueMinor * 1_000_000)),
        OfTheDay("netting_ratio", "share of the value that netting the whole day would save",
            f => MetricValue.Ratio(f.Demand.ValueMinor - f.Demand.LowerBoundMinor, f.Demand.ValueMinor)),
        new("queue_value_max", "most value that waited for finality at the end of any instant", Better.Less,
            f => MetricValue.Amount(f.Queue.ValueMinor)),
        new("queue_count_max", "most payments that waited for finality at the end of any instant", Better.Less,
            f => MetricValue.Count(f.Queue.Count)),
        new("cycles_posted", "netting cycles posted", Better.Neither, f => MetricValue.Count(f.Outcome.CyclesPosted)),
        new("cycles_postponed", "times a netting cycle could not be posted", Better.Less,
            f => MetricValue.Count(f.Outcome.CyclesPostponed)),
        new("state_hash", "SHA-256 of the final state", Better.Neither,
            f => MetricValue.Text(Convert.ToHexStringLower(f.Outcome.StateHash))),
    ];

    private static readonly Dictionary<string, Metric> ByName =
        All.ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>The metric of that name or short word; null when there is none.</summary>
    public static Metric? Find(string name) =>
        ByName.GetValueOrDefault(MetricNames.Aliases.GetValueOrDefault(name, name));

    private static Metric OfTheDay(string name, string meaning, Func<SystemFacts, MetricValue> of) =>
        new(name, meaning, Better.Neither, of) { OfTheDay = true };

    private static Metric Count(string name, string meaning, Better better, PaymentStatus status) =>
        new(name, meaning, better, f => MetricValue.Count(f.Fate(status).Count));

    private static Metric Value(string name, string meaning, Better better, PaymentStatus status) =>
        new(name, meaning, better, f => MetricValue.Amount(f.Fate(status).ValueMinor));
}
