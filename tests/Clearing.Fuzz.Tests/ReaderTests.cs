using Clearing.Messages.Tests;

namespace Clearing.Fuzz.Tests;

/// <summary>
/// Every reader under mutated messages: a fixed number of inputs from a fixed number, in CI and elsewhere.
/// </summary>
public sealed class ReaderTests
{
    private const long BytesPerTarget = 6_000_000;

    private static readonly Seeds Generated = new(perType: 2, samples: null);

    public static TheoryData<string> Names => [.. Targets.Names];

    private static string CrasherFolder => Path.Combine(AppContext.BaseDirectory, "crashers");

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_but_a_declared_verdict_comes_out_of_mutated_messages(string name)
    {
        Target target = Targets.Make(name);
        Campaign campaign = new(target, Generated.Of(target.Family), seed: 20261123);
        campaign.RunSeeds();
        campaign.Run(inputs: long.MaxValue / 2, BytesPerTarget);
        Assert.True(campaign.Report.Defects.Count == 0, string.Join("\n", campaign.Report.Defects.Select(Told)));
        Assert.True(campaign.Report.Rejections > 0, "A target that refuses nothing is no target.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_but_a_declared_verdict_comes_out_of_samples_and_their_mutations(string name)
    {
        Target target = Targets.Make(name);
        Campaign campaign = new(target, new Seeds(perType: 0, Samples.Messages).Of(target.Family), seed: 4);
        campaign.RunSeeds();
        campaign.Run(inputs: long.MaxValue / 2, BytesPerTarget / 2);
        Assert.True(campaign.Report.Defects.Count == 0, string.Join("\n", campaign.Report.Defects.Select(Told)));
    }

    [Fact]
    public void What_once_showed_a_defect_does_so_no_more()
    {
        string[] files = Directory.Exists(CrasherFolder) ? Directory.GetFiles(CrasherFolder) : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            Target target = Targets.Make(Crashers.TargetOf(file));
            Campaign campaign = new(target, [File.ReadAllBytes(file)], seed: 0);
            campaign.RunSeeds();
            Assert.True(
                campaign.Report.Defects.Count == 0,
                file + "\n" + string.Join("\n", campaign.Report.Defects.Select(Told)));
        }
    }

    private static string Told(Defect defect) =>
        $"{defect.Target}: {defect.What}\ninput (base64): {Convert.ToBase64String(defect.Input)}";
}
