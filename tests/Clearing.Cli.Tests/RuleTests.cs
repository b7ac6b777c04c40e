using System.Text.RegularExpressions;

namespace Clearing.Cli.Tests;

/// <summary>
/// Every rule of a real system that docs/reference/rules.md lists, run as a scenario whose expectations say what the
/// rule makes happen; a rule that is a figure names the test that holds it. What comes with the messages, or is not
/// modelled, says so.
/// </summary>
public sealed partial class RuleTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string, string> Rules()
    {
        TheoryData<string, string> rules = [];
        foreach (string line in File.ReadLines(Path.Combine(Root, "docs", "reference", "rules.md")))
        {
            Match row = Row().Match(line);
            if (row.Success)
            {
                rules.Add(row.Groups["id"].Value, row.Groups["proof"].Value.Trim());
            }
        }

        return rules;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Rule(string id, string proof)
    {
        if (proof is "messages" or "none")
        {
            return;
        }

        if (!proof.StartsWith("scenarios/", StringComparison.Ordinal))
        {
            string name = proof.Trim('`');
            string method = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            string file = Directory.EnumerateFiles(
                Path.Combine(Root, "tests"), name[..name.IndexOf('.', StringComparison.Ordinal)] + ".cs",
                SearchOption.AllDirectories).Single();
            Assert.Contains($" {method}(", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            return;
        }

        string path = Path.Combine(Root, proof);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Matches($@"\b{Regex.Escape(id)}\b", text);
        Assert.Contains("\nexpect:", text, StringComparison.Ordinal);
        using Session session = new();

        int exit = await session.RunAsync("run", path, "--quiet", "--payments", "none", "--out", session.In("out"));

        Assert.True(exit == 0, $"{id}: {proof} ended with {exit}.\n{session.Out}\n{session.Error}");
    }

    [Fact]
    public void The_list_names_every_rule_and_none_twice()
    {
        string[] expected =
        [
            .. Ids("FW", 21), "NSS-1", .. Ids("CH", 18), .. Ids("CC", 8), .. Ids("T2", 14), .. Ids("TI", 2),
            .. Ids("CP", 5), .. Ids("BJ", 2), "SI-1", "LX-1", .. Ids("E1", 7), .. Ids("HV", 8), .. Ids("BE", 6),
            .. Ids("IB", 6), .. Ids("CI", 4), .. Ids("DN", 7),
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal),
            Rules().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Ids(string family, int count) =>
        Enumerable.Range(1, count).Select(n => $"{family}-{n}");

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearing.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside a checkout.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z][A-Z0-9]+-\d+) \|.*\| `?(?<proof>[^|`]+)`? \|$")]
    private static partial Regex Row();
}
