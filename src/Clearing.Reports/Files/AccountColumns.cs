using Clearing.Reports.Metrics;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>A number of <c>accounts.csv</c>.</summary>
public sealed record AccountColumn(string Name, Func<AccountOutcome, MetricValue> Of);

/// <summary>The numbers of <c>accounts.csv</c>, in its order; <c>expect:</c> reads the same table.</summary>
public static class AccountColumns
{
    public static IReadOnlyList<AccountColumn> All { get; } =
    [
        new("opening", a => MetricValue.Amount(a.OpeningMinor)),
        new("closing", a => MetricValue.Amount(a.ClosingMinor)),
        new("minimum", a => MetricValue.Amount(a.MinimumMinor)),
        new("credit_used_max", a => MetricValue.Amount(a.MinimumMinor < 0 ? -(Int128)a.MinimumMinor : 0)),
        new("sent_count", a => MetricValue.Count(a.SentCount)),
        new("sent_value", a => MetricValue.Amount(a.SentMinor)),
        new("received_count", a => MetricValue.Count(a.ReceivedCount)),
        new("received_value", a => MetricValue.Amount(a.ReceivedMinor)),
    ];

    /// <summary>The column of that name; null when there is none.</summary>
    public static AccountColumn? Find(string name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
}
