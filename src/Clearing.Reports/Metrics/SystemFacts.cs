using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// All that the metrics of one system, or of the members of an arrangement together, are computed from; collected
/// once.
/// </summary>
public sealed class SystemFacts
{
    private readonly SortedDictionary<int, Int128> _usedByDay = [];

    private SystemFacts(Demand demand, SystemTally tally)
    {
        Demand = demand;
        Tally = tally;
    }

    public Demand Demand { get; }

    public SystemTally Tally { get; }

    public QueuePeak Queue { get; private init; }

    /// <summary>Time in each state of the queue; null where nobody looked.</summary>
    public QueueTimes? QueueTimes { get; private init; }

    public LossTally Losses { get; private init; }

    /// <summary>What overdrafts cost and how often they broke a cap; null where they are not measured.</summary>
    public OverdraftTally? Overdrafts { get; private init; }

    public int CyclesPosted { get; private init; }

    public int CyclesPostponed { get; private init; }

    /// <summary>Of several days the largest.</summary>
    public Int128 LiquidityUsedMinor => _usedByDay.Count == 0 ? 0 : _usedByDay.Values.Max();

    /// <summary>Of several days the largest.</summary>
    public Int128 PeakLiquidityMinor { get; private init; }

    /// <summary>Money that opening requirements took; of several days the largest.</summary>
    public Int128 OpeningFundingMinor { get; private init; }

    /// <summary>Money paid into positions; of several days the largest.</summary>
    public Int128 FundingMinor { get; private init; }

    /// <summary>Of all days; null in a system without a closing that asks for money.</summary>
    public (Int128 UnreleasedMinor, Int128 ReleasedMinor)? Closing { get; private init; }

    /// <summary>Greatest value at any time that was released and not yet final.</summary>
    public Int128 ExposurePeakMinor { get; private init; }

    /// <summary>What settled value is divided by: the money put in, or where there is none the money used.</summary>
    public Int128 TurnoverBaseMinor { get; private init; }

    /// <summary>64 hexadecimal digits; empty for an arrangement.</summary>
    public string StateHash { get; private init; } = "";

    internal static SystemFacts Of(
        Scenario scenario, int system, SystemOutcome outcome, Demand demand, bool[]? owned)
    {
        SystemDefinition definition = scenario.Systems[system];
        Int128 funding = outcome.Funding.Select(f => f.TotalMinor).Append(0).Max();
        Int128 used = outcome.Days.Select(d => d.LiquidityUsedMinor).Append(0).Max();
        var facts = new SystemFacts(demand, SystemTally.Of(scenario, outcome, owned))
        {
            Queue = QueuePeak.Of(scenario, outcome),
            QueueTimes = definition.Observation is null ? null : Metrics.QueueTimes.Of(outcome),
            Losses = LossTally.Of(definition, outcome),
            Overdrafts = definition.Overdraft is { } rule ? OverdraftTally.Of(rule, outcome) : null,
            CyclesPosted = outcome.CyclesPosted,
            CyclesPostponed = outcome.CyclesPostponed,
            PeakLiquidityMinor = PeakLiquidity.Of(scenario, outcome, demand.ValueMinor),
            OpeningFundingMinor = outcome.Funding.Select(f => f.OpeningMinor).Append(0).Max(),
            FundingMinor = funding,
            ExposurePeakMinor = outcome.ExposurePeakMinor,
            Closing = ClosingOf(scenario, outcome),
            TurnoverBaseMinor = definition.Position == PositionKind.Prefunded ? funding : used,
            StateHash = Convert.ToHexStringLower(outcome.StateHash),
        };
        foreach (DayOutcome day in outcome.Days)
        {
            facts._usedByDay[day.Number] = day.LiquidityUsedMinor;
        }

        return facts;
    }

    /// <summary>The members of an arrangement together.</summary>
    /// <param name="demand">Of all its payments.</param>
    /// <param name="members">Facts of each.</param>
    /// <param name="holdsMoney">Of each, whether it holds real money: it does not settle in another member.</param>
    internal static SystemFacts Combine(
        Demand demand, IReadOnlyList<SystemFacts> members, IReadOnlyList<bool> holdsMoney)
    {
        var used = new SortedDictionary<int, Int128>();
        foreach ((int day, Int128 minor) in members.Where((_, m) => holdsMoney[m]).SelectMany(m => m._usedByDay))
        {
            used[day] = used.GetValueOrDefault(day) + minor;
        }

        OverdraftTally[] measured = [.. members.Where(m => m.Overdrafts is not null).Select(m => m.Overdrafts!.Value)];
        var facts = new SystemFacts(demand, SystemTally.Sum(members.Select(m => m.Tally)))
        {
            Losses = members.Aggregate(default(LossTally), (sum, m) => sum + m.Losses),
            Overdrafts = measured.Length == 0 ? null : measured.Aggregate((a, b) => a + b),
            CyclesPosted = members.Sum(m => m.CyclesPosted),
            CyclesPostponed = members.Sum(m => m.CyclesPostponed),
            OpeningFundingMinor = Sum(members, m => m.OpeningFundingMinor),
            FundingMinor = Sum(members, m => m.FundingMinor),
            TurnoverBaseMinor = used.Count == 0 ? 0 : used.Values.Max(),
        };
        foreach ((int day, Int128 minor) in used)
        {
            facts._usedByDay[day] = minor;
        }

        return facts;
    }

    internal FateTally Fate(PaymentStatus status) => Tally[status];

    private static (Int128 UnreleasedMinor, Int128 ReleasedMinor)? ClosingOf(Scenario scenario, SystemOutcome outcome)
    {
        if (outcome.Closings.Length == 0)
        {
            return null;
        }

        List<Closing> closings = Metrics.Closing.Of(scenario, outcome);
        return (closings.Aggregate((Int128)0, (sum, c) => sum + c.AllUnreleasedMinor),
            closings.Aggregate((Int128)0, (sum, c) => sum + c.ReleasedMinor));
    }

    private static Int128 Sum(IReadOnlyList<SystemFacts> members, Func<SystemFacts, Int128> of) =>
        members.Aggregate((Int128)0, (sum, m) => sum + of(m));
}
