using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>The files that a how-to shows work as they stand there.</summary>
public sealed partial class HowToTests
{
    [Fact]
    public async Task A_made_up_system_is_a_file_in_any_folder_and_no_code()
    {
        using TemporaryFolder folder = new();
        string[] files = [.. Files().Matches(Checkout.Text("docs/how-to/add-a-system.md"))
            .Select(match => match.Groups[1].Value)];
        folder.Write("island.yaml", files[0]);
        string day = folder.Write("day.yaml", files[1]);

        Ended valid = await ClearingProcess.RunAsync("validate", day);
        Ended ran = await ClearingProcess.RunAsync("run", day, "--out", folder.In("out"));

        Assert.True(valid.Code == 0, valid.Error);
        Assert.True(ran.Code == 0, ran.Out + ran.Error);
        Assert.Contains("island", ran.Out, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Files();
}
