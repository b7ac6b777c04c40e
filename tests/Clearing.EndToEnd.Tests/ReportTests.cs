using Microsoft.Playwright;

namespace Clearing.EndToEnd.Tests;

/// <summary>The report in a real browser.</summary>
public sealed class ReportTests
{
    private const string Day =
        """
        name: browser
        participants:
          - { id: A, balance: 35.00 }
          - { id: B, balance: 10.00 }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 60.00 }
          - { id: p2, at: "10:00", from: B, to: A, amount: 50.00 }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        """;

    [Fact]
    public async Task The_report_opens_without_errors_and_shows_its_figures()
    {
        string chromium = RequiredBrowser.Find();
        using TemporaryFolder folder = new();
        Ended ended = await ClearingProcess.RunAsync(
            "run", folder.Write("day.yaml", Day), "--out", folder.In("out"));
        Assert.Equal(0, ended.Code);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync();
        List<string> troubles = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                troubles.Add(message.Text);
            }
        };
        page.PageError += (_, error) => troubles.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                troubles.Add("the page asks for " + request.Url);
            }
        };

        await page.GotoAsync(new Uri(Path.Combine(folder.In("out"), "report.html")).AbsoluteUri);

        Assert.Empty(troubles);
        Assert.Contains("browser", await page.TitleAsync());
        Assert.Contains("netted", await page.InnerTextAsync("body"));
        Assert.True(await page.Locator("svg").CountAsync() > 0, "no figure");
        Assert.True((await page.ScreenshotAsync(new() { FullPage = true })).Length > 10_000, "an empty picture");
    }
}
