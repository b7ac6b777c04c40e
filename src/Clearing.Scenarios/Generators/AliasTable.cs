using System.Numerics;
using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Choice among weighted items in constant time (Walker 1977, Vose 1991), with integer weights: item i is drawn with
/// probability weight i / sum, to within 2^-64.
/// </summary>
internal sealed class AliasTable
{
    private readonly ulong[] _threshold;
    private readonly int[] _alias;

    /// <param name="weights">0 or more; the sum and each weight times their number stay below 2^63.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AliasTable(ReadOnlySpan<ulong> weights)
    {
        int n = weights.Length;
        _threshold = new ulong[n];
        _alias = new int[n];
        ulong sum = 0;
        foreach (ulong weight in weights)
        {
            sum += weight;
        }

        var share = new ulong[n];
        var order = new int[n];
        int small = 0;
        int large = n;
        for (int i = 0; i < n; i++)
        {
            share[i] = weights[i] * (ulong)n;
            order[share[i] < sum ? small++ : --large] = i;
        }

        // order[..small] is a stack of items with too little, order[large..] one of items with too much.
        while (small > 0 && large < n)
        {
            int needy = order[--small];
            int giver = order[large];
            _threshold[needy] = (ulong)(((UInt128)share[needy] << 64) / sum);
            _alias[needy] = giver;
            share[giver] -= sum - share[needy];
            if (share[giver] < sum)
            {
                large++;
                order[small++] = giver;
            }
        }

        for (int i = large; i < n; i++)
        {
            Keep(order[i]);
        }

        for (int i = 0; i < small; i++)
        {
            Keep(order[i]);
        }
    }

    /// <summary>The largest weight that a table of n items allows.</summary>
    public static int WeightBits(int n) => 62 - (BitOperations.Log2((uint)n) + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ulong uniform)
    {
        int slot = (int)Math.BigMul(uniform, (ulong)_threshold.Length, out ulong rest);
        return rest < _threshold[slot] ? slot : _alias[slot];
    }

    private void Keep(int item)
    {
        _threshold[item] = ulong.MaxValue;
        _alias[item] = item;
    }
}
