using Google.OrTools.Sat;

namespace Clearing.Bounds;

/// <summary>What the solver found: a set of payments and whether no better one exists.</summary>
public sealed record Subset(bool[] Included, Int128 ValueMinor, bool IsProven);

/// <summary>
/// The greatest value that could be released at once, order disregarded: the bank clearing problem (simulators.md,
/// 2.9), NP-hard, solved exactly as an integer program.
/// </summary>
public static class BestSubset
{
    /// <param name="queue">What waits, and the bounds.</param>
    /// <param name="workLimit">Bound on the solver's deterministic time, so that a result is the same
    /// everywhere.</param>
    public static Subset Find(WaitingSet queue, double workLimit = 60)
    {
        CpModel model = new();
        BoolVar[] included = [.. queue.Payments.Select((_, i) => model.NewBoolVar($"p{i}"))];
        for (int account = 0; account < queue.Accounts.Length; account++)
        {
            BoundNet(model, queue, included, queue.Funds[account], queue.Room[account],
                p => (p.To == account ? 1 : 0) - (p.From == account ? 1 : 0));
        }

        foreach ((int from, int to, long room) in queue.Limits)
        {
            BoundNet(model, queue, included, room, long.MaxValue,
                p => p.From == to && p.To == from ? 1 : p.From == from && p.To == to ? -1 : 0);
        }

        model.Maximize(LinearExpr.WeightedSum(included, queue.Payments.Select(p => p.AmountMinor)));
        CpSolver solver = new()
        {
            StringParameters = FormattableString.Invariant(
                $"num_workers:1 random_seed:7 max_deterministic_time:{workLimit}"),
        };
        CpSolverStatus status = solver.Solve(model);
        bool[] chosen = new bool[included.Length];
        Int128 value = 0;
        for (int i = 0; i < chosen.Length && status is CpSolverStatus.Optimal or CpSolverStatus.Feasible; i++)
        {
            chosen[i] = solver.BooleanValue(included[i]);
            value += chosen[i] ? queue.Payments[i].AmountMinor : 0;
        }

        return new Subset(chosen, value, status == CpSolverStatus.Optimal);
    }

    // -most out <= net of the included <= most in.
    private static void BoundNet(
        CpModel model, WaitingSet queue, BoolVar[] included, long mostOut, long mostIn, Func<QueuedPayment, int> sign)
    {
        List<BoolVar> variables = [];
        List<long> amounts = [];
        Int128 total = 0;
        for (int i = 0; i < included.Length; i++)
        {
            int way = sign(queue.Payments[i]);
            if (way != 0)
            {
                variables.Add(included[i]);
                amounts.Add(way * queue.Payments[i].AmountMinor);
                total += queue.Payments[i].AmountMinor;
            }
        }

        // A bound beyond everything that could move bounds nothing, and the solver wants small numbers.
        long most = (long)total;
        if (variables.Count > 0)
        {
            model.AddLinearConstraint(
                LinearExpr.WeightedSum(variables, amounts), -Math.Min(mostOut, most), Math.Min(mostIn, most));
        }
    }
}
