using System.Xml.Linq;

namespace Clearing.Architecture.Tests;

/// <summary>The files of the checkout, build output left out.</summary>
internal static class Repository
{
    private static readonly string[] Unwatched =
        ["bin", "obj", "out", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>Paths from the root with '/', in ordinal order, hidden folders but <c>.ci</c> left out.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Checkout.Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Sources => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Pages => Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(Project.Read)];

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/');
        }

        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(inner);
            if (!Unwatched.Contains(name) && (name[0] != '.' || name == ".ci"))
            {
                foreach (string file in Walk(inner))
                {
                    yield return file;
                }
            }
        }
    }
}

/// <summary>A project file as these tests look at it.</summary>
internal sealed record Project(
    string File, string Name, string AssemblyName, IReadOnlySet<string> References, IReadOnlySet<string> Packages,
    string? WhyOutside)
{
    public string Folder => Path.GetDirectoryName(File)!.Replace('\\', '/');

    public bool IsRoom => File.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>A program of its own beside the rooms; its assembly is not looked into.</summary>
    public bool IsTool => File.StartsWith("tools/", StringComparison.Ordinal);

    /// <summary>
    /// Measures the rooms, or is what they are measured against. It is drawn; tests of its own it needs not have.
    /// </summary>
    public bool IsMeasurement =>
        File.StartsWith("benchmarks/", StringComparison.Ordinal)
        || File.StartsWith("loadtests/", StringComparison.Ordinal);

    /// <summary>
    /// Not built with the rest, for the reason that its property <c>OutsideTheSolution</c> gives; versions and lock files
    /// are its own affair.
    /// </summary>
    public bool IsOutside => WhyOutside is not null;

    public bool IsTests => File.StartsWith("tests/", StringComparison.Ordinal);

    public string AssemblyPath =>
        Path.Combine(Checkout.Root, Folder, "bin", Checkout.Configuration, "net10.0", AssemblyName + ".dll");

    public static Project Read(string file)
    {
        XDocument document = XDocument.Load(Checkout.PathOf(file));
        string name = Path.GetFileNameWithoutExtension(file);
        return new Project(
            file,
            name,
            document.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name,
            document.Descendants("ProjectReference")
                .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))
                .ToHashSet(),
            document.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value).ToHashSet(),
            document.Descendants("OutsideTheSolution").FirstOrDefault()?.Value);
    }
}
