using Clearing.Reports.Expectations;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports;

/// <summary>How a system is called, and the rulebook it was made from.</summary>
public sealed record SystemName(string Name, string Rulebook);

/// <summary>The result of a run: every metric of every system, and which expectations were met.</summary>
public sealed class RunSummary
{
    private readonly MetricValue[][] _values;

    private RunSummary(Scenario scenario, IReadOnlyList<SystemOutcome> outcomes)
    {
        Scenario = scenario;
        Outcomes = outcomes;
        Demand demand = Demand.Of(scenario.Payments, scenario.Participants.Count);
        Demand = demand;
        _values =
        [
            .. outcomes.Select(outcome =>
            {
                var facts = SystemFacts.Of(scenario, outcome, demand);
                return MetricTable.All.Select(metric => metric.Of(facts)).ToArray();
            }),
        ];
        Expectations = [.. scenario.Expectations.Select(e => ExpectationCheck.Check(this, e))];
    }

    /// <summary>Version of the engine whose results these are.</summary>
    public static string Engine { get; } = typeof(SystemOutcome).Assembly.GetName().Version!.ToString(3);

    public Scenario Scenario { get; }

    /// <summary>In the order of the scenario's systems.</summary>
    public IReadOnlyList<SystemOutcome> Outcomes { get; }

    /// <summary>Name and rulebook of each system, in the order of the scenario.</summary>
    public IReadOnlyList<SystemName> Systems => [.. Outcomes.Select(o => new SystemName(o.Name, o.Rulebook))];

    /// <summary>ISO 4217 code of every amount.</summary>
    public string CurrencyCode => Scenario.Currency.Code;

    public Demand Demand { get; }

    /// <summary>In the order of the scenario file.</summary>
    public IReadOnlyList<ExpectationResult> Expectations { get; }

    /// <summary>What must never be and was found, one sentence a system; a run with any is not to be trusted.</summary>
    public IReadOnlyList<string> BrokenInvariants =>
        [.. Outcomes.Where(o => o.BrokenInvariant is not null).Select(o => $"{o.Name}: {o.BrokenInvariant}")];

    public bool AllExpectationsMet => Expectations.All(e => e.Met);

    /// <param name="scenario">What was run.</param>
    /// <param name="outcomes">One per system, in the order of the scenario's systems.</param>
    /// <exception cref="ArgumentException">The outcomes are not those of the scenario's systems.</exception>
    public static RunSummary Of(Scenario scenario, IReadOnlyList<SystemOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (!outcomes.Select(o => o.Name).SequenceEqual(scenario.Systems.Select(s => s.Name)))
        {
            throw new ArgumentException("One outcome per system is needed, in the scenario's order.", nameof(outcomes));
        }

        return new RunSummary(scenario, outcomes);
    }

    /// <summary>The metrics of a system, in the order of <see cref="MetricTable.All"/>.</summary>
    public IReadOnlyList<MetricValue> Metrics(int system) => _values[system];

    /// <summary>A metric by its name in <c>summary.json</c> or its short word in <c>expect:</c>.</summary>
    /// <returns>Null when there is no metric of that name.</returns>
    public MetricValue? Metric(int system, string name)
    {
        Metric? metric = MetricTable.Find(name);
        for (int i = 0; i < MetricTable.All.Count; i++)
        {
            if (ReferenceEquals(MetricTable.All[i], metric))
            {
                return _values[system][i];
            }
        }

        return null;
    }
}
