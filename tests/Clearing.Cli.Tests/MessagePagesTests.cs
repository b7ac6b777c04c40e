using System.Text.RegularExpressions;

namespace Clearing.Cli.Tests;

/// <summary>What the pages about converting and explaining messages show is what happens.</summary>
public sealed partial class MessagePagesTests
{
    [Theory]
    [InlineData("docs/how-to/convert-messages.md")]
    [InlineData("docs/tutorials/read-a-payment.md")]
    public async Task Every_command_of_a_page_prints_what_the_page_shows(string page)
    {
        string text = await File.ReadAllTextAsync(Checkout.PathOf(page), TestContext.Current.CancellationToken);
        MatchCollection commands = Commands().Matches(text);

        Assert.NotEmpty(commands);
        foreach (Match command in commands)
        {
            using Session session = new(width: 110);
            foreach (Match file in Files().Matches(text))
            {
                session.Write(file.Groups["name"].Value, file.Groups["text"].Value);
            }

            await session.RunAsync(
            [
                .. command.Groups["verb"].Value.Split(' ')
                    .Select(word => word.EndsWith(".fin", StringComparison.Ordinal) ? session.In(word) : word),
            ]);
            string printed = Compact((session.Out + session.Error)
                .Replace(session.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
            string shown = command.Groups["shown"].Value;
            if (Golden.Accepts)
            {
                string block = command.Value;
                text = text.Replace(block, block.Replace(shown + "```", printed + "\n```"), StringComparison.Ordinal);
                await File.WriteAllTextAsync(Checkout.PathOf(page), text, TestContext.Current.CancellationToken);
            }
            else
            {
                Assert.Equal(Compact(shown), printed);
            }
        }
    }

    // Spaces at the end of a line and empty lines are not shown.
    private static string Compact(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));

    // A fenced text behind the name of the file that it is.
    [GeneratedRegex(
        @"`(?<name>[a-z-]+\.fin)`[^\n]*\n\n```text\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Files();

    // A fenced block whose first line is a command; the rest is what it prints.
    [GeneratedRegex(
        @"^```\n\$ clearing (?<verb>[^\n]*)\n(?<shown>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
