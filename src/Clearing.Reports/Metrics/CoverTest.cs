using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Metrics;

/// <summary>
/// Whether a posted cycle could have been settled had one participant, or the two largest debtors, not paid (CC-7,
/// DN-6, DN-7). What counts is what the failure procedure of the system names, and no more than has been promised
/// beforehand: a survivor's share is backed by the collateral it has posted (CC-6).
/// </summary>
/// <param name="Time">Instant of the posting.</param>
/// <param name="Account">The debtor, of two the larger.</param>
/// <param name="Others">The second one, where the two largest are tested together.</param>
/// <param name="DebitMinor">Net debit.</param>
/// <param name="CollateralMinor">Of its own collateral as much as is needed.</param>
/// <param name="PoolMinor">Then of the pool.</param>
/// <param name="SharesMinor">Then of the survivors' shares.</param>
/// <param name="GuaranteeMinor">Then of the operator's guarantee.</param>
internal readonly record struct CoverTest(
    long Time, int Account, int[] Others, Int128 DebitMinor, Int128 CollateralMinor, Int128 PoolMinor,
    Int128 SharesMinor, Int128 GuaranteeMinor)
{
    public bool IsCovered => CollateralMinor + PoolMinor + SharesMinor + GuaranteeMinor >= DebitMinor;

    /// <summary>By posted cycle: each net debtor by account, then the two largest together.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="system">Index of the system.</param>
    /// <param name="nets">Of its posted cycles.</param>
    public static List<CoverTest> Of(Scenario scenario, int system, NetLine[] nets)
    {
        SystemDefinition definition = scenario.Systems[system];
        var tests = new List<CoverTest>();
        foreach (IGrouping<long, NetLine> cycle in nets.GroupBy(n => n.Time))
        {
            NetLine[] debtors = [.. cycle.Where(n => n.NetMinor < 0).OrderBy(n => n.Account)];
            tests.AddRange(debtors.Select(d => Of(definition, [.. cycle], [d])));
            if (debtors.Length > 1)
            {
                NetLine[] largest = [.. debtors.OrderBy(d => d.NetMinor).ThenBy(d => d.Account).Take(2)];
                tests.Add(Of(definition, [.. cycle], largest));
            }
        }

        return tests;
    }

    private static CoverTest Of(SystemDefinition system, NetLine[] cycle, NetLine[] failed)
    {
        IReadOnlyList<Account> accounts = system.Accounts;
        bool Has(FailureStepKind kind) => system.Failure.Any(step => step.Kind == kind);
        Int128 debit = failed.Aggregate((Int128)0, (sum, f) => sum - f.NetMinor);
        Int128 collateral = !Has(FailureStepKind.Collateral) ? 0 : failed.Aggregate(
            (Int128)0, (sum, f) => sum + Int128.Min(-(Int128)f.NetMinor, accounts[f.Account].CollateralMinor));
        Int128 pool = !Has(FailureStepKind.Pool) ? 0 : accounts.Aggregate(
            (Int128)0, (sum, a) => sum + a.PoolContributionMinor);
        pool = Int128.Min(pool, debit - collateral);
        Int128 shares = Has(FailureStepKind.Share) ? Shares(system, cycle, failed, debit - collateral - pool) : 0;
        Int128 guarantee = Has(FailureStepKind.Guarantee) ? debit - collateral - pool - shares : 0;
        return new(
            cycle[0].Time, failed[0].Account, [.. failed.Skip(1).Select(f => f.Account)], debit, collateral, pool,
            shares, guarantee);
    }

    // Of each survivor the smaller of its share, rounded down, and its collateral.
    private static Int128 Shares(SystemDefinition system, NetLine[] cycle, NetLine[] failed, Int128 rest)
    {
        int count = system.Accounts.Count;
        var basis = new Int128[count];
        ShareBasis by = system.Failure.First(step => step.Kind == FailureStepKind.Share).Basis;
        for (int a = 0; a < count; a++)
        {
            basis[a] = by == ShareBasis.Equal && system.Accounts[a].IsMember ? 1 : 0;
        }

        if (by == ShareBasis.Limits)
        {
            // A limit from the one who failed to another was granted by that other.
            foreach (BilateralLimit limit in system.Limits.Where(l => failed.Any(f => f.Account == l.From)))
            {
                basis[limit.To] += limit.LimitMinor == long.MaxValue ? 0 : limit.LimitMinor;
            }
        }
        else if (by == ShareBasis.Position)
        {
            foreach (NetLine net in cycle.Where(n => n.NetMinor > 0))
            {
                basis[net.Account] = net.NetMinor;
            }
        }

        foreach (NetLine one in failed)
        {
            basis[one.Account] = 0;
        }

        Int128 whole = basis.Aggregate((Int128)0, (sum, b) => sum + b);
        return whole == 0
            ? 0
            : basis.Select((b, a) => Int128.Min(rest * b / whole, system.Accounts[a].CollateralMinor))
                .Aggregate((Int128)0, (sum, share) => sum + share);
    }
}
