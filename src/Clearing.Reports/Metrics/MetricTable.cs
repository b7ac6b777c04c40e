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

    /// <summary>True when the members of an arrangement have it together too.</summary>
    public bool Combines { get; init; } = true;

    /// <summary>True when it says nothing of a system that settled nothing: it needed no money either.</summary>
    public bool OfWhatSettled { get; init; }

    /// <summary>The value that says nothing: where every system has it a comparison leaves the row out.</summary>
    public Int128 Usual { get; init; }

    /// <summary>The name as a person reads it: <c>Liquidity used</c>.</summary>
    public string Label
    {
        get
        {
            string words = Name.Replace("_seconds", "", StringComparison.Ordinal).Replace('_', ' ');
            return char.ToUpperInvariant(words[0]) + words[1..];
        }
    }

    /// <summary>The best of the systems' values; null where there is nothing to choose between.</summary>
    public MetricValue? BestOf(IEnumerable<MetricValue> values)
    {
        MetricValue[] known = [.. values.Where(v => v.Kind != MetricKind.None)];
        if (Better == Better.Neither || known.Select(v => v.Number).Distinct().Count() < 2)
        {
            return null;
        }

        return Better == Better.Less ? known.MinBy(v => v.Number) : known.MaxBy(v => v.Number);
    }
}

