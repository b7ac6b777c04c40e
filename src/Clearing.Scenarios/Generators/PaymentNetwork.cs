using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Who pays whom: the links (ordered pairs of banks) of a source, how often each is used, and how large its amounts
/// are among all. Drawn once for all days.
/// </summary>
internal sealed class PaymentNetwork
{
    private readonly AliasTable _choice;

    private PaymentNetwork(int[] from, int[] to, long[] size, NetworkDocument options, RandomStream weights)
    {
        From = from;
        To = to;
        ulong[] weight = Weights(size, options, weights);
        _choice = new(weight);
        (RankStart, RankWidth) = Ranks(size, weight);
        TwoWay = (options.Squaring ?? 0) > 0 ? FindTwoWay(size.Length) : [];
    }

    /// <summary>Payer of each link, as account index.</summary>
    public int[] From { get; }

    /// <summary>Payee of each link, as account index.</summary>
    public int[] To { get; }

    /// <summary>
    /// Per link, where the payments over it stand among all when ordered by the smaller of the two banks, as a
    /// fraction of 2^64: they fill the stretch from here …
    /// </summary>
    public ulong[] RankStart { get; }

    /// <summary>… of this length. Links of equal size share one stretch.</summary>
    public ulong[] RankWidth { get; }

    /// <summary>Per link, whether the payee also pays the payer; empty where nothing asks for it.</summary>
    public bool[] TwoWay { get; }

    public int Count => From.Length;

    /// <param name="size">Per account, 1 to <see cref="ParticipantGenerator.LargestSize"/>.</param>
    /// <param name="options">The values as written.</param>
    /// <param name="links">Stream for which pairs are linked.</param>
    /// <param name="weights">Stream for the weights.</param>
    public static PaymentNetwork Draw(long[] size, NetworkDocument options, RandomStream links, RandomStream weights)
    {
        NetworkShape shape = options.Shape ?? (size.Length <= 60 ? NetworkShape.Complete : NetworkShape.ScaleFree);
        (int[] from, int[] to) = shape == NetworkShape.Complete
            ? Complete(size.Length)
            : new LinkSampler(size, options.Links ?? (15 * size.Length), links).Draw();
        return new(from, to, size, options, weights);
    }

    /// <summary>The link of a payment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Link(ulong uniform) => _choice.Draw(uniform);

    private static (int[] From, int[] To) Complete(int n)
    {
        var from = new int[n * (n - 1)];
        var to = new int[from.Length];
        for (int link = 0; link < from.Length; link++)
        {
            from[link] = link / (n - 1);
            int other = link % (n - 1);
            to[link] = other < from[link] ? other : other + 1;
        }

        return (from, to);
    }

    // (size × size)^exponent × lognormal(sigma), scaled so that the largest fills the bits the alias table allows.
    private ulong[] Weights(long[] size, NetworkDocument options, RandomStream stream)
    {
        long exponent = FixedPoint.ToQ32(options.WeightExponent ?? 0.8m);
        long sigma = FixedPoint.ToQ28((options.WeightSigma ?? 1) * FixedPoint.Log2E);
        var logSize = new long[size.Length];
        for (int i = 0; i < size.Length; i++)
        {
            logSize[i] = (long)(((Int128)exponent * FixedPoint.Log2((ulong)size[i])) >> FixedPoint.FractionBits);
        }

        var logWeight = new long[Count];
        for (int link = 0; link < Count; link++)
        {
            long factor = (sigma * NormalTable.Quantile(stream.At(link))) >> 24;
            logWeight[link] = logSize[From[link]] + logSize[To[link]] + factor;
        }

        return Scaled(logWeight);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong[] Scaled(long[] logWeight)
    {
        long top = ((long)AliasTable.WeightBits(logWeight.Length) << FixedPoint.FractionBits) - logWeight.Max() - 1;
        var weight = new ulong[logWeight.Length];
        for (int link = 0; link < weight.Length; link++)
        {
            weight[link] = Math.Max(1, FixedPoint.Exp2(logWeight[link] + top));
        }

        return weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (ulong[] Start, ulong[] Width) Ranks(long[] size, ulong[] weight)
    {
        var smaller = new long[Count];
        var order = new int[Count];
        UInt128 sum = 0;
        for (int link = 0; link < Count; link++)
        {
            smaller[link] = Math.Min(size[From[link]], size[To[link]]);
            order[link] = link;
            sum += weight[link];
        }

        Array.Sort((long[])smaller.Clone(), order);
        var start = new ulong[Count];
        var width = new ulong[Count];
        UInt128 before = 0;
        for (int first = 0, next = 0; first < Count; first = next)
        {
            UInt128 after = before;
            while (next < Count && smaller[order[next]] == smaller[order[first]])
            {
                after += weight[order[next++]];
            }

            for (int i = first; i < next; i++)
            {
                start[order[i]] = (ulong)((before << 64) / sum);
                width[order[i]] = (ulong)((((after - before) << 64) - 1) / sum);
            }

            before = after;
        }

        return (start, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool[] FindTwoWay(int n)
    {
        // Both samplers list the links payer by payer.
        var first = new int[n + 1];
        foreach (int payer in From)
        {
            first[payer + 1]++;
        }

        for (int i = 0; i < n; i++)
        {
            first[i + 1] += first[i];
        }

        var twoWay = new bool[Count];
        var pays = new int[n];
        var byPayee = new int[Count];
        int[] start = CountingSort(To, n, byPayee);
        Array.Fill(pays, -1);
        for (int bank = 0; bank < n; bank++)
        {
            // Mark whom the bank pays, then look at who pays the bank.
            for (int link = first[bank]; link < first[bank + 1]; link++)
            {
                pays[To[link]] = bank;
            }

            for (int i = start[bank]; i < start[bank + 1]; i++)
            {
                twoWay[byPayee[i]] = pays[From[byPayee[i]]] == bank;
            }
        }

        return twoWay;
    }

    private static int[] CountingSort(int[] keys, int n, int[] order)
    {
        var start = new int[n + 1];
        foreach (int key in keys)
        {
            start[key + 1]++;
        }

        for (int i = 0; i < n; i++)
        {
            start[i + 1] += start[i];
        }

        int[] place = [.. start];
        for (int i = 0; i < keys.Length; i++)
        {
            order[place[keys[i]]++] = i;
        }

        return start;
    }
}
