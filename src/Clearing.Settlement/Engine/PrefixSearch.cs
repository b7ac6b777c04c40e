using System.Numerics;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The mechanism <c>partial</c>: of every payer a prefix of its waiting payments, such that all bounds and limits hold
/// after all have moved. Starts from everything and drops, always from the first violator by account; without
/// ceilings that leaves the greatest such set, whatever the order (Bech and Soramäki 2001). Linear in what waits.
/// </summary>
internal sealed class PrefixSearch
{
    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly int[] _start;
    private readonly int[] _kept;
    private readonly long[] _after;
    private readonly long[] _low;
    private readonly long[] _high;
    private readonly int[] _brokenPairs;
    private readonly ulong[] _violators;
    private readonly IncomingPayments _incoming = new();
    private readonly long[] _multilateralAfter;
    private int _firstWord;
    private long[] _flowAfter = [];
    private WaitingPayment[] _items = [];
    private bool _hasIncoming;

    public PrefixSearch(Positions positions, WaitingPayments waiting)
    {
        _positions = positions;
        _waiting = waiting;
        int n = positions.Count;
        _start = new int[n + 1];
        _kept = new int[n];
        _after = new long[n];
        _low = new long[n];
        _high = new long[n];
        _brokenPairs = new int[n];
        _multilateralAfter = new long[n];
        _violators = new ulong[(n + 63) / 64];
    }

    /// <summary>The set, of these classes; empty when there is none. Valid until the next call.</summary>
    public ReadOnlySpan<WaitingPayment> Find(int classes)
    {
        IncludeAll(classes);
        while (TryFirstViolator(out int account))
        {
            Correct(account);
        }

        int n = 0;
        for (int payer = 0; payer < _kept.Length; payer++)
        {
            if (n < _start[payer])
            {
                _items.AsSpan(_start[payer], _kept[payer]).CopyTo(_items.AsSpan(n));
            }

            n += _kept[payer];
        }

        return _items.AsSpan(0, n);
    }

    private void IncludeAll(int classes)
    {
        int total = _waiting.Count;
        if (_items.Length < total)
        {
            _items = new WaitingPayment[Math.Max(total, 2 * _items.Length)];
        }

        for (int payer = 0; payer < _kept.Length; payer++)
        {
            _kept[payer] = _waiting.CountOf(payer) == 0 || !_positions[payer].IsReady
                ? 0
                : _waiting.CopyOfferedTo(payer, _items.AsSpan(_start[payer]), classes);
            _start[payer + 1] = _start[payer] + _kept[payer];
            ref Positions.State state = ref _positions[payer];
            _after[payer] = state.PositionMinor;
            _low[payer] = LowestAfter(payer);
            _high[payer] = Math.Max(state.CeilingMinor, state.PositionMinor);
            _brokenPairs[payer] = 0;
        }

        total = _start[^1];
        foreach (ref readonly WaitingPayment item in _items.AsSpan(0, total))
        {
            _after[item.From] -= item.AmountMinor;
            _after[item.To] += item.AmountMinor;
        }

        _hasIncoming = false;
        IncludeFlows(total);
        Array.Clear(_violators);
        _firstWord = _violators.Length;
        for (int account = 0; account < _kept.Length; account++)
        {
            Judge(account);
        }
    }

    // Of what is left: it falls with the class of the last payment.
    private long LowestAfter(int payer) => _positions.LowestAfterSet(
        payer, _kept[payer] == 0 ? 0 : _items[_start[payer] + _kept[payer] - 1].Class);

    private void IncludeFlows(int total)
    {
        BilateralFlows flows = _positions.Flows;
        if (!_positions.KeepsFlows)
        {
            return;
        }

        if (_flowAfter.Length < flows.Count)
        {
            _flowAfter = new long[flows.Count];
        }

        for (int pair = 0; pair < flows.Count; pair++)
        {
            _flowAfter[pair] = flows[pair].FlowMinor;
        }

        _positions.Multilateral.CopyTo(_multilateralAfter);
        foreach (ref readonly WaitingPayment item in _items.AsSpan(0, total))
        {
            AddFlows(item, item.AmountMinor);
        }
    }

