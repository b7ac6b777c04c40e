using Microsoft.Playwright;

namespace Clearing.EndToEnd.Tests;

/// <summary>The page on which the interface over HTTP is read, in a real browser.</summary>
public sealed class DocsPageTests
{
    private const string Said = "Listening for requests on ";

    [Fact]
    public async Task The_page_shows_every_address_asks_nobody_else_and_breaks_no_rule_of_its_policy()
    {
        string chromium = RequiredBrowser.Find();
        using TemporaryFolder folder = new();
        using ClearingProcess world = ClearingProcess.Start(
            "serve", "--data", folder.In("world"), "--tcp", "0", "--http", "0");
        string? line = "";
        while (line is not null && !line.StartsWith(Said, StringComparison.Ordinal))
        {
            line = await world.ReadLineAsync();
        }

        string address = line![Said.Length..];
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
            if (!request.Url.StartsWith(address, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                troubles.Add("the page asks for " + request.Url);
            }
        };

        await page.GotoAsync(address + "/docs");
        await page.Locator(".opblock").First.WaitForAsync();

        Assert.Contains("Clearing", await page.TitleAsync());
        Assert.Contains("/v1/ledgers/{ledger}/payments/bulk", await page.InnerTextAsync("body"));
        Assert.Empty(troubles);
        world.Interrupt();
        Assert.Equal(0, (await world.EndAsync()).Code);
    }
}
