using System.Text.RegularExpressions;

namespace Clearing.Cli.Tests;

/// <summary>
/// Every rule of a real system that docs/reference/rules.md lists, run as a scenario whose expectations say what the
/// rule makes happen; a rule that is a figure names the test that holds it. What is not modelled
/// says so.
/// </summary>
public sealed partial class RuleTests
{
    /// <summary>The rules that have a proof here; one that has none says so in the table and is no test.</summary>
    public static TheoryData<string, string> Proved() =>
        [.. Rules().Where(rule => rule.Proof is not "none")];

    [Theory]
    [MemberData(nameof(Proved))]
    public async Task Rule(string id, string proof)
    {
        if (!proof.StartsWith("scenarios/", StringComparison.Ordinal))
        {
            string name = proof.Trim('`');
            string method = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            string file = Directory.EnumerateFiles(
                Checkout.PathOf("tests"), name[..name.IndexOf('.', StringComparison.Ordinal)] + ".cs",
                SearchOption.AllDirectories).Single();
            Assert.Contains($" {method}(", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            return;
        }

        string path = Checkout.PathOf(proof);
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
            .. Ids("IB", 6), .. Ids("CI", 4), .. Ids("DN", 7), .. Ids("SW", 19),
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal),
            Rules().Select(rule => rule.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_these_seven_have_no_proof() => Assert.Equal(
        ["BE-5", "CH-15", "HV-7", "IB-5", "IB-6", "SW-17", "SW-19"],
        Rules().Where(rule => rule.Proof == "none").Select(rule => rule.Id).Order(StringComparer.Ordinal));

    private static List<(string Id, string Proof)> Rules() =>
    [
        .. Checkout.Lines("docs/reference/rules.md")
            .Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups["id"].Value, row.Groups["proof"].Value.Trim())),
    ];

    private static IEnumerable<string> Ids(string family, int count) =>
        Enumerable.Range(1, count).Select(n => $"{family}-{n}");

    [GeneratedRegex(@"^\| (?<id>[A-Z][A-Z0-9]+-\d+) \|.*\| `?(?<proof>[^|`]+)`? \|$")]
    private static partial Regex Row();
}
