namespace Clearing.Settlement.Engine;

/// <summary>
/// The mechanism <c>all-or-nothing</c>: every waiting payment that breaks no limit, if all positions hold after; else
/// none.
/// </summary>
internal sealed class AllOrNothingSearch(Positions positions, WaitingPayments waiting)
{
    private readonly long[] _after = new long[positions.Count];
    private WaitingPayment[] _items = [];

    /// <summary>The set; empty when there is none. Valid until the next call.</summary>
    public ReadOnlySpan<WaitingPayment> Find()
    {
        int count = waiting.Count;
        if (_items.Length < count)
        {
            _items = new WaitingPayment[Math.Max(count, 2 * _items.Length)];
        }

        waiting.CopyAllTo(_items);
        count = OfTheReady(count);
        if (positions.Flows.Count > 0)
        {
            count = WithinLimits(count);
        }

        Span<WaitingPayment> set = _items.AsSpan(0, count);
        for (int account = 0; account < _after.Length; account++)
        {
            _after[account] = positions[account].PositionMinor;
        }

        foreach (ref readonly WaitingPayment item in set)
        {
            _after[item.From] -= item.AmountMinor;
            _after[item.To] += item.AmountMinor;
        }

        for (int account = 0; account < _after.Length; account++)
        {
            ref Positions.State state = ref positions[account];
            if (_after[account] < Math.Min(state.FloorMinor, state.PositionMinor)
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
        for (int i = 0; i < count; i++)
        {
            if (positions[_items[i].From].IsReady && positions[_items[i].To].IsReady)
            {
                _items[kept++] = _items[i];
            }
        }

        return kept;
    }

    // Drops, between the two accounts of a broken limit, last payments until both limits between them hold.
    private int WithinLimits(int count)
    {
        BilateralFlows flows = positions.Flows;
        var flowAfter = new long[flows.Count];
        var places = new List<int>[flows.Count];
        for (int pair = 0; pair < flows.Count; pair++)
        {
            flowAfter[pair] = flows[pair].FlowMinor;
            places[pair] = [];
        }

        for (int i = 0; i < count; i++)
        {
            Add(_items[i], 1, flowAfter);
            int pair = flows.Find(_items[i].From, _items[i].To);
            if (pair >= 0)
            {
                places[pair].Add(i);
            }
        }

        var dropped = new bool[count];
        for (bool again = true; again;)
        {
            again = false;
            for (int pair = 0; pair < flows.Count; pair++)
            {
                while (flowAfter[pair] > Math.Max(flows[pair].LimitMinor, flows[pair].FlowMinor))
                {
                    int last = places[pair][^1];
                    places[pair].RemoveAt(places[pair].Count - 1);
                    dropped[last] = true;
                    Add(_items[last], -1, flowAfter);
                    again = true;
                }
            }
        }

        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (!dropped[i])
            {
                _items[kept++] = _items[i];
            }
        }

        return kept;
    }

    private void Add(in WaitingPayment item, int sign, long[] flowAfter)
    {
        int pair = positions.Flows.Find(item.From, item.To);
        if (pair >= 0)
        {
            flowAfter[pair] += sign * item.AmountMinor;
        }

        pair = positions.Flows.Find(item.To, item.From);
        if (pair >= 0)
        {
            flowAfter[pair] -= sign * item.AmountMinor;
        }
    }
}
