namespace Clearing.Scenarios.Generators;

/// <summary>Shares a total out by weights, exact to the last minor unit.</summary>
internal static class Sharing
{
    private const int UnitBits = 40;
    private const int TopBits = 60;

    /// <summary>The running sums of weights given by their base-2 logarithms (Q32).</summary>
    public static UInt128[] Cumulated(ReadOnlySpan<long> logWeights)
    {
        var cumulated = new UInt128[logWeights.Length];
        UInt128 sum = 0;
        for (int i = 0; i < cumulated.Length; i++)
        {
            long exponent = logWeights[i] + ((long)UnitBits << FixedPoint.FractionBits);
            sum += Math.Max(1, FixedPoint.Exp2(Math.Min(exponent, (long)TopBits << FixedPoint.FractionBits)));
            cumulated[i] = sum;
        }

        return cumulated;
    }

    /// <summary>
    /// What each gets of a total: the differences of rounded running sums, so that each share is within one minor
    /// unit of the exact one and their sum is the total.
    /// </summary>
    public static long[] Out(long totalMinor, UInt128[] cumulated)
    {
        var amounts = new long[cumulated.Length];
        UInt128 before = 0;
        for (int i = 0; i < amounts.Length; i++)
        {
            // total * running / whole, in two steps so that nothing overflows for a million shares.
            UInt128 whole = cumulated[^1];
            int shift = Math.Max(0, 64 - (int)UInt128.LeadingZeroCount(whole));
            UInt128 after = (UInt128)totalMinor * (cumulated[i] >> shift) / (whole >> shift);
            amounts[i] = (long)(after - before);
            before = after;
        }

        return amounts;
    }
}
