using System.Runtime.CompilerServices;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Amounts of one day: lognormal weights, then one scale for all so that they sum to the day's total, to the last
/// minor unit. Amounts that a bound or the rounding fixes are left out of the scale.
/// </summary>
internal sealed class AmountDraw
{
    // A draw outside the bounds is made again, this many times; a bound is then taken instead.
    private const int Attempts = 64;

    // Amounts are drawn below 2^60 minor units.
    private const int TopBits = 60;

    private readonly long _mu;
    private readonly long _sigma;
    private readonly long _shared;
    private readonly long _own;
    private readonly long _least;
    private readonly long _most;
    private readonly long _leastLog;
    private readonly long _mostLog;
    private readonly int _shift;
    private readonly long _roundTo;
    private readonly ulong _roundBelow;
    private readonly RandomStream _amounts;
    private readonly RandomStream _links;
    private readonly RandomStream _rounding;

    public AmountDraw(AmountDocument options, Currency currency, Func<Purpose, RandomStream> stream)
    {
        _least = options.Minimum is decimal minimum ? Amounts.ToMinor(minimum, currency) : 1;
        _most = options.Maximum is decimal maximum ? Amounts.ToMinor(maximum, currency) : 1L << TopBits;
        _leastLog = FixedPoint.Log2((ulong)_least);
        _mostLog = Math.Min(FixedPoint.Log2((ulong)_most), (long)TopBits << FixedPoint.FractionBits);
        _mu = FixedPoint.ToQ32((options.Mu ?? 0) * FixedPoint.Log2E)
            + FixedPoint.Log2((ulong)Amounts.PowerOfTen(currency));
        _sigma = FixedPoint.ToQ28((options.Sigma ?? 0) * FixedPoint.Log2E);

        // Weights are amounts with as many places after the point as fit below the largest that can be drawn.
        long highest = Math.Max(_leastLog, Math.Min(_mostLog, _mu + ((_sigma * NormalTable.MaximumQ28) >> 24)));
        _shift = TopBits - 1 - (int)(highest >> FixedPoint.FractionBits);
        _shared = FixedPoint.ToQ30(options.SizeCorrelation ?? 0);
        _own = (long)FixedPoint.SquareRoot(((UInt128)1 << 60) - (UInt128)(_shared * _shared));
        _roundTo = options.Round?.To is decimal to ? Amounts.ToMinor(to, currency) : long.MaxValue;
        _roundBelow = ShareTable.Threshold(options.Round?.Share ?? 0);
        _amounts = stream(Purpose.Amounts);
        _links = stream(Purpose.LinkAmounts);
        _rounding = stream(Purpose.Rounding);
    }

    /// <summary>The weight of payment i over a link: its amount before scaling, times a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Weight(int i, ulong rankStart, ulong rankWidth)
    {
        unchecked
        {
            long common = 0;
            if (_shared != 0)
            {
                ulong rank = rankStart + Math.BigMul(_links.At(i), rankWidth, out _);
                common = _shared * NormalTable.Quantile(rank);
            }

            long exponent = 0;
            for (long attempt = 0; attempt < Attempts; attempt++)
            {
                long z = NormalTable.Quantile(_amounts.At(i + (attempt << 40)));
                z = (common + (_own * z)) >> 30;
                exponent = _mu + ((_sigma * z) >> 24);
                if (exponent >= _leastLog && exponent <= _mostLog)
                {
                    break;
                }
            }

            exponent = Math.Clamp(exponent, _leastLog, Math.Max(_leastLog, _mostLog));
            return (long)FixedPoint.Exp2(exponent + ((long)_shift << FixedPoint.FractionBits));
        }
    }

    /// <summary>Turns the weights into amounts that sum to the total, or into those drawn where there is none.</summary>
    public void Settle(Span<long> weights, long? totalMinor)
    {
        UInt128 scale = (UInt128)1 << (64 - _shift);
        if (totalMinor is not long total)
        {
            _ = Apply(weights, scale, scale);
            return;
        }

        // What is fixed depends on the scale and the scale on what is fixed: a few rounds bring them together.
        UInt128 before = scale;
        (UInt128 Fixed, UInt128 Free) sums = (0, Sum(weights));
        for (int round = 0; round < 4; round++)
        {
            before = scale;
            scale = sums.Free > 0 && sums.Fixed < (UInt128)total
                ? (((UInt128)total - sums.Fixed) << 64) / sums.Free
                : before;
            if (round < 3)
            {
                sums = Measure(weights, scale);
            }
        }

        Int128 missing = total - (Int128)Apply(weights, before, scale);
        Spread(weights, missing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UInt128 Sum(ReadOnlySpan<long> values)
    {
        UInt128 sum = 0;
        foreach (long value in values)
        {
            sum += (ulong)value;
        }

        return sum;
    }

    // The amount at a scale, and whether a bound or the rounding has fixed it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (long Amount, bool IsFixed) AmountAt(int i, long weight, UInt128 scale)
    {
        unchecked
        {
            UInt128 exact = (UInt128)Math.BigMul((ulong)weight, (ulong)scale, out _)
                + ((UInt128)(ulong)weight * (ulong)(scale >> 64));
            if (exact > (UInt128)_most)
            {
                return (_most, true);
            }

            long amount = (long)exact;
            if (amount >= _roundTo && _rounding.At(i) < _roundBelow)
            {
                long rounded = (amount + (_roundTo / 2)) / _roundTo * _roundTo;
                if (rounded >= _least && rounded <= _most)
                {
                    return (rounded, true);
                }
            }

            return amount < _least ? (_least, true) : (amount, false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (UInt128 Fixed, UInt128 Free) Measure(ReadOnlySpan<long> weights, UInt128 scale)
    {
        UInt128 fixedSum = 0;
        UInt128 freeWeight = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            (long amount, bool isFixed) = AmountAt(i, weights[i], scale);
            if (isFixed)
            {
                fixedSum += (ulong)amount;
            }
            else
            {
                freeWeight += (ulong)weights[i];
            }
        }

        return (fixedSum, freeWeight);
    }

    // What is fixed at the scale before stays; the rest takes the new scale, each fraction carried to the next, so
    // that the sum is exact to a few units and each amount to one. Returns the sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 Apply(Span<long> weights, UInt128 before, UInt128 scale)
    {
        unchecked
        {
            UInt128 sum = 0;
            ulong carry = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                (long amount, bool isFixed) = AmountAt(i, weights[i], before);
                if (!isFixed)
                {
                    ulong weight = (ulong)weights[i];
                    ulong whole = Math.BigMul(weight, (ulong)scale, out ulong fraction);
                    carry += fraction;
                    whole += (weight * (ulong)(scale >> 64)) + (carry < fraction ? 1UL : 0UL);
                    amount = Math.Clamp((long)whole, _least, _most);
                }

                weights[i] = amount;
                sum += (ulong)amount;
            }

            return sum;
        }
    }

    // The last units, to or from the first amounts that can take them.
    private void Spread(Span<long> amounts, Int128 missing)
    {
        for (int i = 0; i < amounts.Length && missing != 0; i++)
        {
            Int128 room = missing > 0
                ? Int128.Min(missing, _most - amounts[i])
                : Int128.Max(missing, _least - amounts[i]);
            amounts[i] += (long)room;
            missing -= room;
        }
    }
}
