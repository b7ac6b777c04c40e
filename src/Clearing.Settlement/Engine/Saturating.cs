namespace Clearing.Settlement.Engine;

/// <summary>
/// Distances between positions and bounds. Positions keep within 64 bits, but a bound may be written that lies as far
/// out on the other side; then there is simply more room than any amount needs.
/// </summary>
internal static class Saturating
{
    /// <summary><paramref name="x"/> less <paramref name="y"/>, or the nearest 64-bit number.</summary>
    public static long Subtract(long x, long y)
    {
        long difference = unchecked(x - y);
        bool isBeyond = ((x ^ y) & (x ^ difference)) < 0;
        return !isBeyond ? difference : x < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>The nearest 64-bit number.</summary>
    public static long From(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
