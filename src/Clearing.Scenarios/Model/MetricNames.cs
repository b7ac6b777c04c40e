namespace Clearing.Scenarios.Model;

/// <summary>
/// The names that <c>expect:</c> knows: metrics of summary.json, columns of accounts.csv, facts of a payment.
/// </summary>
public static class MetricNames
{
    /// <summary>Metrics of a system that are amounts.</summary>
    public static IReadOnlyList<string> Amounts { get; } =
    [
        "value", "settled_value", "unsettled_value", "rejected_value", "lower_bound_liquidity",
        "upper_bound_liquidity", "liquidity_used", "peak_liquidity", "queue_value_max", "unwound_value",
        "opening_funding", "funding_value", "exposure_peak", "loss_covered", "loss_shared", "overdraft_fee",
    ];

    /// <summary>Metrics of a system that are whole numbers.</summary>
    public static IReadOnlyList<string> Counts { get; } =
    [
        "payments", "settled_count", "unsettled_count", "rejected_count", "cancelled_count", "unwound_count",
        "queue_count_max", "cycles_posted", "cycles_postponed", "failed_count", "overdraft_breaches",
    ];

    /// <summary>Metrics of a system that are ratios or means; null where their denominator is zero.</summary>
    public static IReadOnlyList<string> Ratios { get; } =
    [
        "turnover", "delay_indicator", "mean_delay_seconds", "netting_ratio", "free_seconds",
        "gridlock_seconds", "sequence_deadlock_seconds", "deadlock_seconds", "released_before_closing_share",
        "unreleased_at_closing_share",
    ];

    /// <summary>The state hash, 64 hexadecimal digits.</summary>
    public const string StateHash = "state_hash";

    /// <summary>Short names of counts, as the contract's examples write them.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>
    {
        ["settled"] = "settled_count",
        ["unsettled"] = "unsettled_count",
        ["rejected"] = "rejected_count",
    };

    /// <summary>Columns of accounts.csv that are amounts.</summary>
    public static IReadOnlyList<string> AccountAmounts { get; } =
        ["opening", "closing", "minimum", "credit_used_max", "sent_value", "received_value"];

    /// <summary>Columns of accounts.csv that are whole numbers.</summary>
    public static IReadOnlyList<string> AccountCounts { get; } = ["sent_count", "received_count"];

    /// <summary>The currency column of accounts.csv.</summary>
    public const string AccountCurrency = "currency";

    /// <summary>Facts of a payment.</summary>
    public static IReadOnlyList<string> PaymentFields { get; } = ["status", "at", "route", "reason"];

    /// <summary>Every metric of a system.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Amounts, .. Counts, .. Ratios, StateHash];
}
