namespace Clearing.Grains.Switching;

/// <summary>
/// Messages that leave later than they fall due, in the order (time, payment). What comes in bulk before the first
/// is taken is sorted once; what comes window by window goes through a heap.
/// </summary>
internal sealed class LateOrders
{
    private readonly record struct Entry(long Time, int Payment, ulong Arrangements) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            int byTime = Time.CompareTo(other.Time);
            return byTime != 0 ? byTime : Payment.CompareTo(other.Payment);
        }
    }

    private readonly List<Entry> _run = [];
    private readonly PriorityQueue<Entry, Entry> _heap = new();
    private int _next;
    private bool _isSorted;

    /// <summary>Time of the next message; <see cref="long.MaxValue"/> = none.</summary>
    public long NextTime
    {
        get
        {
            Sort();
            long run = _next < _run.Count ? _run[_next].Time : long.MaxValue;
            return _heap.TryPeek(out Entry entry, out _) ? Math.Min(run, entry.Time) : run;
        }
    }

    public void Add(long time, int payment, ulong systems)
    {
        Entry entry = new(time, payment, systems);
        if (_isSorted)
        {
            _heap.Enqueue(entry, entry);
        }
        else
        {
            _run.Add(entry);
        }
    }

    /// <summary>True when the next message comes before (time, payment).</summary>
    public bool IsBefore(long time, int payment)
    {
        Sort();
        return (_next < _run.Count && IsBefore(_run[_next], time, payment))
            || (_heap.TryPeek(out Entry entry, out _) && IsBefore(entry, time, payment));
    }

    public (int Payment, ulong Arrangements) Take()
    {
        Sort();
        bool fromHeap = _heap.TryPeek(out Entry entry, out _)
            && (_next == _run.Count || entry.CompareTo(_run[_next]) < 0);
        Entry taken = fromHeap ? _heap.Dequeue() : _run[_next++];
        return (taken.Payment, taken.Arrangements);
    }

    private static bool IsBefore(in Entry entry, long time, int payment) =>
        entry.Time < time || (entry.Time == time && entry.Payment < payment);

    private void Sort()
    {
        if (!_isSorted)
        {
            _run.Sort();
            _isSorted = true;
        }
    }
}
