using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>What the README and the tutorial print is what happens.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Pages => ["README.md", "docs/tutorials/first-run.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_run_command_of_a_page_prints_what_the_page_shows(string page)
    {
        List<(string Command, string Shown)> runs = [.. RunsOf(Checkout.Text(page))];

        Assert.NotEmpty(runs);
        foreach ((string command, string shown) in runs)
        {
            using TemporaryFolder folder = new();
            string[] verb = [.. command.Split(" -- ", 2)[1].Split(' '), "--out", folder.In("out")];

            Ended ended = await ClearingProcess.RunAsync(verb);

            Assert.True(ended.Code == 0, ended.Error);
            Assert.Equal(Compact(shown), Compact(WithPlainFolder(ended.Out, folder.In("out"), shown)));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_scenario_that_a_page_shows_is_valid_and_short(string page)
    {
        using TemporaryFolder folder = new();
        MatchCollection shown = Scenarios().Matches(Checkout.Text(page));

        Assert.NotEmpty(shown);
        foreach (Match match in shown)
        {
            string text = match.Groups[1].Value;
            Assert.InRange(text.TrimEnd().Split('\n').Length, 1, 25);
            string file = folder.Write("shown.yaml", text);
            Ended ended = await ClearingProcess.RunAsync("run", file, "--out", folder.In("out"));
            Assert.True(ended.Code == 0, ended.Out + ended.Error);
        }
    }

    [Fact]
    public void The_second_command_of_the_readme_runs_the_tests() =>
        Assert.Contains("\n$ ./test.sh\n", Checkout.Text("README.md"));

    // A fenced block whose first line is a command; the rest is what it prints.
    private static IEnumerable<(string Command, string Shown)> RunsOf(string page) =>
        Blocks().Matches(page).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    // The page shows the default folder; the test writes to one of its own.
    private static string WithPlainFolder(string printed, string folder, string shown) =>
        Regex.Match(shown, @"Files:\s+(\S+)") is { Success: true } plain
            ? printed.Replace(folder, plain.Groups[1].Value)
            : printed;

    private static string Compact(string text) =>
        string.Join('\n', text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0));

    [GeneratedRegex(
        @"^```[a-z]*\n\$ (dotnet run [^\n]* -- [^\n]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Scenarios();
}
