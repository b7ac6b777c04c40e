using System.Text.RegularExpressions;

namespace Clearing.Server.Tests.Http.Docs;

/// <summary>The page on the interface has all of it.</summary>
public sealed partial class PageTests(LiveDescription live) : IClassFixture<LiveDescription>
{
    private static readonly string Page = Checkout.Text("docs/reference/http-api.md");

    [Fact]
    public void Every_endpoint_is_on_the_page() => Assert.All(live.Endpoints, endpoint => Assert.Contains(
        $"| {LiveDescription.MethodOf(endpoint)} | `{endpoint.RoutePattern.RawText}` |",
        Page, StringComparison.Ordinal));

    [Fact]
    public void Every_code_of_a_problem_is_on_the_page_with_its_status()
    {
        Dictionary<string, string> told = Rows().Matches(Page)
            .SelectMany(row => Codes().Matches(row.Groups[1].Value)
                .Select(code => (Code: code.Groups[1].Value, Status: row.Groups[2].Value)))
            .ToDictionary(row => row.Code, row => row.Status);
        string[] sources = [.. Directory.EnumerateFiles(
            Checkout.PathOf("src/Clearing.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)];
        (string Status, string Code)[] said = [.. sources.SelectMany(source => Problems().Matches(source))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

        Assert.True(said.Length > 20);
        Assert.All(said, problem => Assert.Contains(
            problem.Status, told.GetValueOrDefault(problem.Code, ""), StringComparison.Ordinal));
        Assert.All(
            Enumerable.Range(0, 68).Select(s => Clearing.Server.Http.Refusals.Of((Messages.Sessions.Standing)s))
                .Where(problem => problem is not null),
            problem => Assert.StartsWith(
                $"{problem!.Status}", told.GetValueOrDefault(problem.Code, ""), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| ((?:`[a-z-]+`(?:, )?)+) \| (\d[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Codes();

    [GeneratedRegex("""\b([45]\d\d),\s*"([a-z]+(?:-[a-z]+)*)",\s*\$?"[A-Z]""")]
    private static partial Regex Problems();
}
