using System.Reflection;

namespace Clearing.Scenarios.Compilation;

/// <summary>Files that travel inside the assembly.</summary>
internal static class Resources
{
    private const string RulebookPrefix = "rulebooks/";

    private static readonly Assembly OwnAssembly = typeof(Resources).Assembly;

    /// <summary>Names of the built-in rulebooks, in ordinal order.</summary>
    public static IReadOnlyList<string> Rulebooks { get; } =
    [
        .. OwnAssembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(RulebookPrefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name))
            .Order(StringComparer.Ordinal),
    ];

    public static string Rulebook(string name) => Text(RulebookPrefix + name + ".yaml");

    public static string[] Lines(string name) => Text(name).Split('\n');

    private static string Text(string name)
    {
        using Stream stream = OwnAssembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
