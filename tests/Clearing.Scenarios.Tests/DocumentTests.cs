using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Tests;

public sealed partial class DocumentTests
{
    private const string Attributes = "opening-position: 1, capital: 100, cap-multiple: 1.125, requirement: 10, "
        + "collateral: 5, contribution: 5, pledged: 5";

    private static readonly (string Key, string Text)[] BaseText =
    [
        ("name", "name: snippet"),
        ("participants", "participants:\n" + string.Join('\n',
            "ABC".Select(id => $"  - {{ id: {id}, attributes: {{ {Attributes} }} }}"))),
        ("payments", "payments:\n  - { id: p1, at: \"09:30\", from: A, to: B, amount: 1.00 }"),
        ("systems", "systems:\n  - { name: gross, rulebook: rtgs }\n  - { name: netted, rulebook: dns }"),
    ];

    private static readonly (string Name, string Text)[] Files =
    [
        ("participants.csv", "name,id,balance,tier\nDeodar,D,5.00,1\n"),
        ("payments.csv", "id,at,amount,from,to\nq1,09:30,1.00,A,B\n"),
        ("rules.yaml", "rulebook: mine\nqueue: bypass-fifo\n"),
    ];

    private static string Page =>
        Checkout.Text("docs/reference/scenario-file.md")
        + Checkout.Text("docs/reference/rulebook-file.md")
        + Checkout.Text("docs/reference/network.md");

    public static TheoryData<string> Snippets =>
        [.. Fence().Matches(Page).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Every_snippet_of_the_page_is_valid(string snippet)
    {
        if (snippet.StartsWith("rulebook:", StringComparison.Ordinal))
        {
            string system = Whole("systems:\n  - { name: own, rulebook: ./snippet.yaml }");
            Reading.Good(system, ("snippet.yaml", snippet));
            return;
        }

        Reading.Good(Whole(snippet), Files);
    }

    [Fact]
    public void Every_key_of_the_schemas_stands_on_the_page()
    {
        HashSet<string> keys = [];
        Collect(JsonNode.Parse(SchemaWriter.Scenario())!, keys);
        Collect(JsonNode.Parse(SchemaWriter.Rulebook())!, keys);
        string page = Page;

        Assert.All(keys, key => Assert.Matches($"[`{{ ,]{key}[`:,]", page));
        Assert.True(keys.Count > 60);
    }

    [Fact]
    public void The_page_of_errors_lists_exactly_the_codes_of_the_program()
    {
        string page = Checkout.Text("docs/reference/errors.md");
        IEnumerable<string> listed = Row().Matches(page).Select(match => match.Groups[1].Value);
        IEnumerable<string> codes = typeof(ErrorCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes, listed);
    }

    [Fact]
    public void Every_scenario_and_rulebook_of_the_repository_is_valid()
    {
        foreach (string path in Directory.EnumerateFiles(Checkout.PathOf("scenarios"),
            "*.yaml", SearchOption.AllDirectories))
        {
            // Whose payments are messages needs a reader of them, which this room does not know.
            bool isOfMessages = File.ReadAllText(path).Contains("{ messages:", StringComparison.Ordinal);
            if (isOfMessages || Path.GetFileName(Path.GetDirectoryName(path)) is "rulebooks" or "calibrations")
            {
                continue;
            }

            ScenarioResult result = ScenarioReader.Read(path, draw: false);
            Assert.Equal("", string.Join('\n', result.Errors));
        }
    }

    private static string Whole(string snippet)
    {
        IEnumerable<string> rest = BaseText
            .Where(part => !Regex.IsMatch(snippet, $"^{part.Key}:", RegexOptions.Multiline))
            .Select(part => part.Text);
        return string.Join('\n', rest.Append(snippet));
    }

    private static void Collect(JsonNode node, HashSet<string> keys)
    {
        if (node is JsonObject map)
        {
            foreach ((string key, JsonNode? value) in map)
            {
                if (key == "properties" && value is JsonObject properties)
                {
                    keys.UnionWith(properties.Select(property => property.Key));
                }

                if (value is not null)
                {
                    Collect(value, keys);
                }
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                Collect(item!, keys);
            }
        }
    }

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| (CLR-\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
