namespace Clearing.Settlement.Engine;

/// <summary>
/// The waiting payments of one payer in one priority, in order of entry. Slots are never moved by a removal, only
/// emptied; a two-level index of the smallest amounts answers "the first that is at most x" in three short scans
/// however many wait (bypass FIFO must not rescan its queue at every credit).
/// </summary>
internal sealed class Lane
{
    private const int Block = 64;
    private const int SuperBlock = Block * Block;

    private readonly bool _indexed;
    private WaitingPayment[] _slots = new WaitingPayment[8];

    // What the index sees of a slot: its amount, or long.MaxValue when it is empty or parked.
    private long[] _fit = [];
    private long[] _blockMin = [];
    private long[] _superMin = [];

    // An emptied slot keeps its entry (the slots stay sorted) and is marked here.
    private bool[] _empty = new bool[8];
    private int _head;
    private int _tail;

    public Lane(bool indexed)
    {
        _indexed = indexed;
        if (indexed)
        {
            _fit = new long[8];
            Reindex();
        }
    }

    public int Count { get; private set; }

    /// <summary>First slot that holds a payment; call only when <see cref="Count"/> is not zero.</summary>
    public int First => _head;

    public ref readonly WaitingPayment this[int slot] => ref _slots[slot];

    /// <summary>Adds a payment at its place by entry; nearly always the end.</summary>
    public void Add(in WaitingPayment payment)
    {
        if (_tail == _slots.Length)
        {
            MakeRoom();
        }

        if (_tail > _head && _slots[_tail - 1].Entry > payment.Entry)
        {
            Insert(payment);
            return;
        }

        _slots[_tail] = payment;
        _empty[_tail] = false;
        Count++;
        if (_indexed)
        {
            Lower(_tail, payment.AmountMinor);
        }

        _tail++;
    }

    public void RemoveAt(int slot)
    {
        _empty[slot] = true;
        Count--;
        if (_indexed)
        {
            Raise(slot);
        }

        if (Count == 0)
        {
            _head = _tail = 0;
            return;
        }

        while (_empty[_head])
        {
            _head++;
        }
    }

    /// <summary>Removes the first <paramref name="count"/> payments.</summary>
    public void RemoveFirst(int count)
    {
        for (; count > 0; count--)
        {
            RemoveAt(_head);
        }
    }

    /// <summary>
    /// The slot of the payment that entered as this, or -1. One that left and came back (its priority changed twice)
    /// stands behind its emptied slots, so the last of equal entries is looked at.
    /// </summary>
    public int Find(long entry)
    {
        int low = _head, high = _tail - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (_slots[middle].Entry <= entry)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high >= _head && _slots[high].Entry == entry && !_empty[high] ? high : -1;
    }

