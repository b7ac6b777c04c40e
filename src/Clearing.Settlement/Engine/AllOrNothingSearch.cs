namespace Clearing.Settlement.Engine;

/// <summary>
/// The mechanism <c>all-or-nothing</c>: every waiting payment that breaks no limit, if all positions hold after; else
/// none.
/// </summary>
internal sealed class AllOrNothingSearch(Positions positions, WaitingPayments waiting)
{
    private readonly long[] _after = new long[positions.Count];
    private readonly int[] _lowestClass = new int[positions.Count];
    private WaitingPayment[] _items = [];

    /// <summary>The set, of these classes; empty when there is none. Valid until the next call.</summary>
    public ReadOnlySpan<WaitingPayment> Find(int classes)
    {
        int count = waiting.Count;
        if (_items.Length < count)
        {
            _items = new WaitingPayment[Math.Max(count, 2 * _items.Length)];
        }

        count = OfTheReady(waiting.CopyAllOfferedTo(_items, classes));
        if (positions.KeepsFlows)
        {
            count = new LimitedSet(positions, _items).Keep(count);
        }

        Span<WaitingPayment> set = _items.AsSpan(0, count);
        for (int account = 0; account < _after.Length; account++)
        {
            _after[account] = positions[account].PositionMinor;
            _lowestClass[account] = 0;
        }

        foreach (ref readonly WaitingPayment item in set)
        {
            _after[item.From] -= item.AmountMinor;
            _after[item.To] += item.AmountMinor;
            _lowestClass[item.From] = Math.Max(_lowestClass[item.From], item.Class);
        }

        for (int account = 0; account < _after.Length; account++)
        {
            ref Positions.State state = ref positions[account];
            if (_after[account] < positions.LowestAfterSet(account, _lowestClass[account])
                || _after[account] > Math.Max(state.CeilingMinor, state.PositionMinor))
            {
                return [];
            }
        }

        return set;
    }

    private int OfTheReady(int count)
    {
        int kept = 0;
        foreach (WaitingPayment item in _items.AsSpan(0, count))
        {
            if (positions[item.From].IsReady && positions[item.To].IsReady)
            {
                _items[kept++] = item;
            }
        }

        return kept;
    }
}
