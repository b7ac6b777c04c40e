using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Tests;

/// <summary>Finds files of the checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string TestFolder { get; } = Path.Combine(Root, "tests", "Clearing.Scenarios.Tests");

    /// <summary>True when golden files are to be written instead of compared.</summary>
    public static bool Accepts => Environment.GetEnvironmentVariable("CLEARING_ACCEPT") == "1";

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Compares with a golden file, or writes it.</summary>
    public static void MatchesGolden(string goldenPath, string found)
    {
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(goldenPath)!);
            File.WriteAllText(goldenPath, found);
        }

        string golden = File.Exists(goldenPath) ? File.ReadAllText(goldenPath) : "";
        Assert.Equal(golden, found);
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clearing.sln")))
            {
                return folder.FullName;
            }
        }

        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
    }
}
