namespace Clearing.EndToEnd.Tests;

/// <summary>The checkout that these tests belong to.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built program, of the configuration of these tests.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "Clearing.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0",
        "clearing.dll");

    /// <summary>Every scenario that can be run, from the root; what they are composed of is left out.</summary>
    public static IReadOnlyList<string> Scenarios { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("scenarios/rulebooks/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("No Clearing.sln above " + AppContext.BaseDirectory);
    }
}
