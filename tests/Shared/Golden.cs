using System.Text;

namespace Clearing.Tests;

/// <summary>
/// Holds what a test finds against a file of the checkout. With <c>CLEARING_ACCEPT=1</c> files and pages take over what
/// is found instead; look at the difference then.
/// </summary>
internal static class Golden
{
    public static bool Accepts => Environment.GetEnvironmentVariable("CLEARING_ACCEPT") == "1";

    // Told as text: an array of octets shows nobody what differs.
    public static void Matches(string file, string found) =>
        Assert.Equal(Encoding.UTF8.GetString(Kept(file, Encoding.UTF8.GetBytes(found))), found);

    public static void Matches(string file, byte[] found) => Assert.Equal(Kept(file, found), found);

    private static byte[] Kept(string file, byte[] found)
    {
        string path = Checkout.PathOf(file);
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, found);
        }

        Assert.True(File.Exists(path), $"{file} is missing: run once with CLEARING_ACCEPT=1 and look at it");
        return File.ReadAllBytes(path);
    }
}
