namespace Clearing.Settlement.Engine;

/// <summary>
/// Takes out of a set what its limits do not bear: of a payer's limited payments under a broken limit the last ones,
/// until all limits hold. Every payment that goes makes other limits tighter and none but its own looser, so the result
/// does not depend on the order.
/// </summary>
internal sealed class LimitedSet
{
    private readonly Positions _positions;
    private readonly WaitingPayment[] _items;
    private readonly long[] _pairFlow;
    private readonly long[] _multilateralFlow;
    private readonly List<int>?[] _ofPair;
    private readonly List<int>?[] _ofMultilateral;

    public LimitedSet(Positions positions, WaitingPayment[] items)
    {
        _positions = positions;
        _items = items;
        _pairFlow = new long[positions.Flows.Count];
        _ofPair = new List<int>?[_pairFlow.Length];
        _multilateralFlow = new long[positions.Count];
        _ofMultilateral = new List<int>?[positions.Count];
        for (int pair = 0; pair < _pairFlow.Length; pair++)
        {
            _pairFlow[pair] = positions.Flows[pair].FlowMinor;
        }

        positions.Multilateral.CopyTo(_multilateralFlow);
    }

    /// <summary>Moves what is kept of the first <paramref name="count"/> to the front; returns how many.</summary>
    public int Keep(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Include(i);
        }

        var dropped = new bool[count];
        while (DropOfPairs(dropped) || DropOfMultilateral(dropped))
        {
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

    private void Include(int i)
    {
        WaitingPayment item = _items[i];
        if (!_positions.IsLimited(item))
        {
            return;
        }

        Add(item, 1);
        int pair = _positions.Flows.Count == 0 ? -1 : _positions.Flows.Find(item.From, item.To);
        if (pair >= 0)
        {
            (_ofPair[pair] ??= []).Add(i);
        }

        if (_positions.Multilateral.AreKept && _positions.Multilateral.Counts(item.From, item.To))
        {
            (_ofMultilateral[item.From] ??= []).Add(i);
        }
    }

    private bool DropOfPairs(bool[] dropped)
    {
        bool any = false;
        for (int pair = 0; pair < _pairFlow.Length; pair++)
        {
            BilateralFlows.Pair state = _positions.Flows[pair];
            while (_pairFlow[pair] > Math.Max(state.LimitMinor, state.FlowMinor))
            {
                DropLast(_ofPair[pair]!, dropped);
                any = true;
            }
        }

        return any;
    }

    private bool DropOfMultilateral(bool[] dropped)
    {
        bool any = false;
        for (int account = 0; account < _multilateralFlow.Length && _positions.Multilateral.AreKept; account++)
        {
            while (_multilateralFlow[account] > _positions.Multilateral.MostAfterSet(account))
            {
                DropLast(_ofMultilateral[account]!, dropped);
                any = true;
            }
        }

        return any;
    }

    // No payment stands in two lists of which both can be broken.
    private void DropLast(List<int> places, bool[] dropped)
    {
        int last = places[^1];
        places.RemoveAt(places.Count - 1);
        dropped[last] = true;
        Add(_items[last], -1);
    }

    private void Add(in WaitingPayment item, int sign)
    {
        BilateralFlows flows = _positions.Flows;
        int pair = flows.Count == 0 ? -1 : flows.Find(item.From, item.To);
        if (pair >= 0)
        {
            _pairFlow[pair] += sign * item.AmountMinor;
        }

        pair = flows.Count == 0 ? -1 : flows.Find(item.To, item.From);
        if (pair >= 0)
        {
            _pairFlow[pair] -= sign * item.AmountMinor;
        }

        if (_positions.Multilateral.AreKept)
        {
            _positions.Multilateral.AddTo(_multilateralFlow, item.From, item.To, sign * item.AmountMinor);
        }
    }
}
