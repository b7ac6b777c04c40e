namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Sets": which waiting payments a mechanism releases together.</summary>
public static class NaiveSets
{
    /// <summary>
    /// "Prefix rule": from all candidates, drop until nothing is violated. A payment that is dropped takes every
    /// later candidate of its payer with it.
    /// </summary>
    public static List<WaitingPayment> Prefix(NaiveState state, IEnumerable<WaitingPayment> candidates)
    {
        List<WaitingPayment> included = [.. NaiveState.InOrder(candidates)];
        while (FirstToDrop(state, included) is { } dropped)
        {
            int place = included.IndexOf(dropped);
            included = [.. included.Where((p, i) => p.From != dropped.From || i < place)];
        }

        return included;
    }

    /// <summary>"bilateral": the candidates of one pair; nothing unless at least one goes each way.</summary>
    public static List<WaitingPayment> Bilateral(NaiveState state, int a, int b)
    {
        List<WaitingPayment> between =
            [.. state.Queue().Where(p => (p.From == a && p.To == b) || (p.From == b && p.To == a))];
        if (!BothWays(between, a, b))
        {
            return [];
        }

        List<WaitingPayment> set = Prefix(state, between);
        return BothWays(set, a, b) ? set : [];
    }

    /// <summary>"all-or-nothing": all that break no limit, if every position then holds.</summary>
    public static List<WaitingPayment> AllOrNothing(NaiveState state)
    {
        List<WaitingPayment> included = state.Queue();
        while (state.Pairs.FirstOrDefault(pair => LimitIsBroken(included, pair)) is { } broken)
        {
            included.Remove(included.Last(p => p.From == broken.From && p.To == broken.To));
        }

        bool holds = Enumerable.Range(0, state.AccountCount)
            .All(a => !IsTooLow(state, included, a) && !IsTooHigh(state, included, a));
        return holds ? included : [];
    }

    private static bool BothWays(List<WaitingPayment> set, int a, int b) =>
        set.Exists(p => p.From == a) && set.Exists(p => p.From == b);

    /// <summary>Rules 1 to 3 of the prefix rule, of the first account by index that violates anything.</summary>
    private static WaitingPayment? FirstToDrop(NaiveState state, List<WaitingPayment> included)
    {
        for (int a = 0; a < state.AccountCount; a++)
        {
            if (IsTooLow(state, included, a))
            {
                return included.Last(p => p.From == a);
            }

            LimitedPair? broken = state.Pairs
                .Where(pair => pair.From == a)
                .OrderBy(pair => pair.To)
                .FirstOrDefault(pair => LimitIsBroken(included, pair));
            if (broken is not null)
            {
                return included.Last(p => p.From == a && p.To == broken.To);
            }

            if (IsTooHigh(state, included, a))
            {
                return included.Last(p => p.To == a);
            }
        }

        return null;
    }

    private static bool IsTooLow(NaiveState state, List<WaitingPayment> included, int account)
    {
        Int128 before = state.Position(account);
        return before + Change(included, account) < Int128.Min(state.Floor(account), before);
    }

    private static bool IsTooHigh(NaiveState state, List<WaitingPayment> included, int account)
    {
        Int128 before = state.Position(account);
        return before + Change(included, account) > Int128.Max(state.Ceiling(account), before);
    }

    private static bool LimitIsBroken(List<WaitingPayment> included, LimitedPair pair)
    {
        Int128 after = pair.FlowMinor
            + Sum(included.Where(p => p.From == pair.From && p.To == pair.To))
            - Sum(included.Where(p => p.From == pair.To && p.To == pair.From));
        return after > Int128.Max(pair.LimitMinor, pair.FlowMinor);
    }

    private static Int128 Change(List<WaitingPayment> included, int account) =>
        Sum(included.Where(p => p.To == account)) - Sum(included.Where(p => p.From == account));

    private static Int128 Sum(IEnumerable<WaitingPayment> payments) =>
        payments.Aggregate((Int128)0, (sum, p) => sum + p.AmountMinor);
}
