using Clearing.Scenarios.Generators;
using CsCheck;

namespace Clearing.Scenarios.Tests.Generators;

public sealed class IntegerMathTests
{
    private const double Q32 = 4_294_967_296;

    [Fact]
    public void Every_normal_quantile_of_the_table_has_the_tail_probability_of_its_knot()
    {
        ReadOnlySpan<int> knots = NormalTable.Knots;
        Assert.Equal((NormalTable.Octaves * 64) + 1, knots.Length);
        for (int j = 0; j < knots.Length; j++)
        {
            double expected = Math.ScaleB(1 + (j % 64 / 64.0), -(41 - (j / 64)));
            double z = knots[j] / 268_435_456.0;

            // One unit of the table moves the probability by this much.
            double unit = Density(z) / 268_435_456.0;
            Assert.InRange(UpperTail(z), expected - unit, expected + unit);
        }
    }

    [Fact]
    public void Quantiles_rise_with_the_probability_and_are_symmetric() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((a, b) =>
        {
            long low = NormalTable.Quantile(Math.Min(a, b));
            long high = NormalTable.Quantile(Math.Max(a, b));
            Assert.True(low <= high);
            Assert.Equal(-low, NormalTable.Quantile(~Math.Min(a, b)));
        });

    [Fact]
    public void Quantiles_between_knots_are_near_the_exact_ones() => Gen.ULong[1UL << 23, ~(1UL << 23)].Sample(u =>
    {
        double z = NormalTable.Quantile(u) / 268_435_456.0;
        double p = ((u >= 1UL << 63 ? ~u : u) + 0.5) / Math.ScaleB(1, 64);
        Assert.InRange(UpperTail(Math.Abs(z)) - p, -2e-5 * Density(z), 2e-5 * Density(z));
    });

    [Fact]
    public void Powers_of_two_are_near_the_exact_ones() => Gen.Double[20, 63.99].Sample(x =>
    {
        long exponent = (long)(x * Q32);
        double expected = Math.Pow(2, exponent / Q32);
        Assert.InRange(FixedPoint.Exp2(exponent) / expected, 1 - 1e-6, 1 + 1e-6);
    });

    [Fact]
    public void Powers_of_two_with_a_whole_exponent_are_exact()
    {
        for (int n = 0; n < 64; n++)
        {
            Assert.Equal(1UL << n, FixedPoint.Exp2((long)n << 32));
        }

        Assert.Equal(0UL, FixedPoint.Exp2(-1));
    }

    [Fact]
    public void Logarithms_are_near_the_exact_ones() => Gen.ULong[1, ulong.MaxValue].Sample(x =>
        Assert.InRange((FixedPoint.Log2(x) / Q32) - Math.Log2(x), -1e-9, 1e-9));

    [Fact]
    public void The_square_root_is_the_greatest_whole_number_whose_square_fits() => Gen.ULong.Sample(x =>
    {
        UInt128 root = FixedPoint.SquareRoot(x);
        Assert.True(root * root <= x && (root + 1) * (root + 1) > x);
    });

    [Fact]
    public void An_alias_table_draws_each_item_in_proportion_to_its_weight() =>
        Gen.ULong[0, 1000].Array[1, 40].Where(w => w.Any(x => x > 0)).Sample(weights =>
        {
            // 4096 evenly spaced numbers per item stand for all of them.
            var table = new AliasTable(weights);
            var drawn = new int[weights.Length];
            int points = weights.Length * 4096;
            for (int i = 0; i < points; i++)
            {
                drawn[table.Draw((ulong)((((UInt128)i << 64) + ((UInt128)1 << 63)) / (UInt128)points))]++;
            }

            double sum = weights.Sum(w => (double)w);
            for (int i = 0; i < weights.Length; i++)
            {
                Assert.InRange(drawn[i] - ((double)points * weights[i] / sum), -weights.Length - 1, weights.Length + 1);
            }
        });

    [Fact]
    public void Instants_are_sorted() => Gen.Long.Array[0, 300].Sample(keys =>
    {
        // The sort is for instants: keep their distances within 63 bits.
        long[] instants = [.. keys.Select(k => k >> 2)];
        long[] expected = [.. instants.Order()];
        var sorted = new long[instants.Length];
        RadixSort.Ascending(instants, sorted);
        Assert.Equal(expected, sorted);
    });

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    // By a series near the centre and a continued fraction in the tail (Abramowitz and Stegun 26.2.11, 26.2.14).
    private static double UpperTail(double z)
    {
        if (z < 2.5)
        {
            double term = z;
            double sum = z;
            for (int n = 1; n < 80; n++)
            {
                term *= z * z / ((2 * n) + 1);
                sum += term;
            }

            return 0.5 - (Density(z) * sum);
        }

        double fraction = z;
        for (int n = 400; n >= 1; n--)
        {
            fraction = z + (n / fraction);
        }

        return Density(z) / fraction;
    }
}
