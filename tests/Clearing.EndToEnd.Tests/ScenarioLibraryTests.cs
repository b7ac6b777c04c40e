namespace Clearing.EndToEnd.Tests;

/// <summary>Every scenario of the library is a test: it runs, and what it expects is so.</summary>
public sealed class ScenarioLibraryTests
{
    public static TheoryData<string> Scenarios => [.. Checkout.Scenarios];

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
        Assert.Contains(Checkout.Scenarios, s => s.StartsWith(folder, StringComparison.Ordinal));
}
