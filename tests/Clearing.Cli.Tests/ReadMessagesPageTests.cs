using System.Text.RegularExpressions;

namespace Clearing.Cli.Tests;

/// <summary>What docs/how-to/read-messages.md shows is what happens.</summary>
public sealed partial class ReadMessagesPageTests
{
    private static readonly string Page = Checkout.PathOf("docs/how-to/read-messages.md");

    [Fact]
    public async Task Every_file_that_the_page_shows_is_read_as_it_says()
    {
        string text = await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
        MatchCollection examples = Examples().Matches(text);

        Assert.Equal(3, examples.Count);
        foreach (Match example in examples)
        {
            using Session session = new();
            string name = example.Groups["name"].Value;
            string path = session.Write(name, example.Groups["file"].Value);

            int code = await session.RunAsync("message", "parse", path);

            string printed = session.Out.Replace(path, name, StringComparison.Ordinal);
            Assert.Equal(name == "wrong.fin" ? ExitCode.Invalid : ExitCode.Ok, code);
            if (Golden.Accepts)
            {
                text = text.Replace(example.Groups["shown"].Value, printed, StringComparison.Ordinal);
                await File.WriteAllTextAsync(Page, text, TestContext.Current.CancellationToken);
                continue;
            }

            Assert.Equal(example.Groups["shown"].Value, printed);
        }
    }

    // A file is named before it is shown, and followed, sooner or later, by what is printed of it.
    [GeneratedRegex(
        @"`(?<name>[a-z]+\.[a-z]+)`:\n\n```text\n(?<file>.*?)^```.*?^```json\n(?<shown>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Examples();
}