    /// <summary>First slot that holds a payment which entered later than this; -1 = none.</summary>
    public int FirstAfter(long entry)
    {
        int low = _head, high = _tail;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_slots[middle].Entry <= entry)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Next(low - 1);
    }

    /// <summary>The next slot behind this one that holds a payment; -1 = none.</summary>
    public int Next(int slot)
    {
        do
        {
            slot++;
        }
        while (slot < _tail && _empty[slot]);
        return slot < _tail ? slot : -1;
    }

    /// <summary>The slot of a payment by its index, or -1; a linear search, for orders of people.</summary>
    public int FindPayment(int payment)
    {
        for (int slot = _head; slot < _tail; slot++)
        {
            if (_slots[slot].Payment == payment && !_empty[slot])
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>First slot, neither empty nor parked, whose amount is at most this; -1 when there is none.</summary>
    public int FirstThatFits(long amount)
    {
        // A payer without a floor has long.MaxValue to spend, which is what hides a slot.
        amount = Math.Min(amount, long.MaxValue - 1);
        if (Count == 0 || amount <= 0)
        {
            return -1;
        }

        int super = _superMin.AsSpan().IndexOfAnyInRange(0, amount);
        if (super < 0)
        {
            return -1;
        }

        int from = super * Block;
        int length = Math.Min(Block, _blockMin.Length - from);
        int block = from + _blockMin.AsSpan(from, length).IndexOfAnyInRange(0, amount);
        from = block * Block;
        length = Math.Min(Block, _fit.Length - from);
        return from + _fit.AsSpan(from, length).IndexOfAnyInRange(0, amount);
    }

    /// <summary>Hides a payment that something other than its payer's funds holds back.</summary>
    public void Park(int slot) => Raise(slot);

    public void Unpark(int slot) => Lower(slot, _slots[slot].AmountMinor);

    /// <summary>Copies the payments in order; returns how many.</summary>
    public int CopyTo(Span<WaitingPayment> target)
    {
        if (Count == _tail - _head)
        {
            _slots.AsSpan(_head, Count).CopyTo(target);
            return Count;
        }

        int n = 0;
        for (int slot = _head; slot < _tail; slot++)
        {
            if (!_empty[slot])
            {
                target[n++] = _slots[slot];
            }
        }

        return n;
    }

    private void Lower(int slot, long amount)
    {
        _fit[slot] = amount;
        ref long block = ref _blockMin[slot / Block];
        block = Math.Min(block, amount);
        ref long super = ref _superMin[slot / SuperBlock];
        super = Math.Min(super, amount);
    }

    private void Raise(int slot)
    {
        long old = _fit[slot];
        _fit[slot] = long.MaxValue;
        int block = slot / Block;
        if (old != _blockMin[block])
        {
            return;
        }

        _blockMin[block] = Min(_fit, block * Block);
        int super = slot / SuperBlock;
        if (old == _superMin[super])
        {
            _superMin[super] = Min(_blockMin, super * Block);
        }
    }

    private static long Min(long[] values, int from)
    {
        long min = long.MaxValue;
        foreach (long value in values.AsSpan(from, Math.Min(Block, values.Length - from)))
        {
            min = Math.Min(min, value);
        }

        return min;
    }

    private void Insert(in WaitingPayment payment)
    {
        int at = _tail;
        while (at > _head && _slots[at - 1].Entry > payment.Entry)
        {
            at--;
        }

        Array.Copy(_slots, at, _slots, at + 1, _tail - at);
        Array.Copy(_empty, at, _empty, at + 1, _tail - at);
        _slots[at] = payment;
        _empty[at] = false;
        _tail++;
        Count++;
        if (_indexed)
        {
            Array.Copy(_fit, at, _fit, at + 1, _tail - 1 - at);
            _fit[at] = payment.AmountMinor;
            Reindex();
        }
    }

    // Squeezes the empty slots out; doubles first when they are the smaller part: constant cost a payment over time.
    private void MakeRoom()
    {
        if (Count > _slots.Length / 2)
        {
            int size = _slots.Length * 2;
            Array.Resize(ref _slots, size);
            Array.Resize(ref _empty, size);
            if (_indexed)
            {
                Array.Resize(ref _fit, size);
            }
        }

        int n = 0;
        for (int slot = _head; slot < _tail; slot++)
        {
            if (_empty[slot])
            {
                continue;
            }

            _slots[n] = _slots[slot];
            _empty[n] = false;
            if (_indexed)
            {
                _fit[n] = _fit[slot];
            }

            n++;
        }

        _head = 0;
        _tail = n;
        if (_indexed)
        {
            Reindex();
        }
    }

    private void Reindex()
    {
        _fit.AsSpan(_tail).Fill(long.MaxValue);
        int blocks = (_fit.Length + Block - 1) / Block;
        if (_blockMin.Length != blocks)
        {
            _blockMin = new long[blocks];
            _superMin = new long[(blocks + Block - 1) / Block];
        }

        for (int block = 0; block < blocks; block++)
        {
            _blockMin[block] = Min(_fit, block * Block);
        }

        for (int super = 0; super < _superMin.Length; super++)
        {
            _superMin[super] = Min(_blockMin, super * Block);
        }
    }
}
