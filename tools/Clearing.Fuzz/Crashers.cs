using System.Security.Cryptography;

namespace Clearing.Fuzz;

/// <summary>Inputs that showed a defect, as files named TARGET-DIGEST; kept for good and read by a test.</summary>
public static class Crashers
{
    public static string Write(string folder, string target, ReadOnlySpan<byte> input)
    {
        Directory.CreateDirectory(folder);
        string digest = Convert.ToHexStringLower(SHA256.HashData(input))[..12];
        string path = Path.Combine(folder, $"{target}-{digest}");
        File.WriteAllBytes(path, input);
        return path;
    }

    /// <summary>The target that a file is for, by its name.</summary>
    public static string TargetOf(string path)
    {
        string name = Path.GetFileName(path);
        return name[..name.LastIndexOf('-')];
    }
}
