namespace Clearing.EndToEnd.Tests;

/// <summary>The browser of this machine.</summary>
internal static class RequiredBrowser
{
    /// <summary>Its path; where it is absent the test is skipped, and with CI set fails.</summary>
    public static string Find()
    {
        string? chromium = Environment.GetEnvironmentVariable("CLEARING_CHROMIUM") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, "chromium"))
                .FirstOrDefault(File.Exists);
        Assert.SkipWhen(
            chromium is null && Environment.GetEnvironmentVariable("CI") != "true",
            "Chromium is absent; './test.sh --install' installs it");
        Assert.NotNull(chromium);
        return chromium;
    }
}
