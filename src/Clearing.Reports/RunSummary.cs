using Clearing.Reports.Expectations;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports;

/// <summary>How a system is called, and the rulebook it was made from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rulebook">Name of its rulebook; empty for an arrangement.</param>
/// <param name="Arrangement">Name of the arrangement it is a member of; null = it stands alone.</param>
public sealed record SystemName(string Name, string Rulebook, string? Arrangement = null);

/// <summary>The figures of linked systems together.</summary>
/// <param name="Name">Of the arrangement.</param>
/// <param name="Members">Indexes of its systems.</param>
/// <param name="Currency">Of all of them; null where they differ, and then there are no amounts.</param>
/// <param name="Metrics">In the order of <see cref="MetricTable.All"/>; none where a metric is not of several.</param>
public sealed record ArrangementSummary(
    string Name, IReadOnlyList<int> Members, Currency? Currency, IReadOnlyList<MetricValue> Metrics);

/// <summary>The result of a run: every metric of every system, and which expectations were met.</summary>
public sealed class RunSummary
{
    private readonly MetricValue[][] _values;
    private readonly MetricValue[] _day;
    private readonly bool[]?[] _owned;

    private RunSummary(
        Scenario scenario, IReadOnlyList<SystemOutcome> outcomes, IReadOnlyList<CarriedMessage> messages)
    {
        Scenario = scenario;
        Outcomes = outcomes;
        Messages = messages;
        _owned = Ownership.Of(scenario, outcomes);
        Demand = Demand.Of(scenario.Payments, scenario.Participants.Count, OfMainCurrency(scenario));
        SystemFacts[] facts =
        [
            .. outcomes.Select((outcome, s) => SystemFacts.Of(scenario, s, outcome, DemandOf(_owned[s]), _owned[s])),
        ];
        _values = [.. facts.Select(f => MetricTable.All.Select(metric => metric.Of(f)).ToArray())];
        Systems = [.. outcomes.Select((o, s) => new SystemName(o.Name, o.Rulebook, ArrangementOf(s)?.Name))];
        Arrangements = [.. Linked.Select(a => Combine(a, facts))];
        Columns = ComparisonColumn.Of(this);
        var day = SystemFacts.Combine(Demand, [], []);
        _day = [.. MetricTable.All.Select(metric => metric.OfTheDay ? metric.Of(day) : MetricValue.None)];
        Expectations = [.. scenario.Expectations.Select(e => ExpectationCheck.Check(this, e))];
    }

    /// <summary>Version of the engine whose results these are.</summary>
    public static string Engine { get; } = typeof(SystemOutcome).Assembly.GetName().Version!.ToString(3);

    public Scenario Scenario { get; }

    /// <summary>In the order of the scenario's systems.</summary>
    public IReadOnlyList<SystemOutcome> Outcomes { get; }

    /// <summary>Name and rulebook of each system, in the order of the scenario.</summary>
    public IReadOnlyList<SystemName> Systems { get; }

    /// <summary>Those of more than one system, as listed.</summary>
    public IReadOnlyList<ArrangementSummary> Arrangements { get; }

    /// <summary>What is compared: systems and arrangements as listed, members behind their arrangement.</summary>
    public IReadOnlyList<ComparisonColumn> Columns { get; }

    /// <summary>ISO 4217 code of the scenario's amounts.</summary>
    public string CurrencyCode => Scenario.Currency.Code;

    /// <summary>Of the payments in the scenario's currency.</summary>
    public Demand Demand { get; }

    /// <summary>What the switch carried, by arrangement, then in order; empty where there is none.</summary>
    public IReadOnlyList<CarriedMessage> Messages { get; }

    /// <summary>In the order of the scenario file.</summary>
    public IReadOnlyList<ExpectationResult> Expectations { get; }

    /// <summary>What must never be and was found, one sentence a system; a run with any is not to be trusted.</summary>
    public IReadOnlyList<string> BrokenInvariants =>
        [.. Outcomes.Where(o => o.BrokenInvariant is not null).Select(o => $"{o.Name}: {o.BrokenInvariant}")];

    public bool AllExpectationsMet => Expectations.All(e => e.Met);

    private IEnumerable<ArrangementDefinition> Linked => Scenario.Arrangements.Where(a => a.Members.Count > 1);