/// <summary>
/// Every metric of a system, in the order of <c>summary.json</c>. The file, the expectations, the report and the
/// comparison on the screen all read this table, so a metric is written once (formulas: docs/reference/metrics.md).
/// </summary>
public static class MetricTable
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        OfTheDay("payments", "payments of the scenario", f => MetricValue.Count(f.Demand.Count)),
        OfTheDay("value", "their value", f => MetricValue.Amount(f.Demand.ValueMinor)),
        Count("settled_count", "payments that became final", Better.More, PaymentStatus.Settled),
        Value("settled_value", "value that became final", Better.More, PaymentStatus.Settled),
        Count("unsettled_count", "payments still open at the close", Better.Less, PaymentStatus.Unsettled),
        Value("unsettled_value", "value still open at the close", Better.Less, PaymentStatus.Unsettled),
        Count("rejected_count", "payments refused by the system", Better.Less, PaymentStatus.Rejected),
        Value("rejected_value", "value refused by the system", Better.Less, PaymentStatus.Rejected),
        Count("cancelled_count", "payments withdrawn while they waited", Better.Neither, PaymentStatus.Cancelled),
        Count("unwound_count", "payments taken back out of a failed cycle", Better.Less, PaymentStatus.Unwound),
        Value("unwound_value", "value taken back out of a failed cycle", Better.Less, PaymentStatus.Unwound),
        OfTheDay("lower_bound_liquidity", "what one netting of the whole day would need",
            f => MetricValue.Amount(f.Demand.LowerBoundMinor)),
        OfTheDay("upper_bound_liquidity", "what settling every payment at once when due would need",
            f => MetricValue.Amount(f.Demand.UpperBoundMinor)),
        Amount("liquidity_used", "how far accounts went below their opening balances, summed", Better.Less,
            f => f.LiquidityUsedMinor) with { OfWhatSettled = true },
        Amount("peak_liquidity", "most that all accounts together were below their openings at once", Better.Less,
            f => f.PeakLiquidityMinor) with { OfWhatSettled = true, Combines = false },
        new("turnover", "value settled by each unit of liquidity used, or of money paid in", Better.More,
            f => MetricValue.Ratio(f.Fate(PaymentStatus.Settled).ValueMinor, f.TurnoverBaseMinor)),
        new("delay_indicator", "0 = all settled when due, 1 = all at the close, by value", Better.Less,
            f => MetricValue.Ratio(f.Tally.Delay, f.Tally.DelayIfAllAtClose)),
        new("mean_delay_seconds", "mean time from due to settled, by value", Better.Less,
            f => MetricValue.Ratio(
                f.Tally.SettledDelay, (BigInteger)f.Fate(PaymentStatus.Settled).ValueMinor * 1_000_000)),
        OfTheDay("netting_ratio", "share of the value that netting the whole day would save",
            f => MetricValue.Ratio(f.Demand.ValueMinor - f.Demand.LowerBoundMinor, f.Demand.ValueMinor)),
        Amount("queue_value_max", "most value that waited for finality at the end of any instant", Better.Less,
            f => f.Queue.ValueMinor) with { Combines = false },
        new("queue_count_max", "most payments that waited for finality at the end of any instant", Better.Less,
            f => MetricValue.Count(f.Queue.Count)) { Combines = false },
        Seconds("free_seconds", "time in which nothing waited that could not go by itself", t => t.FreeUs)
            with { Better = Better.More },
        Seconds("gridlock_seconds", "time in which what waited could go together, but not one by one",
            t => t.GridlockUs),
        Seconds("sequence_deadlock_seconds", "time in which what waited could go out of order only",
            t => t.SequenceDeadlockUs),
        Seconds("deadlock_seconds", "time in which what waited could not go without new money", t => t.DeadlockUs),
        new("released_before_closing_share", "of what settled or expired, the share before the closing", Better.More,
            f => MetricValue.Ratio(
                f.Fate(PaymentStatus.Settled).ValueMinor - f.Tally.SettledAtClosingMinor,
                f.Fate(PaymentStatus.Settled).ValueMinor + f.Tally.ExpiredMinor))
        {
            Usual = 1_000_000_000,
        },
        new("unreleased_at_closing_share", "what the closing had to ask money for, in parts of what was released",
            Better.Less, f => f.Closing is { } c
                ? MetricValue.Ratio(c.UnreleasedMinor, c.ReleasedMinor) : MetricValue.None)
        {
            Combines = false,
        },
        Amount("opening_funding", "money that opening requirements took", Better.Less, f => f.OpeningFundingMinor)
            with { OfWhatSettled = true },
        Amount("funding_value", "all money paid into positions", Better.Less, f => f.FundingMinor)
            with { OfWhatSettled = true },
        Amount("exposure_peak", "most value at once that was released and not yet final", Better.Less,
            f => f.ExposurePeakMinor) with { OfWhatSettled = true, Combines = false },
        new("cycles_posted", "netting cycles posted", Better.Neither, f => MetricValue.Count(f.CyclesPosted)),
        new("cycles_postponed", "times a netting cycle could not be posted", Better.Less,
            f => MetricValue.Count(f.CyclesPostponed)),
        new("failed_count", "participants that could not pay what they owed to a cycle", Better.Less,
            f => MetricValue.Count(f.Losses.FailedCount)),
        Amount("loss_covered", "what was paid for those who failed", Better.Neither, f => f.Losses.CoveredMinor),
        Amount("loss_shared", "of it, what survivors bore as shares", Better.Neither, f => f.Losses.SharedMinor),
        new("overdraft_fee", "price of daylight overdrafts, after waivers", Better.Less,
            f => f.Overdrafts is { } o ? MetricValue.Amount(o.FeeMinor) : MetricValue.None),
        new("overdraft_breaches", "ends of periods at which an account was below its cap", Better.Less,
            f => f.Overdrafts is { } o ? MetricValue.Count(o.Breaches) : MetricValue.None),
        new("state_hash", "SHA-256 of the final state", Better.Neither, f => MetricValue.Text(f.StateHash))
        {
            Combines = false,
        },
    ];

    private static readonly Dictionary<string, Metric> ByName =
        All.ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>The metric of that name or short word; null when there is none.</summary>
    public static Metric? Find(string name) =>
        ByName.GetValueOrDefault(MetricNames.Aliases.GetValueOrDefault(name, name));

    private static Metric OfTheDay(string name, string meaning, Func<SystemFacts, MetricValue> of) =>
        new(name, meaning, Better.Neither, of) { OfTheDay = true };

    private static Metric Amount(string name, string meaning, Better better, Func<SystemFacts, Int128> of) =>
        new(name, meaning, better, f => MetricValue.Amount(of(f)));

    private static Metric Seconds(string name, string meaning, Func<QueueTimes, Int128> of) =>
        new(name, meaning, Better.Less,
            f => f.QueueTimes is { } times ? MetricValue.Ratio(of(times), 1_000_000) : MetricValue.None)
        {
            Combines = false,
        };

    private static Metric Count(string name, string meaning, Better better, PaymentStatus status) =>
        new(name, meaning, better, f => MetricValue.Count(f.Fate(status).Count));

    private static Metric Value(string name, string meaning, Better better, PaymentStatus status) =>
        new(name, meaning, better, f => MetricValue.Amount(f.Fate(status).ValueMinor));
}
