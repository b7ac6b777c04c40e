namespace Clearing.EndToEnd.Tests;

/// <summary>Every scenario of the library is a test: it runs, and what it expects is so.</summary>
public sealed class ScenarioLibraryTests
{
    /// <summary>Every scenario that can be run, from the root; what they are composed of is left out.</summary>
    public static TheoryData<string> Scenarios =>
    [
        .. Directory.EnumerateFiles(Checkout.PathOf("scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Checkout.Root, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("scenarios/rulebooks/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_of_the_library_runs_and_meets_what_it_expects(string scenario)
    {
        using TemporaryFolder folder = new();

        Ended ended = await ClearingProcess.RunAsync(
            "run", scenario, "--out", folder.In("out"), "--payments", "none", "--quiet");

        Assert.True(ended.Code == 0, ended.Out + ended.Error);
    }

    [Theory]
    [InlineData("scenarios/research/")]
    [InlineData("scenarios/teaching/")]
    [InlineData("scenarios/vectors/")]
    public void A_folder_of_the_library_is_not_empty(string folder) =>
        Assert.Contains(Scenarios, s => s.Data.StartsWith(folder, StringComparison.Ordinal));
}
