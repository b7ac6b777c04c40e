namespace Clearing.Settlement.Engine;

/// <summary>
/// Splits an amount pro rata to a basis by the method of the largest remainder: each share is rounded down, and the
/// minor units that are then missing go one each to the largest remainders, ties to the earlier place.
/// </summary>
internal static class LossShares
{
    /// <param name="amountMinor">What is split, 0 or more.</param>
    /// <param name="basis">By what, each 0 or more, some above 0.</param>
    /// <returns>As many shares as the basis has places; their sum is the amount.</returns>
    public static long[] Split(long amountMinor, ReadOnlySpan<long> basis)
    {
        Int128 total = 0;
        foreach (long part in basis)
        {
            total += part;
        }

        long[] shares = new long[basis.Length];
        Int128[] remainders = new Int128[basis.Length];
        long missing = amountMinor;
        for (int i = 0; i < shares.Length; i++)
        {
            (Int128 share, remainders[i]) = Int128.DivRem((Int128)amountMinor * basis[i], total);
            shares[i] = (long)share;
            missing -= shares[i];
        }

        int[] places = [.. Enumerable.Range(0, shares.Length)];
        Array.Sort(places, (x, y) => remainders[x] != remainders[y]
            ? remainders[y].CompareTo(remainders[x])
            : x.CompareTo(y));
        foreach (int place in places.AsSpan(0, (int)missing))
        {
            shares[place]++;
        }

        return shares;
    }
}
