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

    [Fact]
    public void Every_folder_of_the_library_has_scenarios() =>
        Assert.Equal(
            ["research", "teaching", "vectors"],
            Checkout.Scenarios.Select(s => s.Split('/')[1]).Distinct().Order(StringComparer.Ordinal));
}
