using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class GenerateTests
{
    private const string Drawn =
        """
        name: drawn
        seed: 7
        participants:
          - generate: { count: 10, balance: 5.00 }
          - { id: Z, balance: 1.00 }
        payments:
          - { id: p1, at: "09:00", from: Z, to: B01, amount: 1 }
          - generate: { count: 100, amount: { mu: 3, sigma: 1 }, prefix: x }
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    [Fact]
    public void Rows_and_generators_stand_in_one_order()
    {
        Scenario scenario = Reading.Good(Drawn);
        PaymentTable payments = scenario.Payments;

        Assert.Equal(11, scenario.Participants.Count);
        Assert.Equal(101, payments.Count);
        Assert.True(payments.DueAt.Zip(payments.DueAt.Skip(1)).All(pair => pair.First <= pair.Second));
        Assert.Equal(101, Enumerable.Range(0, payments.Count).Select(payments.IdOf).Distinct().Count());
        Assert.True(payments.IndexOf("x100") >= 0);
    }

    [Fact]
    public void The_same_seed_draws_the_same_payments_and_another_does_not()
    {
        long[] first = Reading.Good(Drawn).Payments.AmountMinor;
        Scenario other = Reading.Of(Drawn, new ScenarioOverrides { Seed = 8 }).Scenario!;

        Assert.Equal(first, Reading.Good(Drawn).Payments.AmountMinor);
        Assert.NotEqual(first, other.Payments.AmountMinor);
        Assert.Equal(8UL, other.Seed);
    }

    [Fact]
    public void Checking_alone_draws_no_payments_but_knows_their_ids()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a.yaml", Drawn + "\nexpect: [{ system: gross, payment: x100, status: settled }]\n");
        ScenarioResult result = ScenarioReader.Read(path, draw: false);

        Assert.Empty(result.Errors);
        Assert.Equal(1, result.Scenario!.Payments.Count);
    }

    [Theory]
    [InlineData("seed: 7\n", "", "3:15 CLR-1309")]
    [InlineData("count: 10, balance: 5.00", "count: 0", "4:24 CLR-1311")]
    [InlineData("sigma: 1 }", "sigma: 9 }", "8:53 CLR-1311")]
    [InlineData("sigma: 1 }", "sigmar: 1 }", "8:46 CLR-1101")]
    [InlineData("prefix: x", "prefix: \"=\"", "8:66 CLR-1208")]
    [InlineData("id: p1", "id: x7", "8:66 CLR-1301")]
    [InlineData("- { id: Z", "- { id: B05", "5:11 CLR-1301")]
    public void A_broken_generator_is_a_located_error(string old, string now, string expected)
    {
        ScenarioResult result = Reading.Of(Drawn.Replace(old, now, StringComparison.Ordinal));

        Assert.Contains(expected, result.Errors.Select(error => $"{error.Line}:{error.Column} {error.Code}"));
    }
}