    private void AddFlows(in WaitingPayment item, long amount)
    {
        if (!_positions.IsLimited(item))
        {
            return;
        }

        if (_positions.Flows.Count > 0)
        {
            AddFlow(item.From, item.To, amount);
            AddFlow(item.To, item.From, -amount);
        }

        if (_positions.Multilateral.AreKept)
        {
            _positions.Multilateral.AddTo(_multilateralAfter, item.From, item.To, amount);
        }
    }

    private void AddFlow(int from, int to, long amount)
    {
        int pair = _positions.Flows.Find(from, to);
        if (pair < 0)
        {
            return;
        }

        bool was = IsBroken(pair);
        _flowAfter[pair] += amount;
        bool isNow = IsBroken(pair);
        if (was != isNow)
        {
            _brokenPairs[from] += isNow ? 1 : -1;
        }
    }

    private bool IsBroken(int pair)
    {
        ref BilateralFlows.Pair p = ref _positions.Flows[pair];
        return _flowAfter[pair] > Math.Max(p.LimitMinor, p.FlowMinor);
    }

    private bool IsMultilateralBroken(int account) => _positions.Multilateral.AreKept && _positions.KeepsFlows
        && _multilateralAfter[account] > _positions.Multilateral.MostAfterSet(account);

    private void Judge(int account)
    {
        bool violates = _after[account] < _low[account] || _after[account] > _high[account]
            || _brokenPairs[account] > 0 || IsMultilateralBroken(account);
        int word = account >> 6;
        ulong bit = 1UL << (account & 63);
        if (violates)
        {
            _violators[word] |= bit;
            _firstWord = Math.Min(_firstWord, word);
        }
        else
        {
            _violators[word] &= ~bit;
        }
    }

    private bool TryFirstViolator(out int account)
    {
        for (; _firstWord < _violators.Length; _firstWord++)
        {
            if (_violators[_firstWord] != 0)
            {
                account = (_firstWord << 6) + BitOperations.TrailingZeroCount(_violators[_firstWord]);
                return true;
            }
        }

        account = -1;
        return false;
    }

    private void Correct(int account)
    {
        if (_after[account] < _low[account])
        {
            DropLast(account);
        }
        else if (_brokenPairs[account] > 0)
        {
            int payee = FirstBrokenPayee(account);
            for (bool found = false; !found;)
            {
                WaitingPayment dropped = DropLast(account);
                found = dropped.To == payee && _positions.IsLimited(dropped);
            }
        }
        else if (IsMultilateralBroken(account))
        {
            for (bool found = false; !found;)
            {
                WaitingPayment dropped = DropLast(account);
                found = _positions.IsLimited(dropped) && _positions.Multilateral.Counts(account, dropped.To);
            }
        }
        else
        {
            WaitingPayment last = LastIncoming(account);
            while (DropLast(last.From).Entry != last.Entry)
            {
            }
        }
    }

    private int FirstBrokenPayee(int account)
    {
        foreach (int pair in _positions.Flows.OfPayer(account))
        {
            if (IsBroken(pair))
            {
                return _positions.Flows[pair].To;
            }
        }

        throw new InvalidOperationException("A broken pair is counted that is not there.");
    }

    private WaitingPayment DropLast(int payer)
    {
        _kept[payer]--;
        WaitingPayment item = _items[_start[payer] + _kept[payer]];
        _after[payer] += item.AmountMinor;
        _after[item.To] -= item.AmountMinor;
        if (_positions.KeepsFlows)
        {
            AddFlows(item, -item.AmountMinor);
        }

        if (_positions.Reserves.AreKept)
        {
            _low[payer] = LowestAfter(payer);
        }

        Judge(payer);
        Judge(item.To);
        return item;
    }

    private WaitingPayment LastIncoming(int payee)
    {
        if (!_hasIncoming)
        {
            _incoming.Build(_items.AsSpan(0, _start[^1]), _after.Length);
            _hasIncoming = true;
        }

        while (true)
        {
            int at = _incoming.Last(payee);
            int payer = _items[at].From;
            if (at - _start[payer] < _kept[payer])
            {
                return _items[at];
            }

            _incoming.DropLast(payee);
        }
    }
}
