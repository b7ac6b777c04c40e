using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>What the pages on served worlds and journals show is what happens; "…" stands for what differs.</summary>
public sealed partial class LivePagesTests
{
    private const string ServePage = "docs/how-to/serve-a-world.md";
    private const string AuditPage = "docs/how-to/audit-a-journal.md";

    [Fact]
    public async Task The_day_of_the_page_is_served_as_it_shows_and_audited_as_the_other_page_shows()
    {
        using TemporaryFolder folder = new();
        string day = folder.Write("my-day.yaml", Scenarios().Match(Checkout.Text(ServePage)).Groups[1].Value);
        Match serve = Commands().Matches(Checkout.Text(ServePage)).Single(match => match.Groups["shown"].Length > 0);
        using (ClearingProcess served = ClearingProcess.Start(Arguments(serve, folder)))
        {
            foreach (string line in serve.Groups["shown"].Value.TrimEnd().Split('\n'))
            {
                Assert.Matches(Pattern(line), await served.ReadLineAsync());
            }

            served.Interrupt();
            Ended ended = await served.EndAsync();
            Assert.True(ended.Code == 0, ended.Error);
        }

        await ServedDay.ServeToTheEndAsync(day, "10:00:01", ["--data", folder.In("data/my-day")]);
        Match[] audits =
            [.. Commands().Matches(Checkout.Text(AuditPage)).Where(match => match.Groups["shown"].Length > 0)];
        Assert.Equal(2, audits.Length);
        foreach (Match audit in audits)
        {
            Ended ended = await ClearingProcess.RunAsync(Arguments(audit, folder));
            Assert.True(ended.Code == 0, ended.Error);
            string said = ended.Out.Replace(folder.Path + "/", "", StringComparison.Ordinal);
            Assert.Matches(Pattern(audit.Groups["shown"].Value.TrimEnd()), said);
        }
    }

    [Fact]
    public async Task Every_verb_and_option_that_the_pages_show_is_one()
    {
        foreach (Match command in Commands().Matches(Checkout.Text(ServePage) + Checkout.Text(AuditPage)))
        {
            string[] words = command.Groups["command"].Value.Split(' ');
            Ended help = await ClearingProcess.RunAsync(words[0], "--help");
            Assert.All(
                words.Where(word => word.StartsWith("--", StringComparison.Ordinal)),
                option => Assert.Contains($" {option}", help.Out));
        }
    }

    private static string[] Arguments(Match command, TemporaryFolder folder) =>
    [
        .. command.Groups["command"].Value.Split(' ').Select(word =>
            word is "my-day.yaml" or "data/my-day" or "out/my-day" ? folder.In(word) : word),
    ];

    // A folder of the test may stand before a path, or nothing.
    private static string Pattern(string shown)
    {
        string plain = shown.Replace("…/data", "…data", StringComparison.Ordinal);
        return "(?s)^" + Regex.Escape(plain).Replace("…", ".*?", StringComparison.Ordinal) + "\\s*$";
    }

    // A fenced block whose first line is a command; the rest is what it prints.
    [GeneratedRegex(
        @"^```\n\$ clearing (?<command>[^\n]*)\n(?<shown>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Scenarios();
}