    /// <param name="scenario">What was run.</param>
    /// <param name="outcomes">One per system, in the order of the scenario's systems.</param>
    /// <param name="messages">What the switch carried; null = there is none.</param>
    /// <exception cref="ArgumentException">The outcomes are not those of the scenario's systems.</exception>
    public static RunSummary Of(
        Scenario scenario, IReadOnlyList<SystemOutcome> outcomes, IReadOnlyList<CarriedMessage>? messages = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (!outcomes.Select(o => o.Name).SequenceEqual(scenario.Systems.Select(s => s.Name)))
        {
            throw new ArgumentException("One outcome per system is needed, in the scenario's order.", nameof(outcomes));
        }

        return new RunSummary(scenario, outcomes, messages ?? []);
    }

    /// <summary>The currency of a system's amounts.</summary>
    public Currency CurrencyOf(int system) => Ownership.CurrencyOf(Scenario, system);

    /// <summary>The metrics of a system, in the order of <see cref="MetricTable.All"/>.</summary>
    public IReadOnlyList<MetricValue> Metrics(int system) => _values[system];

    /// <summary>A metric by its name in <c>summary.json</c> or its short word in <c>expect:</c>.</summary>
    /// <returns>Null when there is no metric of that name.</returns>
    public MetricValue? Metric(int system, string name) => Find(_values[system], name);

    /// <summary>A metric that follows from the payments alone, whatever system settles them.</summary>
    /// <exception cref="ArgumentException">There is no metric of that name.</exception>
    public MetricValue OfTheDay(string name) =>
        Find(_day, name) ?? throw new ArgumentException($"'{name}' is no metric.", nameof(name));

    /// <summary>True when the metric may be held beside that of other systems to say which is better.</summary>
    public bool IsComparable(int system, Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return !metric.OfWhatSettled
            || (Metric(system, "settled_count")!.Value.Number > 0 && !Scenario.Systems[system].SettlesElsewhere);
    }

    /// <summary>The id of a payment by its number in a system: of the scenario, or made by the arrangement.</summary>
    internal string PaymentId(int system, int payment)
    {
        int count = Scenario.Payments.Count;
        return payment < count ? Scenario.Payments.IdOf(payment) : Outcomes[system].Made[payment - count].Id;
    }

    /// <summary>True when the payment is one of the system's own; of an arrangement it is that of one member.</summary>
    internal bool Owns(int system, int payment) => _owned[system] is not { } own || own[payment];

    internal static MetricValue? Find(IReadOnlyList<MetricValue> values, string name)
    {
        Metric? metric = MetricTable.Find(name);
        for (int i = 0; i < MetricTable.All.Count; i++)
        {
            if (ReferenceEquals(MetricTable.All[i], metric))
            {
                return values[i];
            }
        }

        return null;
    }

    private static bool[]? OfMainCurrency(Scenario scenario) =>
        scenario.Payments.OtherCurrency is { } other ? [.. other.Select(o => o == 0)] : null;

    private Demand DemandOf(bool[]? owned) => owned is null
        ? Demand
        : Demand.Of(Scenario.Payments, Scenario.Participants.Count, owned);

    private ArrangementDefinition? ArrangementOf(int system) => Linked.FirstOrDefault(a => a.Members.Contains(system));

    private ArrangementSummary Combine(ArrangementDefinition arrangement, SystemFacts[] facts)
    {
        IReadOnlyList<int> members = arrangement.Members;
        var owned = new bool[Scenario.Payments.Count];
        for (int i = 0; i < owned.Length; i++)
        {
            owned[i] = members.Any(m => Owns(m, i));
        }

        Currency[] currencies = [.. members.Select(CurrencyOf).Distinct()];
        Currency? currency = currencies.Length == 1 ? currencies[0] : null;
        var together = SystemFacts.Combine(
            DemandOf(owned), [.. members.Select(m => facts[m])],
            [.. members.Select(m => !Scenario.Systems[m].SettlesElsewhere)]);
        return new(arrangement.Name, members, currency,
        [
            .. MetricTable.All.Select(metric => Known(metric, metric.Of(together), currency)),
        ]);
    }

    private static MetricValue Known(Metric metric, MetricValue value, Currency? currency) =>
        metric.Combines && (currency is not null || value.Kind == MetricKind.Count) ? value : MetricValue.None;
}
