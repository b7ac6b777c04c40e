using System.Numerics;
using System.Runtime.InteropServices;

namespace Clearing.Settlement.Engine;

/// <summary>The queue of a system: of each payer a lane for each class. Lanes are made when first needed.</summary>
internal sealed class WaitingPayments
{
    private readonly PaymentClasses _classes;
    private readonly int _width;
    private readonly Lane?[] _lanes;
    private readonly int[] _countByPayer;

    // Per payer a bit for each class that something waits in.
    private readonly ushort[] _used;
    private readonly bool _allVisible;
    private readonly bool _noneHidden;
    private readonly QueueTally[] _tallies;

    public WaitingPayments(int accounts, PaymentClasses classes)
    {
        _classes = classes;
        _width = classes.Count;
        _lanes = new Lane?[accounts * _width];
        _countByPayer = new int[accounts];
        _used = new ushort[accounts];
        _allVisible = (classes.Fifo | classes.Blocking | classes.Hidden) == 0;
        _noneHidden = classes.Hidden == 0;
        _tallies = new QueueTally[accounts];
    }

    private long _newestEntry = -1;

    private int _held;

    public int Count { get; private set; }

    public int CountOf(int payer) => _countByPayer[payer];

    /// <summary>What waits of an account, and for it.</summary>
    public QueueTally TallyOf(int account) => _tallies[account];

    public void Add(in WaitingPayment payment)
    {
        int own = payment.Class;
        Lane lane = _lanes[(payment.From * _width) + own] ??= new Lane(indexed: ((_classes.Fifo >> own) & 1) == 0);
        lane.Add(payment);
        _used[payment.From] |= (ushort)(1 << own);
        _newestEntry = Math.Max(_newestEntry, payment.Entry);
        _countByPayer[payment.From]++;
        _tallies[payment.From].Sent(payment.AmountMinor, 1);
        _tallies[payment.To].Received(payment.AmountMinor, 1);
        _held += payment.IsHeld ? 1 : 0;
        Count++;
    }

    public Lane LaneOf(int payer, int paymentClass) => _lanes[(payer * _width) + paymentClass]!;

    /// <summary>A bit for each class in which something of the payer waits.</summary>
    public int UsedBy(int payer) => _used[payer];

    public bool HasAny(int payer, int paymentClass) => (_used[payer] & (1 << paymentClass)) != 0;

    /// <summary>True when one-by-one release may look at a payment that is not in the queue yet.</summary>
    public bool IsVisible(in WaitingPayment payment) =>
        _allVisible || (_noneHidden && _used[payment.From] == 0) || IsFirstOrFree(payment);

    private bool IsFirstOrFree(in WaitingPayment payment)
    {
        int used = _used[payment.From];
        int own = 1 << payment.Class;
        if ((_classes.Hidden & own) != 0 || (used & (own - 1) & _classes.Blocking) != 0)
        {
            return false;
        }

        // A payment that has just been received stands behind all of its class; one that wakes may not.
        return (used & own & _classes.Fifo) == 0
            || (payment.Entry < _newestEntry && payment.Rank < FirstRank(payment));
    }

    public void RemoveAt(int payer, int paymentClass, int slot)
    {
        Lane lane = LaneOf(payer, paymentClass);
        ref readonly WaitingPayment payment = ref lane[slot];
        _held -= payment.IsHeld ? 1 : 0;
        _tallies[payer].Sent(payment.AmountMinor, -1);
        _tallies[payment.To].Received(payment.AmountMinor, -1);
        lane.RemoveAt(slot);
        Emptied(payer, paymentClass, lane);
        _countByPayer[payer]--;
        Count--;
    }

    /// <summary>Removes exactly this payment, which waits. Removing in order costs no search.</summary>
    public void Remove(in WaitingPayment payment)
    {
        Lane lane = LaneOf(payment.From, payment.Class);
        int first = lane.First;
        RemoveAt(payment.From, payment.Class, lane[first].Entry == payment.Entry ? first : lane.Find(payment.Entry));
    }

    /// <summary>Removes all that a payer has waiting.</summary>
    public void RemoveAllOf(int payer)
    {
        Count -= _countByPayer[payer];
        _countByPayer[payer] = 0;
        for (int used = _used[payer]; used != 0; used &= used - 1)
        {
            Lane lane = LaneOf(payer, BitOperations.TrailingZeroCount(used));
            for (int slot = lane.First; slot >= 0; slot = lane.Next(slot))
            {
                ref readonly WaitingPayment payment = ref lane[slot];
                _held -= payment.IsHeld ? 1 : 0;
                _tallies[payer].Sent(payment.AmountMinor, -1);
                _tallies[payment.To].Received(payment.AmountMinor, -1);
            }

            lane.RemoveFirst(lane.Count);
        }

        _used[payer] = 0;
    }

