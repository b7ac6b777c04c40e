using System.Numerics;
using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Powers and logarithms in integers. Q32 means a number times 2^32. Nothing here depends on a processor's
/// floating-point unit, so the same file and seed give the same amounts everywhere.
/// </summary>
internal static class FixedPoint
{
    public const int FractionBits = 32;

    /// <summary>log2(e).</summary>
    public const decimal Log2E = 1.4426950408889634073599246810m;

    private const int TableBits = 10;

    // 2^(i / 1024) times 2^62, for i = 0 .. 1024.
    private static readonly ulong[] _exp2 = Exp2Table();

    public static long ToQ32(decimal value) => (long)decimal.Round(value * 4_294_967_296m);

    public static long ToQ30(decimal value) => (long)decimal.Round(value * 1_073_741_824m);

    public static long ToQ28(decimal value) => (long)decimal.Round(value * 268_435_456m);

    /// <summary>floor(2^x) for an x below 64 in Q32; 0 below 2^0. Relative error below 6e-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Exp2(long exponentQ32)
    {
        unchecked
        {
            int whole = (int)(exponentQ32 >> FractionBits);
            uint fraction = (uint)exponentQ32;
            int i = (int)(fraction >> (32 - TableBits));
            ulong rest = fraction & ((1u << (32 - TableBits)) - 1);
            ulong low = _exp2[i];
            ulong mantissa = low + (((_exp2[i + 1] - low) >> 22) * rest);
            return whole switch
            {
                < 0 => 0,
                < 63 => mantissa >> (62 - whole),
                _ => mantissa << 1,
            };
        }
    }

    /// <summary>log2(x) in Q32, x at least 1: exact but for the last places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Log2(ulong x)
    {
        int whole = 63 - BitOperations.LeadingZeroCount(x);
        ulong mantissa = x << (63 - whole);
        long result = whole;
        for (int i = 0; i < FractionBits; i++)
        {
            // Squaring the mantissa doubles its logarithm: the bit that leaves is the next binary place.
            mantissa = Math.BigMul(mantissa, mantissa, out ulong low);
            result <<= 1;
            if (mantissa >> 63 != 0)
            {
                result |= 1;
            }
            else
            {
                mantissa = (mantissa << 1) | (low >> 63);
            }
        }

        return result;
    }

    /// <summary>floor of the square root.</summary>
    public static ulong SquareRoot(UInt128 x)
    {
        ulong root = 0;
        for (int bit = 63; bit >= 0; bit--)
        {
            ulong next = root | (1UL << bit);
            if ((UInt128)next * next <= x)
            {
                root = next;
            }
        }

        return root;
    }

    /// <summary>The high 64 bits of a product: <paramref name="count"/> times a uniform fraction, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Scale(ulong uniform, long count) => (long)Math.BigMul(uniform, (ulong)count, out _);

    private static ulong[] Exp2Table()
    {
        // 2^(1/1024) by ten square roots of 2, in Q124 with a root in Q62; the powers by products of those roots.
        var roots = new UInt128[TableBits];
        UInt128 value = (UInt128)2 << 124;
        for (int i = 0; i < TableBits; i++)
        {
            roots[i] = SquareRoot(value);
            value = roots[i] << 62;
        }

        var table = new ulong[(1 << TableBits) + 1];
        for (int i = 0; i < table.Length - 1; i++)
        {
            UInt128 product = (UInt128)1 << 62;
            for (int bit = 0; bit < TableBits; bit++)
            {
                if ((i >> (TableBits - 1 - bit) & 1) != 0)
                {
                    product = (product * roots[bit]) >> 62;
                }
            }

            table[i] = (ulong)product;
        }

        table[^1] = 1UL << 63;
        return table;
    }
}
