using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>All that the metrics of one system are computed from; collected once.</summary>
public sealed class SystemFacts
{
    private SystemFacts(Scenario scenario, SystemOutcome outcome, Demand demand)
    {
        Outcome = outcome;
        Demand = demand;
        PaymentCount = scenario.Payments.Count;
        Tally = SystemTally.Of(scenario, outcome);
        Queue = QueuePeak.Of(scenario, outcome);
        PeakLiquidityMinor = PeakLiquidity.Of(scenario, outcome);
        foreach (DayOutcome day in outcome.Days)
        {
            LiquidityUsedMinor = Int128.Max(LiquidityUsedMinor, day.LiquidityUsedMinor);
        }
    }

    public SystemOutcome Outcome { get; }

    public Demand Demand { get; }

    public int PaymentCount { get; }

    public SystemTally Tally { get; }

    public QueuePeak Queue { get; }

    /// <summary>Of several days the largest.</summary>
    public Int128 LiquidityUsedMinor { get; }

    /// <summary>Of several days the largest.</summary>
    public Int128 PeakLiquidityMinor { get; }

    public static SystemFacts Of(Scenario scenario, SystemOutcome outcome, Demand demand) =>
        new(scenario, outcome, demand);

    internal FateTally Fate(PaymentStatus status) => Tally[status];
}
