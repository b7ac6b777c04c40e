using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The mechanism <c>bilateral</c>: for each pair of accounts with payments both ways, the prefix rule on the two
/// lists; a set counts only if something goes each way.
/// </summary>
internal sealed class BilateralSearch(Positions positions, WaitingPayments waiting, SetRelease sets)
{
    private readonly Dictionary<(int Low, int High), int> _ways = [];
    private readonly List<WaitingPayment> _offsetting = [];
    private readonly List<WaitingPayment> _forth = [];
    private readonly List<WaitingPayment> _back = [];
    private WaitingPayment[] _items = [];

    /// <summary>Looks at all pairs, in order, and releases; returns how many payments went.</summary>
    public int Run(int mechanism)
    {
        CollectOffsetting();
        int released = 0;
        for (int i = 0; i < _offsetting.Count;)
        {
            (int low, int high) = PairOf(_offsetting[i]);
            _forth.Clear();
            _back.Clear();
            for (; i < _offsetting.Count && PairOf(_offsetting[i]) == (low, high); i++)
            {
                (_offsetting[i].From == low ? _forth : _back).Add(_offsetting[i]);
            }

            released += ReleasePair(low, high, mechanism);
        }

        return released;
    }

    /// <summary>Looks at one pair only.</summary>
    public int RunPair(int one, int other, int mechanism)
    {
        (int low, int high) = one < other ? (one, other) : (other, one);
        CollectPair(low, high, _forth);
        CollectPair(high, low, _back);
        return ReleasePair(low, high, mechanism);
    }

    private static (int Low, int High) PairOf(in WaitingPayment payment) =>
        payment.From < payment.To ? (payment.From, payment.To) : (payment.To, payment.From);

    private Span<WaitingPayment> Items(int count)
    {
        if (_items.Length < count)
        {
            _items = new WaitingPayment[Math.Max(count, 2 * _items.Length)];
        }

        return _items.AsSpan(0, count);
    }

    private void CollectOffsetting()
    {
        const int BothWays = 3;
        Span<WaitingPayment> items = Items(waiting.Count);
        waiting.CopyAllTo(items);
        _ways.Clear();
        foreach (ref readonly WaitingPayment item in items)
        {
            (int, int) pair = PairOf(item);
            _ways[pair] = _ways.GetValueOrDefault(pair) | (item.From < item.To ? 1 : 2);
        }

        _offsetting.Clear();
        foreach (ref readonly WaitingPayment item in items)
        {
            if (_ways[PairOf(item)] == BothWays)
            {
                _offsetting.Add(item);
            }
        }

        _offsetting.Sort(static (x, y) =>
        {
            int byPair = PairOf(x).CompareTo(PairOf(y));
            return byPair != 0 ? byPair : x.Rank.CompareTo(y.Rank);
        });
    }

    private void CollectPair(int from, int to, List<WaitingPayment> list)
    {
        list.Clear();
        Span<WaitingPayment> items = Items(waiting.CountOf(from));
        waiting.CopyTo(from, items);
        foreach (ref readonly WaitingPayment item in items)
        {
            if (item.To == to)
            {
                list.Add(item);
            }
        }
    }

    private int ReleasePair(int low, int high, int mechanism)
    {
        if (!positions[low].IsReady || !positions[high].IsReady)
        {
            return 0;
        }

        long net = 0;
        foreach (WaitingPayment item in _forth)
        {
            net += item.AmountMinor;
        }

        foreach (WaitingPayment item in _back)
        {
            net -= item.AmountMinor;
        }

        // The net that would flow from low to high; what each of the two can bear of it, either way.
        (long mostForth, long mostBack) = (Bearable(low, high), Bearable(high, low));
        while (_forth.Count > 0 && _back.Count > 0 && (net > mostForth || -net > mostBack))
        {
            net += net > mostForth ? -DropLast(_forth) : DropLast(_back);
        }

        if (_forth.Count == 0 || _back.Count == 0)
        {
            return 0;
        }

        _forth.AddRange(_back);
        sets.Release(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_forth), mechanism, Route.Bilateral);
        return _forth.Count;
    }

    // A set must leave nobody worse than the worse of its bound and what it was: never less than zero.
    private long Bearable(int payer, int payee)
    {
        long most = Math.Min(Math.Max(0, positions[payer].FundsMinor), Math.Max(0, positions[payee].RoomMinor));
        int pair = positions.Flows.Find(payer, payee);
        return pair < 0 ? most : Math.Min(most, Math.Max(0, positions.Flows[pair].RoomMinor));
    }

    private static long DropLast(List<WaitingPayment> list)
    {
        long amount = list[^1].AmountMinor;
        list.RemoveAt(list.Count - 1);
        return amount;
    }
}
