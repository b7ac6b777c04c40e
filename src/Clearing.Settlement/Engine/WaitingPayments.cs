namespace Clearing.Settlement.Engine;

/// <summary>The queue of a system: of each payer a lane for each priority. Lanes are made when first needed.</summary>
internal sealed class WaitingPayments
{
    public const int Priorities = 3;

    private readonly Lane?[] _lanes;
    private readonly int[] _countByPayer;

    // Per payer a bit for each priority that something waits in.
    private readonly byte[] _used;
    private readonly bool _indexed;

    public WaitingPayments(int accounts, bool indexed)
    {
        _lanes = new Lane?[accounts * Priorities];
        _countByPayer = new int[accounts];
        _used = new byte[accounts];
        _indexed = indexed;
    }

    private long _newestEntry = -1;

    public int Count { get; private set; }

    public int CountOf(int payer) => _countByPayer[payer];

    public void Add(in WaitingPayment payment)
    {
        int index = (payment.From * Priorities) + (int)payment.Priority;
        Lane lane = _lanes[index] ??= new Lane(_indexed);
        lane.Add(payment);
        _used[payment.From] |= (byte)(1 << (int)payment.Priority);
        _newestEntry = Math.Max(_newestEntry, payment.Entry);
        _countByPayer[payment.From]++;
        Count++;
    }

    public Lane LaneOf(int payer, int priority) => _lanes[(payer * Priorities) + priority]!;

    public bool HasAny(int payer, int priority) => (_used[payer] & (1 << priority)) != 0;

    /// <summary>True when nothing of its payer stands before this payment, which is not in the queue.</summary>
    public bool IsFirst(in WaitingPayment payment)
    {
        int used = _used[payment.From];
        int own = 1 << (int)payment.Priority;
        if ((used & (own - 1)) != 0)
        {
            return false;
        }

        // A payment that has just been received stands behind all of its priority; one that wakes may not.
        return (used & own) == 0 || (payment.Entry < _newestEntry && payment.Rank < FirstRank(payment));
    }

    public void RemoveAt(int payer, int priority, int slot)
    {
        Lane lane = LaneOf(payer, priority);
        lane.RemoveAt(slot);
        Emptied(payer, priority, lane);
        _countByPayer[payer]--;
        Count--;
    }

    /// <summary>Removes exactly this payment, which waits. Removing in order costs no search.</summary>
    public void Remove(in WaitingPayment payment)
    {
        Lane lane = LaneOf(payment.From, (int)payment.Priority);
        int first = lane.First;
        RemoveAt(
            payment.From, (int)payment.Priority, lane[first].Entry == payment.Entry ? first : lane.Find(payment.Entry));
    }

    /// <summary>Removes a payer's first payments, by (priority, entry).</summary>
    public void RemoveFirst(int payer, int count)
    {
        Count -= count;
        _countByPayer[payer] -= count;
        for (int priority = 0; count > 0; priority++)
        {
            if (HasAny(payer, priority))
            {
                Lane lane = LaneOf(payer, priority);
                int some = Math.Min(count, lane.Count);
                lane.RemoveFirst(some);
                Emptied(payer, priority, lane);
                count -= some;
            }
        }
    }

    /// <summary>Finds a payment of a payer by its index; a linear search, for orders of people.</summary>
    public bool TryFind(int payer, int payment, out WaitingPayment found)
    {
        for (int priority = 0; priority < Priorities; priority++)
        {
            if (HasAny(payer, priority))
            {
                Lane lane = LaneOf(payer, priority);
                int slot = lane.FindPayment(payment);
                if (slot >= 0)
                {
                    found = lane[slot];
                    return true;
                }
            }
        }

        found = default;
        return false;
    }

    /// <summary>Copies a payer's payments by (priority, entry); returns how many.</summary>
    public int CopyTo(int payer, Span<WaitingPayment> target)
    {
        int n = 0;
        for (int priority = 0; priority < Priorities; priority++)
        {
            if (HasAny(payer, priority))
            {
                n += LaneOf(payer, priority).CopyTo(target[n..]);
            }
        }

        return n;
    }

    /// <summary>Copies all payments, payer by payer, each by (priority, entry).</summary>
    public void CopyAllTo(Span<WaitingPayment> target)
    {
        int n = 0;
        for (int payer = 0; payer < _countByPayer.Length; payer++)
        {
            if (_countByPayer[payer] > 0)
            {
                n += CopyTo(payer, target[n..]);
            }
        }
    }

    private ulong FirstRank(in WaitingPayment payment)
    {
        Lane lane = LaneOf(payment.From, (int)payment.Priority);
        return lane[lane.First].Rank;
    }

    private void Emptied(int payer, int priority, Lane lane)
    {
        if (lane.Count == 0)
        {
            _used[payer] = (byte)(_used[payer] & ~(1 << priority));
        }
    }
}
