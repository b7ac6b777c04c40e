using System.Runtime.CompilerServices;

namespace Clearing.Reports.Tests;

/// <summary>Compares bytes with a kept file; <c>CLEARING_ACCEPT=1</c> rewrites the file instead.</summary>
internal static class Golden
{
    public static void Matches(string name, byte[] found, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "golden", name);
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
}
