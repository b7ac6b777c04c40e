using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// Which payments are a system's own. Of a member of an arrangement those that entered it; one that entered no member
/// at all is counted with the first member of its currency. A system that stands alone has those of its currency. What
/// came to one arrangement over sessions is of no other.
/// </summary>
internal static class Ownership
{
    /// <summary>Per system a flag for each payment; null where all are its own.</summary>
    public static bool[]?[] Of(Scenario scenario, IReadOnlyList<SystemOutcome> outcomes)
    {
        var owned = new bool[]?[outcomes.Count];
        for (int s = 0; s < owned.Length; s++)
        {
            owned[s] = scenario.Payments.OtherCurrency is null && CurrencyOf(scenario, s) == scenario.Currency
                && scenario.Payments.Sources.All(source => source.Arrangement < 0 || IsIn(scenario, s, source))
                ? null
                : [.. Enumerable.Range(0, scenario.Payments.Count).Select(i => MayBeOf(scenario, s, i))];
        }

        foreach (ArrangementDefinition arrangement in scenario.Arrangements.Where(a => a.Members.Count > 1))
        {
            Share(scenario, outcomes, arrangement, owned);
        }

        return owned;
    }

    /// <summary>The currency of a system's accounts.</summary>
    public static Currency CurrencyOf(Scenario scenario, int system) =>
        scenario.Systems[system].Currency ?? scenario.Currency;

    private static bool MayBeOf(Scenario scenario, int system, int payment) => IsOfCurrency(scenario, system, payment)
        && IsIn(scenario, system, scenario.Payments.Sources[scenario.Payments.SourceOf[payment]]);

    // A scenario that lists no arrangements has one for each of its systems.
    private static bool IsIn(Scenario scenario, int system, PaymentSource source) => source.Arrangement < 0
        || (scenario.Arrangements.Count == 0
            ? source.Arrangement == system
            : scenario.Arrangements[source.Arrangement].Members.Contains(system));

    private static bool IsOfCurrency(Scenario scenario, int system, int payment) =>
        scenario.Payments.CurrencyOf(payment) == CurrencyOf(scenario, system).Code;

    private static void Share(
        Scenario scenario, IReadOnlyList<SystemOutcome> outcomes, ArrangementDefinition arrangement, bool[]?[] owned)
    {
        int count = scenario.Payments.Count;
        var entered = new bool[count];
        foreach (int member in arrangement.Members)
        {
            bool[] own = new bool[count];
            for (int i = 0; i < count; i++)
            {
                own[i] = outcomes[member].Payments.HasEntered(i);
                entered[i] |= own[i];
            }

            owned[member] = own;
        }

        for (int i = 0; i < count; i++)
        {
            int first = entered[i] ? -1 : First(arrangement.Members, m => MayBeOf(scenario, m, i));
            if (first >= 0)
            {
                owned[first]![i] = true;
            }
        }
    }

    private static int First(IReadOnlyList<int> members, Func<int, bool> takes)
    {
        foreach (int member in members)
        {
            if (takes(member))
            {
                return member;
            }
        }

        return -1;
    }
}
