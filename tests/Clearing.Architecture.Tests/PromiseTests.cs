using System.Text.RegularExpressions;

namespace Clearing.Architecture.Tests;

/// <summary>The page of promises has every row of the catalogue, and every proof that it names exists.</summary>
public sealed partial class PromiseTests
{
    private const string Page = "docs/reference/promises.md";

    private static readonly string[] Promised =
    [
        .. Enumerable.Range(1, 9).Select(i => $"R{i}"),
        .. Enumerable.Range(1, 15).Select(i => $"S{i}"),
        .. Enumerable.Range(1, 9).Select(i => $"N{i}"),
        .. Enumerable.Range(1, 11).Select(i => $"C{i}"),
        .. Enumerable.Range(1, 14).Select(i => $"I{i}"),
        .. Enumerable.Range(1, 6).Select(i => $"T{i}"),
        .. Enumerable.Range(1, 10).Select(i => $"B{i}"),
        .. Enumerable.Range(1, 12).Select(i => $"X{i}"),
    ];

    // By project, the methods that its files name as tests do: with underscores.
    private static readonly Dictionary<string, HashSet<string>> Tests = Repository.Sources
        .Where(file => file.StartsWith("tests/Clearing.", StringComparison.Ordinal))
        .GroupBy(file => file.Split('/')[1]["Clearing.".Length..])
        .ToDictionary(
            project => project.Key,
            project => project.SelectMany(file => TestNames().Matches(Checkout.Text(file)))
                .Select(match => match.Groups[1].Value).ToHashSet());

    [Fact]
    public void Every_row_is_there_once_and_has_a_proof_in_each_project_that_it_names_or_says_what_is_not_promised()
    {
        List<string> wrong = [];
        Dictionary<string, string> rows = [];
        foreach (Match match in Rows().Matches(Checkout.Text(Page)))
        {
            if (!rows.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
            {
                wrong.Add($"{Page}: {match.Groups[1].Value} stands twice");
            }
        }

        wrong.AddRange(Promised.Where(id => !rows.ContainsKey(id)).Select(id => $"{Page}: {id} is missing"));
        foreach ((string id, string proof) in rows.Where(row => row.Key[0] != 'R'))
        {
            string[] projects = [.. Projects().Matches(proof).Select(match => match.Value).Distinct()];
            if (projects.Length == 0 && !proof.Contains("*Not promised:*", StringComparison.Ordinal))
            {
                wrong.Add($"{Page}: {id} has neither a proof nor a reason");
            }

            wrong.AddRange(projects
                .Where(project => !Tests.TryGetValue(project, out HashSet<string>? tests)
                    || !tests.Any(test => IdsOf(test).Contains(id)))
                .Select(project => $"{Page}: {project} has no test of {id}"));
        }

        Findings.None(wrong);
    }

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        HashSet<string> all = [.. Tests.Values.SelectMany(tests => tests)];
        Findings.None([
            .. NamedTests().Matches(Checkout.Text(Page)).Select(match => match.Groups[1].Value)
                .Where(name => !all.Contains(name)).Select(name => $"{Page}: there is no test {name}"),
        ]);
    }

    // Those that its name begins with: S2_C3_What_is_held.
    private static IEnumerable<string> IdsOf(string test) =>
        test.Split('_').TakeWhile(part => IsId().IsMatch(part));

    [GeneratedRegex(@"(?:void|Task) ([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)\(")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^\| ([A-Z]\d+) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\.Tests\b")]
    private static partial Regex Projects();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){3,})`")]
    private static partial Regex NamedTests();

    [GeneratedRegex(@"^[A-Z]\d+$")]
    private static partial Regex IsId();
}
