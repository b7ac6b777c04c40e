using System.Buffers;

namespace Clearing.Reports.Metrics;

/// <summary>
/// Orders instants with what belongs to them, in time proportional to their number: a radix sort over the bits in
/// which the instants differ (a day of microseconds: four rounds). The framework's sort compares, and is several times
/// slower on the million instants of a day.
/// </summary>
internal static class TimeSort
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;

    /// <summary>Sorts the first <paramref name="count"/> pairs by instant; equal instants keep their order.</summary>
    public static void Sort(long[] times, long[] amounts, int count)
    {
        if (!NeedsSorting(times, count, out long least, out long greatest))
        {
            return;
        }

        long[] spareTimes = ArrayPool<long>.Shared.Rent(count);
        long[] spareAmounts = ArrayPool<long>.Shared.Rent(count);
        (long[] Times, long[] Amounts) source = (times, amounts);
        (long[] Times, long[] Amounts) target = (spareTimes, spareAmounts);
        for (int shift = 0; shift < 64 && ((ulong)(greatest - least) >> shift) != 0; shift += Bits)
        {
            Round(source, target, count, least, shift);
            (source, target) = (target, source);
        }

        if (!ReferenceEquals(source.Times, times))
        {
            source.Times.AsSpan(0, count).CopyTo(times);
            source.Amounts.AsSpan(0, count).CopyTo(amounts);
        }

        ArrayPool<long>.Shared.Return(spareTimes);
        ArrayPool<long>.Shared.Return(spareAmounts);
    }

    private static bool NeedsSorting(long[] times, int count, out long least, out long greatest)
    {
        least = long.MaxValue;
        greatest = long.MinValue;
        bool descends = false;
        for (int i = 0; i < count; i++)
        {
            descends |= times[i] < greatest;
            least = Math.Min(least, times[i]);
            greatest = Math.Max(greatest, times[i]);
        }

        return descends;
    }

    private static void Round(
        (long[] Times, long[] Amounts) source, (long[] Times, long[] Amounts) target, int count, long least, int shift)
    {
        Span<int> next = stackalloc int[Buckets];
        next.Clear();
        for (int i = 0; i < count; i++)
        {
            next[(int)(((source.Times[i] - least) >> shift) & (Buckets - 1))]++;
        }

        int start = 0;
        for (int b = 0; b < Buckets; b++)
        {
            (next[b], start) = (start, start + next[b]);
        }

        for (int i = 0; i < count; i++)
        {
            int place = next[(int)(((source.Times[i] - least) >> shift) & (Buckets - 1))]++;
            target.Times[place] = source.Times[i];
            target.Amounts[place] = source.Amounts[i];
        }
    }
}
