using Clearing.Settlement.Engine;
using CsCheck;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Losses are shared to the last minor unit.</summary>
public sealed class LossSharesTests
{
    [Fact]
    public void V6_a_loss_of_35_is_shared_by_the_limits_granted() =>
        Assert.Equal([1750L, 1050, 700], LossShares.Split(3500, [5000, 3000, 2000]));

    [Theory]
    [InlineData(10, new long[] { 1, 1, 1 }, new long[] { 4, 3, 3 })]
    [InlineData(2, new long[] { 1, 1, 1 }, new long[] { 1, 1, 0 })]
    [InlineData(7, new long[] { 2, 5, 3 }, new long[] { 1, 4, 2 })]
    [InlineData(5, new long[] { 0, 9, 0 }, new long[] { 0, 5, 0 })]
    [InlineData(0, new long[] { 3, 4 }, new long[] { 0, 0 })]
    [InlineData(long.MaxValue, new long[] { long.MaxValue, long.MaxValue }, new long[] { (1L << 62), (1L << 62) - 1 })]
    public void The_largest_remainders_get_the_missing_units(long amount, long[] basis, long[] shares) =>
        Assert.Equal(shares, LossShares.Split(amount, basis));

    [Fact]
    public void Shares_sum_to_the_loss_and_differ_from_the_exact_quotient_by_less_than_one_unit() =>
        Gen.Select(
            Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, long.MaxValue]),
            Gen.OneOf(Gen.Long[0, 20], Gen.Long[0, long.MaxValue]).Array[1, 12]
                .Where(basis => basis.Any(part => part > 0)))
        .Sample((amount, basis) =>
        {
            long[] shares = LossShares.Split(amount, basis);
            Int128 total = basis.Aggregate((Int128)0, (sum, part) => sum + part);
            Assert.Equal(amount, shares.Aggregate((Int128)0, (sum, share) => sum + share));
            for (int i = 0; i < shares.Length; i++)
            {
                // share - amount * basis / total, times total, in numbers of 128 bits.
                (Int128 whole, Int128 rest) = Int128.DivRem((Int128)amount * basis[i], total);
                Assert.True(shares[i] == whole || (shares[i] == whole + 1 && rest > 0));
            }
        });
}
