namespace Clearing.Messages.Switching;

/// <summary>
/// Remembers the last keys it was shown, up to a fixed number: what both ends of the network de-duplicate with, by MIR
/// or by business key (SW-10). Exact within its window; its memory never grows beyond it.
/// </summary>
public sealed class DuplicateFilter
{
    private const int FirstCapacity = 64;

    private readonly int _window;
    private UInt128[] _keys;
    private int[] _table;
    private int _oldest;

    /// <param name="window">Most keys that are remembered, at least 1.</param>
    public DuplicateFilter(int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _window = window;
        _keys = new UInt128[Math.Min(window, FirstCapacity)];
        _table = new int[TableSize(_keys.Length)];
    }

    /// <summary>Keys that are remembered now.</summary>
    public int Count { get; private set; }

    /// <summary>The key of a message by its identity.</summary>
    public static UInt128 KeyOf(in Mir mir) =>
        unchecked(new(
            ((ulong)(uint)mir.Day << 32) | (uint)mir.Terminal,
            ((ulong)(uint)mir.Session << 32) | (uint)mir.Sequence));

    /// <summary>True when the key is remembered.</summary>
    public bool Contains(UInt128 key) => _table[Find(key)] != 0;

    /// <summary>Remembers a key and forgets the oldest when there are too many.</summary>
    /// <returns>False when it was remembered already; its age does not change.</returns>
    public bool Add(UInt128 key)
    {
        if (Contains(key))
        {
            return false;
        }

        if (Count == _keys.Length && Count < _window)
        {
            Grow();
        }

        if (Count == _keys.Length)
        {
            Forget(_keys[_oldest]);
            _oldest = (_oldest + 1) % _keys.Length;
            Count--;
        }

        int place = (_oldest + Count) % _keys.Length;
        _keys[place] = key;
        _table[Find(key)] = place + 1;
        Count++;
        return true;
    }

    /// <summary>A remembered key by age, 0 = the oldest.</summary>
    public UInt128 this[int index] => _keys[(_oldest + index) % _keys.Length];

    private static int TableSize(int keys) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)keys * 2);

    private static uint Mix(UInt128 key)
    {
        ulong mixed = unchecked(((ulong)(key >> 64) * 0x9E3779B97F4A7C15UL) ^ (ulong)key);
        mixed = unchecked((mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93UL);
        return (uint)(mixed >> 32);
    }

    private int Find(UInt128 key)
    {
        int mask = _table.Length - 1;
        int at = (int)(Mix(key) & (uint)mask);
        while (_table[at] != 0 && _keys[_table[at] - 1] != key)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    // Linear probing without tombstones: whoever was pushed past the hole moves back into it.
    private void Forget(UInt128 key)
    {
        int mask = _table.Length - 1;
        int hole = Find(key);
        for (int at = (hole + 1) & mask; _table[at] != 0; at = (at + 1) & mask)
        {
            int home = (int)(Mix(_keys[_table[at] - 1]) & (uint)mask);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _table[hole] = _table[at];
                hole = at;
            }
        }

        _table[hole] = 0;
    }

    private void Grow()
    {
        UInt128[] old = _keys;
        _keys = new UInt128[(int)Math.Min(_window, 2L * old.Length)];
        for (int i = 0; i < old.Length; i++)
        {
            _keys[i] = old[(_oldest + i) % old.Length];
        }

        _oldest = 0;
        _table = new int[TableSize(_keys.Length)];
        for (int i = 0; i < Count; i++)
        {
            _table[Find(_keys[i])] = i + 1;
        }
    }
}
