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

    /// <summary>
    /// Looks at all pairs, in order, in these classes, and releases; returns how many payments went.
    /// </summary>
    public int Run(int mechanism, int classes, Route route)
    {
        CollectOffsetting(classes);
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

            released += ReleasePair(low, high, mechanism, route);
        }

        return released;
    }

    /// <summary>Looks at one pair only.</summary>
    public int RunPair(int one, int other, int mechanism, int classes)
    {
        (int low, int high) = one < other ? (one, other) : (other, one);
        CollectPair(low, high, classes, _forth);
        CollectPair(high, low, classes, _back);
        return ReleasePair(low, high, mechanism, Route.Bilateral);
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

    private void CollectOffsetting(int classes)
    {
        const int BothWays = 3;
        Span<WaitingPayment> items = Items(waiting.Count);
        items = items[..waiting.CopyAllOfferedTo(items, classes)];
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

    private void CollectPair(int from, int to, int classes, List<WaitingPayment> list)
    {
        list.Clear();
        Span<WaitingPayment> items = Items(waiting.CountOf(from));
        items = items[..waiting.CopyOfferedTo(from, items, classes)];
        foreach (ref readonly WaitingPayment item in items)
        {
            if (item.To == to)
            {
                list.Add(item);
            }
        }
    }

    private int ReleasePair(int low, int high, int mechanism, Route route)
    {
        if (!positions[low].IsReady || !positions[high].IsReady)
        {
            return 0;
        }

        Side forth = new(low, high, _forth), back = new(high, low, _back);
        (long net, long limited) = (NetOf(_forth, false) - NetOf(_back, false), 0);
        if (positions.KeepsFlows)
        {
            limited = NetOf(_forth, true) - NetOf(_back, true);
        }

        while (_forth.Count > 0 && _back.Count > 0)
        {
            Side? dropping = FirstBroken(forth, back, net, limited, out bool byLimit);
            if (dropping is not { } side)
            {
                break;
            }

            int sign = side.Payer == low ? 1 : -1;
            (long all, long ofLimited) = DropLast(side.Payments, byLimit);
            net -= sign * all;
            limited -= sign * ofLimited;
        }

        if (_forth.Count == 0 || _back.Count == 0 || !HoldsMultilateral(low, high, limited))
        {
            return 0;
        }

        _forth.AddRange(_back);
        sets.Release(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_forth), mechanism, route);
        return _forth.Count;
    }

    private long NetOf(List<WaitingPayment> payments, bool onlyLimited)
    {
        long sum = 0;
        foreach (WaitingPayment payment in payments)
        {
            sum += !onlyLimited || positions.IsLimited(payment) ? payment.AmountMinor : 0;
        }

        return sum;
    }

    // The side whose last payment the prefix rule drops next: what the lower account violates comes first, and of that
    // its position too low, its limit, its position too high.
    private Side? FirstBroken(in Side forth, in Side back, long net, long limited, out bool byLimit)
    {
        byLimit = false;
        if (net > Funds(forth))
        {
            return forth;
        }

        byLimit = limited > LimitRoom(forth);
        if (byLimit)
        {
            return forth;
        }

        if (-net > Room(forth.Payer) || -net > Funds(back))
        {
            return back;
        }

        byLimit = -limited > LimitRoom(back);
        if (byLimit)
        {
            return back;
        }

        return net > Room(back.Payer) ? forth : null;
    }

    // What each can bear: a set must leave nobody worse than the worse of its bound and what it was, never less than 0.
    private long Funds(in Side side) => Math.Max(0, positions.FundsOf(side.Payer, side.Payments[^1].Class));

    private long Room(int account) => Math.Max(0, positions[account].RoomMinor);

    private long LimitRoom(in Side side)
    {
        int pair = !positions.KeepsFlows || positions.Flows.Count == 0
            ? -1
            : positions.Flows.Find(side.Payer, side.Payee);
        return pair < 0 ? long.MaxValue : Math.Max(0, positions.Flows[pair].RoomMinor);
    }

    private bool HoldsMultilateral(int low, int high, long limited)
    {
        MultilateralFlows multilateral = positions.Multilateral;
        return !positions.KeepsFlows || !multilateral.AreKept
            || ((!multilateral.Counts(low, high) || limited <= Math.Max(0, multilateral.RoomOf(low)))
                && (!multilateral.Counts(high, low) || -limited <= Math.Max(0, multilateral.RoomOf(high))));
    }

    // Drops the last payment, or all back to and with the last limited one.
    private (long All, long Limited) DropLast(List<WaitingPayment> list, bool toLimited)
    {
        (long all, long ofLimited) = (0, 0);
        do
        {
            WaitingPayment last = list[^1];
            list.RemoveAt(list.Count - 1);
            all += last.AmountMinor;
            ofLimited = positions.IsLimited(last) ? last.AmountMinor : 0;
        }
        while (toLimited && ofLimited == 0);

        return (all, ofLimited);
    }

    private readonly record struct Side(int Payer, int Payee, List<WaitingPayment> Payments);
}
