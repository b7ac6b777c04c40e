using Clearing.Scenarios.Generators;
using CsCheck;

namespace Clearing.Scenarios.Tests.Generators;

public sealed class PaymentNetworkTests
{
    private static RandomStream Stream(ulong seed) => RandomStream.Of(seed, 0, Purpose.Links);

    private static long[] PowerLaw(int count, decimal exponent) => ParticipantGenerator.Draw(
        new() { Count = count, SizeExponent = exponent }, GeneratorFixture.Dollar, 1, 0).Size;

    [Fact]
    public void Every_bank_pays_and_is_paid_and_no_pair_is_listed_twice() =>
        Gen.Select(Gen.Int[2, 80], Gen.Int[1, 400], Gen.ULong).Sample((banks, links, seed) =>
        {
            (int[] from, int[] to) = new LinkSampler(PowerLaw(banks, 1), links, Stream(seed)).Draw();
            Assert.Equal(banks, from.Distinct().Count());
            Assert.Equal(banks, to.Distinct().Count());
            Assert.Equal(from.Length, from.Zip(to).Distinct().Count());
            Assert.DoesNotContain(from.Zip(to), pair => pair.First == pair.Second);
            Assert.Equal(from.Order(), from);
        });

    [Fact]
    public void The_number_of_links_is_near_the_wanted_one()
    {
        (int[] from, _) = new LinkSampler(PowerLaw(5000, 0.73m), 115_000, Stream(3)).Draw();

        // The deviation of a sum of independent choices is below the root of its mean: 340.
        Assert.InRange(from.Length, 113_500, 116_500);
    }

    [Fact]
    public void A_pair_is_linked_as_often_as_its_sizes_say()
    {
        // Sizes 1, 1/2, 1/3, …: with k = 6 the expected number of links is that of the sum below.
        long[] size = PowerLaw(30, 1);
        double Probability(int i, int j) => Math.Min(1, 6.0 / ((i + 1) * (j + 1)));
        double expected = 0;
        for (int i = 0; i < 30; i++)
        {
            for (int j = 0; j < 30; j++)
            {
                expected += i == j ? 0 : Probability(i, j);
            }
        }

        const int Draws = 4000;
        var linked = new int[30, 30];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            (int[] from, int[] to) = new LinkSampler(size, (int)Math.Round(expected), Stream(seed)).Draw();
            for (int i = 0; i < from.Length; i++)
            {
                linked[from[i], to[i]]++;
            }
        }

        // Only pairs of large banks: those of small ones are also made when a bank would have no link at all.
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                double p = i == j ? 0 : Probability(i, j);
                Assert.InRange(linked[i, j] / (double)Draws, p - 0.05, p + 0.05);
            }
        }
    }

    [Fact]
    public void A_small_set_is_a_complete_network_and_knows_which_links_run_both_ways()
    {
        PaymentNetwork network = PaymentNetwork.Draw(
            PowerLaw(5, 1), new() { Squaring = 1 }, Stream(1), Stream(2));
        Assert.Equal(20, network.Count);
        Assert.All(network.TwoWay, Assert.True);
    }

    [Fact]
    public void The_links_that_run_both_ways_are_found()
    {
        PaymentNetwork network = PaymentNetwork.Draw(
            PowerLaw(200, 1), new() { Squaring = 1, Shape = NetworkShape.ScaleFree }, Stream(1), Stream(2));
        HashSet<(int, int)> pairs = [.. network.From.Zip(network.To)];
        for (int link = 0; link < network.Count; link++)
        {
            Assert.Equal(pairs.Contains((network.To[link], network.From[link])), network.TwoWay[link]);
        }
    }

    [Fact]
    public void Links_stand_in_the_order_of_their_smaller_bank_and_fill_the_whole()
    {
        long[] size = PowerLaw(40, 1);
        PaymentNetwork network = PaymentNetwork.Draw(size, new(), Stream(1), Stream(2));
        int[] order = [.. Enumerable.Range(0, network.Count).OrderBy(l => network.RankStart[l])];
        long[] smaller = [.. order.Select(l => Math.Min(size[network.From[l]], size[network.To[l]]))];
        Assert.Equal(smaller.Order(), smaller);
        Assert.Equal(0UL, network.RankStart[order[0]]);
        UInt128 end = (UInt128)network.RankStart[order[^1]] + network.RankWidth[order[^1]];
        Assert.True(((UInt128)1 << 64) - end < 1_000_000);
    }
}
