using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>Sorts instants in time proportional to their number.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Writes the keys in ascending order to the target; the keys themselves end up in any order.</summary>
    public static void Ascending(long[] keys, Span<long> target)
    {
        long least = long.MaxValue;
        long most = long.MinValue;
        foreach (long key in keys)
        {
            least = Math.Min(least, key);
            most = Math.Max(most, key);
        }

        Span<long> source = keys;
        Span<long> other = target;
        bool inTarget = false;
        Span<int> place = stackalloc int[Digits];
        for (int shift = 0; keys.Length > 0 && shift < 64 && (ulong)(most - least) >> shift != 0; shift += DigitBits)
        {
            Pass(source, other, least, shift, place);
            Span<long> swap = source;
            source = other;
            other = swap;
            inTarget = !inTarget;
        }

        if (!inTarget)
        {
            source.CopyTo(target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(ReadOnlySpan<long> source, Span<long> target, long least, int shift, Span<int> place)
    {
        unchecked
        {
            place.Clear();
            foreach (long key in source)
            {
                place[(int)((key - least) >> shift) & (Digits - 1)]++;
            }

            int next = 0;
            for (int digit = 0; digit < Digits; digit++)
            {
                int count = place[digit];
                place[digit] = next;
                next += count;
            }

            foreach (long key in source)
            {
                target[place[(int)((key - least) >> shift) & (Digits - 1)]++] = key;
            }
        }
    }
}
