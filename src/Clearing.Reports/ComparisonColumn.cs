using Clearing.Reports.Metrics;
using Clearing.Settlement.Model;

namespace Clearing.Reports;

/// <summary>One column of a comparison: a system that stands alone, an arrangement, or under it its members.</summary>
/// <param name="Name">Of the system or arrangement.</param>
/// <param name="Rulebook">Its rulebook; of an arrangement its members.</param>
/// <param name="IsMember">True for a member, which stands behind its arrangement and is not compared itself.</param>
/// <param name="System">Index of the system; -1 for an arrangement.</param>
/// <param name="Currency">Of its amounts.</param>
/// <param name="Metrics">In the order of <see cref="MetricTable.All"/>.</param>
public sealed record ComparisonColumn(
    string Name, string Rulebook, bool IsMember, int System, Currency Currency, IReadOnlyList<MetricValue> Metrics)
{
    /// <summary>A metric by its name.</summary>
    /// <exception cref="ArgumentException">There is no metric of that name.</exception>
    public MetricValue Metric(string name) => RunSummary.Find(Metrics, name)
        ?? throw new ArgumentException($"'{name}' is no metric.", nameof(name));

    /// <summary>A metric by its place in the table; none where it may not be compared.</summary>
    internal MetricValue Comparable(RunSummary run, int metric)
    {
        bool differs = IsMember || Currency != run.Scenario.Currency;
        return differs || (System >= 0 && !run.IsComparable(System, MetricTable.All[metric]))
            ? MetricValue.None
            : Metrics[metric];
    }

    internal static List<ComparisonColumn> Of(RunSummary run)
    {
        var columns = new List<ComparisonColumn>();
        for (int s = 0; s < run.Systems.Count; s++)
        {
            SystemName system = run.Systems[s];
            if (system.Arrangement is not null && run.Arrangements.FirstOrDefault(a => a.Members[0] == s) is { } whole)
            {
                string members = string.Join(" + ", whole.Members.Select(m => run.Systems[m].Name));
                columns.Add(new(
                    whole.Name, members, false, -1, whole.Currency ?? run.Scenario.Currency, whole.Metrics));
            }

            columns.Add(new(
                system.Name, system.Rulebook, system.Arrangement is not null, s, run.CurrencyOf(s), run.Metrics(s)));
        }

        return columns;
    }
}
