namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>What is to happen, by time and then by order of entry; a binary heap of small entries.</summary>
internal sealed class Agenda
{
    private Entry[] _heap = new Entry[1024];
    private long _entered;

    public int Count { get; private set; }

    public void Add(long timeUs, int what, int index)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        Entry entry = new(timeUs, _entered++, what, index);
        int at = Count++;
        while (at > 0 && entry.IsBefore(_heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    public Entry Take()
    {
        Entry first = _heap[0];
        Entry last = _heap[--Count];
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(last))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return first;
    }

    internal readonly record struct Entry(long TimeUs, long Order, int What, int Index)
    {
        public bool IsBefore(in Entry other) =>
            TimeUs != other.TimeUs ? TimeUs < other.TimeUs : Order < other.Order;
    }
}

/// <summary>Things on their way, by a number that can be used again.</summary>
internal sealed class Pool<T>
    where T : struct
{
    private readonly Stack<int> _free = [];
    private T[] _items = new T[1024];
    private int _used;

    public int Add(in T item)
    {
        if (!_free.TryPop(out int index))
        {
            index = _used++;
            if (index == _items.Length)
            {
                Array.Resize(ref _items, index * 2);
            }
        }

        _items[index] = item;
        return index;
    }

    public T Take(int index)
    {
        _free.Push(index);
        return _items[index];
    }
}
