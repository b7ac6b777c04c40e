using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>Shares as thresholds on 64 uniform bits.</summary>
internal static class ShareTable
{
    /// <summary>A uniform number is below this with the probability of the share.</summary>
    public static ulong Threshold(decimal share) => share >= 1
        ? ulong.MaxValue
        : (ulong)(decimal.Truncate(share * 4_294_967_296m * 1_048_576m) * 4_096m);

    /// <summary>The running sums of shares of 1, as thresholds; the last is open.</summary>
    public static ulong[] Thresholds(IReadOnlyList<decimal> shares)
    {
        var thresholds = new ulong[shares.Count];
        decimal sum = 0;
        for (int i = 0; i < shares.Count; i++)
        {
            sum += shares[i];
            thresholds[i] = Threshold(sum);
        }

        return thresholds;
    }

    /// <summary>The first share that the number falls in; their number when it falls in none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ReadOnlySpan<ulong> thresholds, ulong uniform)
    {
        int i = 0;
        while (i < thresholds.Length && uniform >= thresholds[i])
        {
            i++;
        }

        return i;
    }
}