    /// <summary>Finds a payment of a payer by its index; a linear search, for orders of people.</summary>
    public bool TryFind(int payer, int payment, out WaitingPayment found)
    {
        for (int used = _used[payer]; used != 0; used &= used - 1)
        {
            Lane lane = LaneOf(payer, BitOperations.TrailingZeroCount(used));
            int slot = lane.FindPayment(payment);
            if (slot >= 0)
            {
                found = lane[slot];
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>Copies a payer's payments of these classes by (class, entry); returns how many.</summary>
    public int CopyTo(int payer, Span<WaitingPayment> target, int classes = ushort.MaxValue)
    {
        int n = 0;
        for (int used = _used[payer] & classes; used != 0; used &= used - 1)
        {
            n += LaneOf(payer, BitOperations.TrailingZeroCount(used)).CopyTo(target[n..]);
        }

        return n;
    }

    /// <summary>
    /// Copies all payments of these classes, payer by payer, each by (class, entry); returns how many.
    /// </summary>
    public int CopyAllTo(Span<WaitingPayment> target, int classes = ushort.MaxValue)
    {
        int n = 0;
        for (int payer = 0; payer < _countByPayer.Length; payer++)
        {
            if (_countByPayer[payer] > 0)
            {
                n += CopyTo(payer, target[n..], classes);
            }
        }

        return n;
    }

    /// <summary>
    /// Adds the next payments of a payer, or of all, by rank; what it costs depends on how many accounts there are and
    /// how many payments are added, not on how many wait.
    /// </summary>
    /// <param name="payer">Whose; -1 = everybody's.</param>
    /// <param name="from">Those of this rank and behind it.</param>
    /// <param name="most">So many.</param>
    /// <param name="to">To what they are added.</param>
    public void AddFrom(int payer, ulong from, int most, List<WaitingPayment> to)
    {
        (int begin, int end) = payer < 0 ? (0, _countByPayer.Length - 1) : (payer, payer);
        long entry = WaitingPayment.EntryOf(from) - 1;
        PriorityQueue<(Lane Lane, int Slot), long> next = new();
        for (int own = WaitingPayment.ClassOf(from); own < _width && most > 0; own++, entry = -1)
        {
            next.Clear();
            for (int account = begin; account <= end; account++)
            {
                Lane? lane = HasAny(account, own) ? LaneOf(account, own) : null;
                if (lane?.FirstAfter(entry) is >= 0 and int at)
                {
                    next.Enqueue((lane, at), lane[at].Entry);
                }
            }

            while (most > 0 && next.TryDequeue(out (Lane Lane, int Slot) first, out _))
            {
                to.Add(first.Lane[first.Slot]);
                most--;
                int slot = first.Lane.Next(first.Slot);
                if (slot >= 0)
                {
                    next.Enqueue((first.Lane, slot), first.Lane[slot].Entry);
                }
            }
        }
    }

    /// <summary>
    /// Copies, as <see cref="CopyTo"/>, what mechanisms look at: not held payments, which bring their payees nothing
    /// yet.
    /// </summary>
    public int CopyOfferedTo(int payer, Span<WaitingPayment> target, int classes) =>
        WithoutHeld(target[..CopyTo(payer, target, classes)]);

    /// <summary>Copies, as <see cref="CopyAllTo"/>, what mechanisms look at.</summary>
    public int CopyAllOfferedTo(Span<WaitingPayment> target, int classes) =>
        WithoutHeld(target[..CopyAllTo(target, classes)]);

    /// <summary>Moves what waits to other classes; where it was parked it no longer is.</summary>
    public void Promote(IReadOnlyList<int> to)
    {
        for (int payer = 0; payer < _countByPayer.Length; payer++)
        {
            if (_countByPayer[payer] > 0)
            {
                var payments = new WaitingPayment[_countByPayer[payer]];
                CopyTo(payer, payments);
                RemoveAllOf(payer);
                foreach (WaitingPayment payment in payments
                    .Select(p => p.With(p.Priority, PaymentClasses.Promoted(p.Class, to))).OrderBy(p => p.Rank))
                {
                    Add(payment);
                }
            }
        }
    }

    /// <summary>Its state: what waits, payer by payer, each by (class, entry); the lanes are filled again.</summary>
    public void Pass(ref StateOctets octets)
    {
        List<WaitingPayment> all = [];
        CollectionsMarshal.SetCount(all, Count);
        CopyAllTo(CollectionsMarshal.AsSpan(all));
        octets.Payments(all);
        (int From, ulong Rank)? before = null;
        foreach (WaitingPayment payment in octets.IsLoading ? all : [])
        {
            (int From, ulong Rank) place = (payment.From, payment.Rank);
            StateOctets.Need(before is null || place.CompareTo(before.Value) > 0, "a payment is not in its place");
            Add(payment);
            before = place;
        }
    }

    private int WithoutHeld(Span<WaitingPayment> items)
    {
        if (_held == 0)
        {
            return items.Length;
        }

        int n = 0;
        foreach (WaitingPayment item in items)
        {
            if (!item.IsHeld)
            {
                items[n++] = item;
            }
        }

        return n;
    }

    private ulong FirstRank(in WaitingPayment payment)
    {
        Lane lane = LaneOf(payment.From, payment.Class);
        return lane[lane.First].Rank;
    }

    private void Emptied(int payer, int paymentClass, Lane lane)
    {
        if (lane.Count == 0)
        {
            _used[payer] = (ushort)(_used[payer] & ~(1 << paymentClass));
        }
    }
}
