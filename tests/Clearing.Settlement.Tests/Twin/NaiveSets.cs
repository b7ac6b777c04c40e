namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Sets": which waiting payments a mechanism releases together.</summary>
public sealed class NaiveSets(NaiveState state)
{
    /// <summary>"partial includes nothing of such a payer" (one not ready); else the prefix rule.</summary>
    public List<WaitingPayment> Partial(IEnumerable<WaitingPayment> candidates) =>
        Prefix([.. NaiveState.InOrder(candidates.Where(p => state.IsReady(p.From)))], boundsMultilateral: true);

    /// <summary>"bilateral": the candidates of one pair; nothing unless at least one goes each way.</summary>
    public List<WaitingPayment> Bilateral(List<WaitingPayment> candidates, int a, int b)
    {
        List<WaitingPayment> between =
            candidates.FindAll(p => (p.From == a && p.To == b) || (p.From == b && p.To == a));
        if (!BothWays(between, a, b) || !state.IsReady(a) || !state.IsReady(b))
        {
            return [];
        }

        List<WaitingPayment> set = Prefix(between, boundsMultilateral: false);
        bool goes = BothWays(set, a, b) && !MultilateralIsBroken(set, a) && !MultilateralIsBroken(set, b);
        return goes ? set : [];
    }

    /// <summary>"all-or-nothing": all that break no limit, if every position then holds.</summary>
    public List<WaitingPayment> AllOrNothing(IEnumerable<WaitingPayment> candidates)
    {
        List<WaitingPayment> included = [.. candidates.Where(p => state.IsReady(p.From) && state.IsReady(p.To))];
        while (FirstOverLimit(included) is { } dropped)
        {
            included.Remove(dropped);
        }

        return Accounts.All(a => !IsTooLow(included, a) && !IsTooHigh(included, a)) ? included : [];
    }

    /// <summary>A group: all of it, or nothing.</summary>
    public bool Holds(List<WaitingPayment> set) =>
        set.TrueForAll(p => state.IsReady(p.From) && state.IsReady(p.To))
        && FirstOverLimit(set) is null
        && Accounts.All(a => !IsTooLow(set, a) && !IsTooHigh(set, a));

    private IEnumerable<int> Accounts => Enumerable.Range(0, state.AccountCount);

    /// <summary>
    /// "Prefix rule": from all candidates, drop until nothing is violated. A payment that is dropped takes every
    /// later candidate of its payer with it.
    /// </summary>
    private List<WaitingPayment> Prefix(List<WaitingPayment> included, bool boundsMultilateral)
    {
        while (FirstToDrop(included, boundsMultilateral) is { } dropped)
        {
            int place = included.IndexOf(dropped);
            included = [.. included.Where((p, i) => p.From != dropped.From || i < place)];
        }

        return included;
    }

    private static bool BothWays(List<WaitingPayment> set, int a, int b) =>
        set.Exists(p => p.From == a) && set.Exists(p => p.From == b);

    /// <summary>The rules of the prefix rule, of the first account by index that violates anything.</summary>
    private WaitingPayment? FirstToDrop(List<WaitingPayment> included, bool boundsMultilateral)
    {
        foreach (int a in Accounts)
        {
            WaitingPayment? dropped =
                IsTooLow(included, a) ? included.Last(p => p.From == a)
                : OverBilateral(included, a)
                ?? (boundsMultilateral ? OverMultilateral(included, a) : null)
                ?? (IsTooHigh(included, a) ? included.Last(p => p.To == a) : null);
            if (dropped is not null)
            {
                return dropped;
            }
        }

        return null;
    }

    /// <summary>What "all-or-nothing" drops next: for bilateral limits first, then multilateral ones.</summary>
    private WaitingPayment? FirstOverLimit(List<WaitingPayment> included) =>
        Accounts.Select(a => OverBilateral(included, a)).FirstOrDefault(p => p is not null)
        ?? Accounts.Select(a => OverMultilateral(included, a)).FirstOrDefault(p => p is not null);

    /// <summary>Rule 2: the account's last payment to the first counterparty to which a limit is violated.</summary>
    private WaitingPayment? OverBilateral(List<WaitingPayment> included, int account)
    {
        LimitedPair? broken = state.Pairs
            .Where(pair => pair.From == account)
            .OrderBy(pair => pair.To)
            .FirstOrDefault(pair => LimitIsBroken(included, pair));
        return broken is null
            ? null
            : included.Last(p => p.From == account && p.To == broken.To && state.IsLimited(p));
    }

    /// <summary>Its last limited payment to a counterparty without bilateral limit, if the sum is too much.</summary>
    private WaitingPayment? OverMultilateral(List<WaitingPayment> included, int account) =>
        MultilateralIsBroken(included, account)
            ? included.Last(p => p.From == account && state.IsLimited(p) && !state.HasBilateralLimit(account, p.To))
            : null;

    private bool IsTooLow(List<WaitingPayment> included, int account)
    {
        Int128 before = state.Position(account);
        List<WaitingPayment> paid = included.FindAll(p => p.From == account);
        Int128 floor = paid.Count == 0 ? state.Floor(account) : state.Floor(account, paid.Max(p => p.Class));
        return before + Change(included, account) < Int128.Min(floor, before);
    }

    /// <summary>The ceiling of one that is not ready is "its position".</summary>
    private bool IsTooHigh(List<WaitingPayment> included, int account)
    {
        Int128 before = state.Position(account);
        Int128 ceiling = state.IsReady(account) ? state.Ceiling(account) : before;
        return before + Change(included, account) > Int128.Max(ceiling, before);
    }

    private bool LimitIsBroken(List<WaitingPayment> included, LimitedPair pair)
    {
        Int128 after = pair.FlowMinor
            + Sum(included.Where(p => p.From == pair.From && p.To == pair.To && state.IsLimited(p)))
            - Sum(included.Where(p => p.From == pair.To && p.To == pair.From && state.IsLimited(p)));
        return after > Int128.Max(pair.LimitMinor, pair.FlowMinor);
    }

    private bool MultilateralIsBroken(List<WaitingPayment> included, int account)
    {
        Int128 before = state.MultilateralFlow[account];
        IEnumerable<WaitingPayment> counted = included.Where(state.IsLimited);
        Int128 after = before
            + Sum(counted.Where(p => p.From == account && !state.HasBilateralLimit(account, p.To)))
            - Sum(counted.Where(p => p.To == account && !state.HasBilateralLimit(account, p.From)));
        return after > Int128.Max(state.MultilateralLimit[account], before);
    }

    /// <summary>What is held is taken from its payer and brings its payee nothing.</summary>
    private static Int128 Change(List<WaitingPayment> included, int account) =>
        Sum(included.Where(p => p.To == account && !p.Held)) - Sum(included.Where(p => p.From == account));

    private static Int128 Sum(IEnumerable<WaitingPayment> payments) =>
        NaiveState.Sum(payments.Select(p => p.AmountMinor));
}
