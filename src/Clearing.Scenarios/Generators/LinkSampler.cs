using System.Numerics;
using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Links each ordered pair i, j with probability min(1, k × size i × size j), k chosen so that the expected number of
/// links is the wanted one. The work is in proportion to banks and links, not to pairs: down the ranks the
/// probability only falls, so candidates are skipped to at a rate that bounds it and then accepted or not
/// (Miller and Hagberg 2011, with bounds that are powers of two so that no logarithm of a probability is needed).
/// </summary>
internal sealed class LinkSampler
{
    private const int ProbabilityBits = 62;
    private const ulong One = 1UL << ProbabilityBits;
    private const int SkipBits = 56;

    // The smallest size that counts, so that no product of two is below 2^-32 of the largest.
    private const long SmallestSize = 1L << 16;

    private static readonly long[] _skipRate = SkipRates();

    // Accounts by size, largest first, ties by index; their sizes; running sums of the sizes.
    private readonly int[] _account;
    private readonly ulong[] _size;
    private readonly UInt128[] _sizeSum;
    private readonly RandomStream _stream;
    private readonly UInt128 _factor;
    private long _drawn;

    public LinkSampler(long[] size, int links, RandomStream stream)
    {
        int n = size.Length;
        _stream = stream;
        _account = [.. Enumerable.Range(0, n).OrderByDescending(i => size[i])];
        _size = [.. _account.Select(i => (ulong)Math.Max(size[i], SmallestSize))];
        _sizeSum = new UInt128[n + 1];
        for (int i = 0; i < n; i++)
        {
            _sizeSum[i + 1] = _sizeSum[i] + _size[i];
        }

        _factor = Factor(Math.Min(links, (long)n * (n - 1)));
    }

    /// <summary>The links, payer by payer in the order of accounts; every account pays and is paid.</summary>
    public (int[] From, int[] To) Draw()
    {
        int n = _account.Length;
        var payees = new List<int>[n];
        var isPaid = new bool[n];
        for (int rank = 0; rank < n; rank++)
        {
            payees[rank] = Row(rank);
            if (payees[rank].Count == 0)
            {
                payees[rank].Add(Other(rank));
            }

            payees[rank].ForEach(payee => isPaid[payee] = true);
        }

        for (int rank = 0; rank < n; rank++)
        {
            if (!isPaid[rank])
            {
                payees[Other(rank)].Add(rank);
            }
        }

        var rankOf = new int[n];
        for (int rank = 0; rank < n; rank++)
        {
            rankOf[_account[rank]] = rank;
        }

        var from = new int[payees.Sum(p => p.Count)];
        var to = new int[from.Length];
        int link = 0;
        for (int account = 0; account < n; account++)
        {
            foreach (int payee in payees[rankOf[account]])
            {
                from[link] = account;
                to[link++] = _account[payee];
            }
        }

        return (from, to);
    }

    // Probability of a link between two ranks, times 2^62.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Probability(UInt128 row, int rank)
    {
        UInt128 p = (row * _size[rank]) >> 32;
        return p < One ? (ulong)p : One;
    }

    private UInt128 RowOf(UInt128 factor, int rank) => (factor * _size[rank]) >> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Next() => _stream.At(_drawn++);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<int> Row(int rank)
    {
        var payees = new List<int>();
        UInt128 row = RowOf(_factor, rank);
        for (int other = 0; other < _account.Length; other++)
        {
            // The smallest power of two that is not below the probability bounds it here and further down.
            ulong p = Math.Max(Probability(row, other), 1);
            int halvings = ProbabilityBits - (64 - BitOperations.LeadingZeroCount(p - 1));
            if (p < One && halvings > 0)
            {
                // -log2 of a uniform number over -log2(1 - bound) is a geometric number of places passed over.
                long exponential = (64L << 32) - FixedPoint.Log2(Next() | 1);
                other += (int)Math.Min((exponential << (SkipBits - 32)) / _skipRate[halvings], _account.Length);
                if (other >= _account.Length)
                {
                    break;
                }

                p = Probability(row, other);
            }

            if (other != rank && (p == One || Next() >> (2 + Math.Max(halvings, 0)) < p))
            {
                payees.Add(other);
            }
        }

        return payees;
    }

    // Another rank, drawn in proportion to size.
    private int Other(int rank)
    {
        UInt128 others = _sizeSum[^1] - _size[rank];
        UInt128 point = ((UInt128)Next() * others) >> 64;
        int found = Array.BinarySearch(_sizeSum, point >= _sizeSum[rank] ? point + _size[rank] : point);
        return found >= 0 ? found : ~found - 1;
    }

    // The greatest factor, with 20 leading bits, that does not expect more links than wanted.
    private UInt128 Factor(long links)
    {
        UInt128 factor = 0;
        int bits = 0;
        for (int bit = 94; bit >= 0 && bits < 20; bit--)
        {
            UInt128 next = factor | ((UInt128)1 << bit);
            if (Expected(next) <= (UInt128)links << ProbabilityBits)
            {
                factor = next;
            }

            bits += factor == 0 ? 0 : 1;
        }

        return factor;
    }

    // Expected number of links, times 2^62.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 Expected(UInt128 factor)
    {
        int n = _size.Length;
        int certain = n;
        UInt128 sum = 0;
        for (int rank = 0; rank < n; rank++)
        {
            // The smaller the payer, the fewer payees it is certain to be linked to.
            UInt128 row = RowOf(factor, rank);
            while (certain > 0 && Probability(row, certain - 1) < One)
            {
                certain--;
            }

            sum += ((UInt128)certain * One) + ((row * (_sizeSum[n] - _sizeSum[certain])) >> 32);
            sum -= Probability(row, rank);
        }

        return sum;
    }

    // -log2(1 - 2^-m) times 2^56, from its series.
    private static long[] SkipRates()
    {
        var rates = new long[ProbabilityBits + 1];
        ulong log2E = (ulong)decimal.Round(FixedPoint.Log2E * (1UL << SkipBits));
        for (int m = 1; m <= ProbabilityBits; m++)
        {
            UInt128 sum = 0;
            for (int k = 1; m * k <= 64; k++)
            {
                sum += ((UInt128)1 << (64 - (m * k))) / (ulong)k;
            }

            rates[m] = Math.Max(1, (long)((sum * log2E) >> 64));
        }

        return rates;
    }
}
