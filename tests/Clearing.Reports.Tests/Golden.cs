namespace Clearing.Reports.Tests;

/// <summary>Compares bytes with a kept file; <c>CLEARING_ACCEPT=1</c> rewrites the file instead.</summary>
internal static class Golden
{
    // Looked for from the built tests upwards: a deterministic build does not know where its sources lie.
    private static readonly string Folder = FindFolder();

    public static void Matches(string name, byte[] found)
    {
        string path = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("CLEARING_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, found);
        }

        Assert.True(File.Exists(path), $"{name} is missing: run once with CLEARING_ACCEPT=1 and look at it");
        byte[] kept = File.ReadAllBytes(path);
        if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            Assert.Equal(kept, found);
            return;
        }

        Assert.Equal(System.Text.Encoding.UTF8.GetString(kept), System.Text.Encoding.UTF8.GetString(found));
    }

    private static string FindFolder()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearing.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Clearing.sln is nowhere above the tests.");
        }

        return Path.Combine(folder.FullName, "tests", "Clearing.Reports.Tests", "golden");
    }
}
