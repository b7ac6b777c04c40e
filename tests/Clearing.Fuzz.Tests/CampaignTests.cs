namespace Clearing.Fuzz.Tests;

public sealed class CampaignTests
{
    private static readonly Seeds Generated = new(perType: 1, samples: null);

    [Fact]
    public void The_planted_defect_is_found_and_shrunk_to_a_few_octets()
    {
        Campaign campaign = new(new CanaryTarget(), Generated.Of(SeedFamily.Fin), seed: 1);
        campaign.RunSeeds();
        Assert.Empty(campaign.Report.Defects);
        campaign.Run(inputs: 200_000, bytes: long.MaxValue / 2);

        Defect defect = Assert.Single(campaign.Report.Defects);
        Assert.StartsWith(nameof(IndexOutOfRangeException), defect.What, StringComparison.Ordinal);
        Assert.Equal("{451:}"u8.ToArray(), defect.Input);
    }

    [Fact]
    public void The_same_number_gives_the_same_inputs_and_verdicts()
    {
        CampaignReport first = Run(7);
        CampaignReport second = Run(7);
        CampaignReport other = Run(8);
        Assert.Equal((first.Bytes, first.Rejections, first.Kinds), (second.Bytes, second.Rejections, second.Kinds));
        Assert.NotEqual(first.Bytes, other.Bytes);
    }

    [Fact]
    public void Memory_over_its_bound_is_a_defect()
    {
        Campaign campaign = new(new GreedyTarget(), [new byte[100]], seed: 1);
        campaign.RunSeeds();
        Assert.StartsWith("Memory:", Assert.Single(campaign.Report.Defects).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_does_not_hold_is_a_defect()
    {
        Campaign campaign = new(new UnstableTarget(), [new byte[100]], seed: 1);
        campaign.RunSeeds();
        Defect defect = Assert.Single(campaign.Report.Defects);
        Assert.Equal("written and read again it is another", defect.What);
        Assert.Empty(defect.Input);
    }

    private static CampaignReport Run(ulong seed)
    {
        Campaign campaign = new(new QuietTarget(), Generated.Of(SeedFamily.Iso20022), seed);
        campaign.Run(inputs: 2_000, bytes: long.MaxValue / 2);
        return campaign.Report;
    }

    private sealed class QuietTarget() : Target("quiet", SeedFamily.Iso20022, 100_000)
    {
        public override Verdict Read(ReadOnlySpan<byte> input) => new(input.Length % 2 == 0, (ulong)input.Length % 8);
    }

    private sealed class GreedyTarget() : Target("greedy", SeedFamily.Fin, 1000)
    {
        public override Verdict Read(ReadOnlySpan<byte> input) => new(new byte[1_000_000].Length == input.Length, 0);
    }

    private sealed class UnstableTarget() : Target("unstable", SeedFamily.Fin, 1000)
    {
        public override Verdict Read(ReadOnlySpan<byte> input) => new(true, 0);

        public override void Check(ReadOnlySpan<byte> input) =>
            throw new PropertyException("written and read again it is another");
    }
}
