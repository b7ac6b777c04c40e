namespace Clearing.Messages.Tests;

/// <summary>
/// Other people's sample messages and schemas. They are not part of the repository: they lie in the shared folder
/// beside the checkout, or where CLEARING_SAMPLES points. A test that needs them calls <see cref="Need"/>: without them
/// it is skipped and says so, and with CI set it fails.
/// </summary>
internal static class Samples
{
    private static readonly string? Root = Find();

    /// <summary>Folder of messages, with expected.csv.</summary>
    public static string Messages => Path.Combine(Need(), "messages");

    /// <summary>Folder of base schemas.</summary>
    public static string Schemas => Path.Combine(Need(), "xsd");

    /// <summary>Folder of the sources of these tests, with the lists of disputed verdicts.</summary>
    public static string TestSources => Checkout.PathOf("tests/Clearing.Messages.Tests");

    /// <summary>The folder that holds messages and xsd.</summary>
    public static string Need()
    {
        if (Root is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip(
                "The sample messages are not here: put them into shared/data beside the checkout, "
                + "or set CLEARING_SAMPLES to the folder that holds messages/ and xsd/.");
        }

        Assert.True(Root is not null, "CI is set, so the sample messages are required; set CLEARING_SAMPLES.");
        return Root!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CLEARING_SAMPLES") is { Length: > 0 } given)
        {
            return IsThere(given) ? given : null;
        }

        string beside = Path.GetFullPath(Checkout.PathOf("../shared/data"));
        return IsThere(beside) ? beside : null;
    }

    private static bool IsThere(string folder) =>
        File.Exists(Path.Combine(folder, "messages", "expected.csv")) && Directory.Exists(Path.Combine(folder, "xsd"));
}
