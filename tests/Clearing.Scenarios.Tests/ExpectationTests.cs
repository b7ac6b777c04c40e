using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class ExpectationTests
{
    [Fact]
    public void A_metric_may_be_of_an_arrangement_of_several_members()
    {
        CompilationContext context = Context();

        Expectation whole = Assert.Single(Compile(context, new() { System = new("us") }, "settled", "3"));
        Expectation member = Assert.Single(Compile(context, new() { System = new("chips") }, "settled", "3"));

        Assert.Equal((0, 0), (whole.System, whole.Arrangement));
        Assert.Equal((1, -1), (member.System, member.Arrangement));
        Assert.Empty(context.Problems.Sorted());
    }

    [Fact]
    public void A_payment_and_an_account_are_of_one_member()
    {
        CompilationContext context = Context();

        Assert.Empty(Compile(context, new() { System = new("us"), Participant = new("A") }, "closing", "3"));
        Assert.Equal("CLR-1303", Assert.Single(context.Problems.Sorted()).Code);
        Assert.Single(Compile(context, new() { System = new("fedwire"), Participant = new("A") }, "closing", "3"));
    }

    [Fact]
    public void A_payment_that_an_arrangement_makes_is_kept_by_its_id()
    {
        CompilationContext context = Context();
        ExpectationDocument document = new() { System = new("fedwire"), Payment = new("chips/opening/A/1") };
        Expectation fact = Assert.Single(Compile(context, document, "status", "settled"));

        Assert.Equal((ExpectationSubject.PaymentField, -1, "chips/opening/A/1"),
            (fact.Subject, fact.Payment, fact.MadePayment));
        Assert.Equal("fedwire: chips/opening/A/1 status = settled", fact.Text);
        Assert.Empty(context.Problems.Sorted());
    }

    [Theory]
    [InlineData("status", "settled")]
    [InlineData("at", "09:30")]
    [InlineData("route", "queue")]
    [InlineData("reason", "cut-off")]
    public void A_payment_has_status_time_route_and_reason(string field, string value) =>
        Assert.Single(Compile(Context(),
            new() { System = new("fedwire"), Payment = new("chips/net/B/12") }, field, value));

    [Fact]
    public void Amounts_are_of_the_currency_of_the_system()
    {
        CompilationContext context = Context();

        Assert.Equal("5", Assert.Single(Compile(context, new() { System = new("chips") }, "value", "5")).Value);
        Assert.Equal("5.00", Assert.Single(Compile(context, new() { System = new("fedwire") }, "value", "5")).Value);
        Assert.Equal("JPY", Assert.Single(
            Compile(context, new() { System = new("chips"), Participant = new("A") }, "currency", "JPY")).Value);
    }

    [Fact]
    public void The_path_of_a_broken_file_is_seen_from_the_callers_folder()
    {
        using TemporaryFolder folder = new();
        folder.Write("bad.csv", "id,at\n");
        folder.Write("bad.yaml", "rulebook: 1 2\n");
        string yaml = Reading.Minimal
            .Replace("  - { id: p1, at: \"09:00\", from: A, to: B, amount: 60.00 }", "  - file: bad.csv",
                StringComparison.Ordinal)
            .Replace("rulebook: rtgs", "rulebook: ./bad.yaml", StringComparison.Ordinal);
        string path = folder.Write("scenario.yaml", yaml);
        string at = Path.GetDirectoryName(path)!;

        Assert.Equal([Path.Combine(at, "bad.csv"), Path.Combine(at, "bad.yaml")],
            ScenarioReader.Read(path).Errors.Select(error => error.File).Order(StringComparer.Ordinal));
    }

    private static CompilationContext Context()
    {
        CompilationContext context = Reading.Context();
        context.Systems = new SystemNames(
            ["us"],
            [
                new NamedSystem("fedwire", 0, context.Currency, context.Calendar),
                new NamedSystem("chips", 0, new Currency("JPY", 0), context.Calendar),
            ]);
        return context;
    }

    private static IReadOnlyList<Expectation> Compile(
        CompilationContext context, ExpectationDocument document, string field, string value)
    {
        PaymentTable none = new PaymentRows().ToTable("USD", []);
        PaymentLookup lookup = new(context, none, new HashSet<string>(), isDrawn: true);
        ExpectedFact fact = new() { Bounds = [new(Comparison.EqualTo, value, default)] };
        return new ExpectationCompiler(context, lookup, none)
            .Compile([document with { Facts = new Dictionary<string, ExpectedFact> { [field] = fact } }]);
    }
}
