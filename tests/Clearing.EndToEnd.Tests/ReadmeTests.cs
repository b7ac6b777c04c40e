using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>What the README and the tutorial print is what happens.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Pages =>
        ["README.md", "docs/tutorials/first-run.md", "docs/tutorials/follow-a-payment.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_run_command_of_a_page_prints_what_the_page_shows(string page)
    {
        string text = Checkout.Text(page);
        MatchCollection runs = Runs().Matches(text);

        Assert.NotEmpty(runs);
        foreach (Match run in runs)
        {
            using TemporaryFolder folder = new();
            string shown = run.Groups["shown"].Value;
            string[] verb = [.. run.Groups["verb"].Value.Split(' '), "--out", folder.In("out")];

            Ended ended = await ClearingProcess.RunAsync(verb);

            Assert.True(ended.Code == 0, ended.Error);
            string printed = Compact(WithPlainFolder(ended.Out, folder.In("out")));
            if (Golden.Accepts)
            {
                text = text.Replace(shown, printed + "\n");
                File.WriteAllText(Checkout.PathOf(page), text);
                continue;
            }

            Assert.Equal(Compact(shown), printed);
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
    public async Task Every_line_of_a_file_that_the_tutorial_on_messages_shows_is_in_that_file()
    {
        string text = Checkout.Text("docs/tutorials/follow-a-payment.md");
        using TemporaryFolder folder = new();
        Ended ended = await ClearingProcess.RunAsync(
            "run", "scenarios/teaching/cross-border-dollar.yaml", "--out", folder.In("out"), "--quiet");

        Assert.True(ended.Code == 0, ended.Error);
        MatchCollection shown = Lines().Matches(text);
        Assert.InRange(shown.Count, 3, 20);
        foreach (Match block in shown)
        {
            string[] file = File.ReadAllLines(Path.Combine(folder.In("out"), block.Groups["file"].Value));
            string[] lines = block.Groups["shown"].Value.TrimEnd().Split('\n');
            Assert.All(lines, line => Assert.Contains(line, file));
        }
    }

    [Fact]
    public void The_second_command_of_the_readme_runs_the_tests() =>
        Assert.Contains("\n$ ./test.sh\n", Checkout.Text("README.md"));

    // The page shows the default folder; the test writes to one of its own.
    private static string WithPlainFolder(string printed, string folder) =>
        printed.Replace(folder, "out/" + printed.Split('\n', 2)[0].Trim());

    // Spaces at the end of a line and empty lines are not shown.
    private static string Compact(string text) =>
        string.Join('\n', text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0));

    // A fenced block whose first line is a command; the rest is what it prints.
    [GeneratedRegex(
        @"^```[a-z]*\n\$ dotnet run [^\n]* -- (?<verb>[^\n]*)\n(?<shown>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Runs();

    [GeneratedRegex(
        @"^```csv (?<file>[a-z.-]+)\n(?<shown>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Lines();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Scenarios();
}
