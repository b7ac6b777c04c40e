using System.Globalization;
using System.Text;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Tests;

/// <summary>
/// Every scenario of the folder BadInput is broken on purpose; beside it stand its errors, word for word. The first
/// letters are the row of the project's catalogue of bad input. CLEARING_ACCEPT=1 writes the golden files.
/// </summary>
public sealed class BadInputTests
{
    private const string Folder = "tests/Clearing.Scenarios.Tests/BadInput";

    public static TheoryData<string> Cases =>
    [
        .. Directory.GetFiles(Checkout.PathOf(Folder), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.EndsWith(".rules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void I11_I13_A_broken_file_gets_its_exact_errors(string name)
    {
        ScenarioResult result = Read($"{Folder}/{name}.yaml");

        Assert.Null(result.Scenario);
        Assert.NotEmpty(result.Errors);
        Golden.Matches($"{Folder}/{name}.expected", Words(result));
    }

    [Fact]
    public void The_table_holds_at_least_sixty_files() => Assert.True(Cases.Count >= 60);

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        ScenarioError error = Assert.Single(Read($"{Folder}/none.yaml").Errors);

        Assert.Equal((ErrorCodes.Unreadable, 0), (error.Code, error.Line));
    }

    [Fact]
    public void A_directory_is_an_error() =>
        Assert.Equal(ErrorCodes.Unreadable, Assert.Single(Read(Folder).Errors).Code);

    [Fact]
    public void A_million_broken_rows_do_not_become_a_million_messages()
    {
        StringBuilder csv = new("id,at,from,to,amount\n");
        for (int i = 0; i < 3000; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"p{i},09:00,A,B,x\n");
        }

        string yaml = Reading.Minimal.Replace(
            "  - { id: p1, at: \"09:00\", from: A, to: B, amount: 60.00 }",
            "  - file: p.csv",
            StringComparison.Ordinal);
        ScenarioResult result = Reading.Of(yaml, null, ("p.csv", csv.ToString()));

        Assert.Equal(1001, result.Errors.Count);
        Assert.Equal(ErrorCodes.TooMany, result.Errors[^1].Code);
        Assert.StartsWith("2000 more errors", result.Errors[^1].Message, StringComparison.Ordinal);
    }

    private static ScenarioResult Read(string file) => ScenarioReader.Read(Checkout.PathOf(file));

    private static string Words(ScenarioResult result)
    {
        StringBuilder text = new();
        foreach (ScenarioError error in result.Errors)
        {
            string file = Path.GetFileName(error.File);
            text.Append(CultureInfo.InvariantCulture,
                $"{file}:{error.Line}:{error.Column} {error.Code} {error.Message}\n");
        }

        return text.ToString();
    }
}
