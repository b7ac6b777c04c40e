using Clearing.Scenarios.Generators;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

public sealed class ParticipantGeneratorTests
{
    [Fact]
    public void Ids_are_padded_so_that_their_order_is_that_of_the_ranks()
    {
        string[] ids = ParticipantGenerator.Draw(new() { Count = 120, Prefix = "BK" }, Dollar, 1, 0).Ids;
        Assert.Equal("BK001", ids[0]);
        Assert.Equal("BK120", ids[^1]);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Sizes_fall_with_the_power_of_the_rank()
    {
        long[] size = ParticipantGenerator.Draw(new() { Count = 5000, SizeExponent = 1.05m }, Dollar, 1, 0).Size;
        Assert.Equal(ParticipantGenerator.LargestSize, size[0]);
        for (int rank = 1; rank <= 5000; rank++)
        {
            double expected = Math.Pow(rank, -1.05) * ParticipantGenerator.LargestSize;
            Assert.InRange(size[rank - 1] / expected, 0.99999, 1.00001);
        }
    }

    [Fact]
    public void Totals_are_shared_out_to_the_last_minor_unit()
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(
            new() { Count = 777, BalanceTotal = 1_000_000.01m, CreditTotal = 55.55m, ShareSpread = 1 }, Dollar, 9, 0);
        Assert.Equal(100_000_001, banks.BalanceMinor.Sum());
        Assert.Equal(5_555, banks.CreditMinor.Sum());
        Assert.All(banks.BalanceMinor, b => Assert.True(b >= 0));
    }

    [Fact]
    public void Equal_amounts_and_unlimited_credit_are_given_to_each()
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(
            new() { Count = 3, Balance = 1.50m, Credit = "unlimited" }, Dollar, 9, 0);
        Assert.Equal([150, 150, 150], banks.BalanceMinor);
        Assert.Equal([long.MaxValue, long.MaxValue, long.MaxValue], banks.CreditMinor);
        Assert.Equal([250], ParticipantGenerator.Draw(
            new() { Count = 1, Credit = "2.5" }, Dollar, 9, 0).CreditMinor);
    }

    [Fact]
    public void Without_a_spread_shares_are_in_proportion_to_size()
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(
            new() { Count = 4, SizeExponent = 1, BalanceTotal = 25 }, Dollar, 9, 0);
        Assert.Equal(2500, banks.BalanceMinor.Sum());
        Assert.All(
            banks.BalanceMinor.Zip([1200, 600, 400, 300]), b => Assert.InRange(b.First, b.Second - 1, b.Second + 1));
    }
}
