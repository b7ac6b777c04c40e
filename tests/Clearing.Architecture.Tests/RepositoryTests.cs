using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Clearing.Architecture.Tests;

/// <summary>The root of the repository: known folders, every project built, versions in one place.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] KnownFolders =
        [".ci", "benchmarks", "docs", "loadtests", "scenarios", "src", "tests", "tools"];

    [Fact]
    public void Every_top_level_folder_is_known() =>
        Findings.None([.. Repository.Files.Where(f => f.Contains('/')).Select(f => f[..f.IndexOf('/')]).Distinct()
            .Except(KnownFolders).Select(f => $"{f}/: not a folder of the drawing")]);

    [Fact]
    public void Every_project_is_in_the_solution_and_every_room_and_tool_has_its_tests()
    {
        string solution = Checkout.Text("Clearing.sln").Replace('\\', '/');
        HashSet<string> names = [.. Repository.Projects.Select(p => p.Name)];
        List<string> wrong = [];
        foreach (Project project in Repository.Projects)
        {
            if (solution.Contains('"' + project.File + '"') == project.IsOutside)
            {
                wrong.Add(project.IsOutside
                    ? $"{project.File}: in Clearing.sln, and says that it stands outside"
                    : $"{project.File}: not in Clearing.sln");
            }

            if ((project.IsRoom || project.IsTool) && !names.Contains(project.Name + ".Tests"))
            {
                wrong.Add($"{project.File}: no {project.Name}.Tests");
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_project_outside_the_solution_says_why_for_readers_too() =>
        Findings.None([.. Repository.Projects.Where(p => p.IsOutside)
            .Where(p => p.WhyOutside!.Length == 0 || p.IsRoom || p.IsTests
                || !Repository.Files.Contains(p.Folder + "/README.md"))
            .Select(p => $"{p.File}: a room or a test, or without a reason or a README.md beside it")]);

    [Fact]
    public void Package_versions_stand_in_one_place_and_lock_files_are_there()
    {
        List<string> wrong = [];
        foreach (Project project in Repository.Projects.Where(p => !p.IsOutside))
        {
            XDocument document = XDocument.Load(Checkout.PathOf(project.File));
            wrong.AddRange(document.Descendants("PackageReference")
                .Where(r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null)
                .Select(r => $"{project.File}: a version of {r.Attribute("Include")!.Value}"));
            if (!Repository.Files.Contains(project.Folder + "/packages.lock.json"))
            {
                wrong.Add($"{project.File}: no packages.lock.json beside it");
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void Every_package_has_its_decision_and_every_decision_its_package()
    {
        HashSet<string> packages = [.. XDocument.Load(Checkout.PathOf("Directory.Packages.props"))
            .Descendants("PackageVersion").Select(p => p.Attribute("Include")!.Value)];
        string decisions = string.Join('\n', Repository.Pages
            .Where(f => f.StartsWith("docs/decisions/", StringComparison.Ordinal)).Select(Checkout.Text));
        HashSet<string> decided = [.. PackageLines().Matches(decisions).Select(m => m.Groups[1].Value)];
        Findings.None(
        [
            .. packages.Except(decided).Select(p => $"docs/decisions/: nothing on {p}"),
            .. decided.Except(packages).Select(p => $"docs/decisions/: {p} is not in Directory.Packages.props"),
        ]);
    }

    // A decision names its packages in a line "Package: `Name`, `Name`"; each name in back quotes.
    [GeneratedRegex(@"(?<=^Packages?: [^\n]*)`([A-Za-z0-9.-]+)`", RegexOptions.Multiline)]
    private static partial Regex PackageLines();
}
