using Clearing.Reports;

namespace Clearing.Cli.Tests.Live;

/// <summary>Compares folders of runs.</summary>
internal static class RunFolders
{
    public static void Write(RunSummary summary, string folder) =>
        Assert.Null(RunFiles.Write(summary, folder, PaymentsFormat.Csv));

    public static void AreSame(string expected, string found, string what)
    {
        string[] names = NamesOf(expected);
        Assert.Equal(names, NamesOf(found));
        foreach (string name in names)
        {
            byte[] left = File.ReadAllBytes(Path.Combine(expected, name));
            byte[] right = File.ReadAllBytes(Path.Combine(found, name));
            Assert.True(left.AsSpan().SequenceEqual(right), $"{what}: {name} differs\n{FirstDifference(left, right)}");
        }
    }

    private static string[] NamesOf(string folder) =>
        [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string FirstDifference(byte[] left, byte[] right)
    {
        string[] expected = System.Text.Encoding.UTF8.GetString(left).Split('\n');
        string[] found = System.Text.Encoding.UTF8.GetString(right).Split('\n');
        int line = Enumerable.Range(0, Math.Min(expected.Length, found.Length))
            .FirstOrDefault(i => expected[i] != found[i], Math.Min(expected.Length, found.Length));
        return $"line {line + 1}\n{Of(expected)}\n{Of(found)}";

        string Of(string[] lines) => line < lines.Length ? lines[line][..Math.Min(300, lines[line].Length)] : "(end)";
    }
}
