namespace Clearing.Settlement.Engine;

/// <summary>
/// Whether any of the waiting payments, in whatever order, could go together. Payments that all the money in sight
/// could not cover are put aside first, which mostly settles it; of what is left a set is built by taking away what
/// hurts most and adding back what fits, and few enough payments are gone through one set after another.
/// </summary>
internal sealed class DeadlockSearch(Positions positions)
{
    private const int ExactAtMost = 20;
    private const int GreedyAtMost = 2_000;

    private readonly SetTrial _trial = new(positions);

    /// <summary>
    /// True when there is such a set. False is certain when at most 20 payments come into question, else it says that
    /// none was found.
    /// </summary>
    public bool Exists(ReadOnlySpan<WaitingPayment> waiting)
    {
        List<WaitingPayment> items = Coverable(waiting);
        if (items.Count is 0 or > GreedyAtMost)
        {
            return false;
        }

        return ExistsGreedily(items) || (items.Count <= ExactAtMost && ExistsExactly(items));
    }

    // What is left when nothing more can be ruled out for want of money or room.
    private List<WaitingPayment> Coverable(ReadOnlySpan<WaitingPayment> waiting)
    {
        var incoming = new Int128[positions.Count];
        var outgoing = new Int128[positions.Count];
        List<WaitingPayment> items = [];
        foreach (ref readonly WaitingPayment item in waiting)
        {
            if (!item.IsHeld && positions[item.From].IsReady && positions[item.To].IsReady)
            {
                items.Add(item);
                outgoing[item.From] += item.AmountMinor;
                incoming[item.To] += item.AmountMinor;
            }
        }

        for (int before = items.Count + 1; items.Count < before;)
        {
            before = items.Count;
            items.RemoveAll(item =>
            {
                bool isCovered = item.AmountMinor <= incoming[item.From] + Funds(item)
                    && item.AmountMinor <= outgoing[item.To] + Room(item.To);
                if (!isCovered)
                {
                    outgoing[item.From] -= item.AmountMinor;
                    incoming[item.To] -= item.AmountMinor;
                }

                return !isCovered;
            });
        }

        return items;
    }

    private Int128 Funds(in WaitingPayment item) =>
        (Int128)positions[item.From].PositionMinor - positions.LowestAfterSet(item.From, item.Class);

    private Int128 Room(int account) =>
        Int128.Max(0, (Int128)positions[account].CeilingMinor - positions[account].PositionMinor);

    private bool ExistsGreedily(List<WaitingPayment> items)
    {
        Start(items);
        var isIn = new bool[items.Count];
        Array.Fill(isIn, true);
        List<int> dropped = [];
        for (int worst = Worst(); worst >= 0; worst = Worst())
        {
            int at = MostHurtful(items, isIn, worst);
            if (at < 0)
            {
                return false;
            }

            isIn[at] = false;
            dropped.Add(at);
            _trial.Remove(items[at]);
        }

        int kept = items.Count - dropped.Count;
        foreach (int at in dropped)
        {
            _trial.Add(items[at]);
            if (_trial.Holds)
            {
                kept++;
            }
            else
            {
                _trial.Remove(items[at]);
            }
        }

        return kept > 0;
    }

    private void Start(List<WaitingPayment> items)
    {
        _trial.Clear();
        foreach (WaitingPayment item in items)
        {
            _trial.Add(item);
        }
    }

    // The account that is beyond its bounds by most, the first of them; or -1.
    private int Worst()
    {
        if (_trial.Holds)
        {
            return -1;
        }

        int worst = -1;
        Int128 most = -1;
        foreach (int account in _trial.Touched)
        {
            Int128 by = Int128.Max(0, Int128.Max(_trial.Lack(account), _trial.Excess(account)));
            if (_trial.Violates(account) && by > most)
            {
                (worst, most) = (account, by);
            }
        }

        return worst;
    }

    // Of an account that is too low, or over a limit, its greatest payment; of one that is too high the greatest to it.
    private int MostHurtful(List<WaitingPayment> items, bool[] isIn, int account)
    {
        bool pays = _trial.Lack(account) > 0 || _trial.IsOverLimit(account);
        int most = -1;
        for (int i = 0; i < items.Count; i++)
        {
            if (isIn[i] && (pays ? items[i].From : items[i].To) == account
                && (most < 0 || items[i].AmountMinor > items[most].AmountMinor))
            {
                most = i;
            }
        }

        return most;
    }

    // All sets, each from the one before by adding or taking away a single payment.
    private bool ExistsExactly(List<WaitingPayment> items)
    {
        _trial.Clear();
        uint set = 0;
        for (uint step = 1; step < 1u << items.Count; step++)
        {
            int at = System.Numerics.BitOperations.TrailingZeroCount(step);
            set ^= 1u << at;
            if ((set >> at & 1) != 0)
            {
                _trial.Add(items[at]);
            }
            else
            {
                _trial.Remove(items[at]);
            }

            if (_trial.Holds)
            {
                return true;
            }
        }

        return false;
    }
}
