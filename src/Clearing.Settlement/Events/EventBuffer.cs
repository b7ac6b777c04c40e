namespace Clearing.Settlement.Events;

/// <summary>
/// The caller's growing buffer of events; cleared and used again, so that a steady state allocates nothing.
/// </summary>
public sealed class EventBuffer
{
    private SettlementEvent[] _items;
    private int _count;

    public EventBuffer(int capacity = 1024) => _items = new SettlementEvent[capacity];

    public int Count => _count;

    public ReadOnlySpan<SettlementEvent> Events => _items.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(in SettlementEvent item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
        }

        _items[_count++] = item;
    }
}
