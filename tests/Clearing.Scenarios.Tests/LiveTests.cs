using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Tests;

/// <summary>What a live service refuses, and where it says so.</summary>
public sealed class LiveTests
{
    private const string Banks =
        """
        name: minimal
        participants:
          - { id: A, balance: 100.00 }
          - { id: B }
          - { id: C }
        payments: []
        systems:
          - { name: gross, rulebook: rtgs }

        """;

    [Theory]
    [InlineData(
        """
        behaviours:
          - { participants: [B], send: { hold-until: "11:00" } }
          - { participants: [A], send: { receipt-reactive: { window: 15m } } }
        """,
        11, 26)]
    [InlineData("behaviours: [ { send: { balance-reactive: { keep: 1.00 } } } ]", 9, 17)]
    [InlineData("correspondents: [ { bank: C, at: A } ]", 9, 1)]
    [InlineData(
        """
        network:
          switch: {}
          faults: [ { at: "10:00", cut: A, until: "11:00" } ]
        """,
        11, 3)]
    public void What_cannot_be_served_is_an_error_at_its_place_and_can_still_be_run(string part, int line, int column)
    {
        ScenarioError error = Assert.Single(ScenarioReader.ReadText(Banks + part, "world").Errors);

        Assert.Equal(("world", ErrorCodes.NotLive, line, column), (error.File, error.Code, error.Line, error.Column));
        Assert.Contains("`run`", error.Message);
        Assert.Equal("minimal", Reading.Good(Banks + part).Name);
    }

    [Fact]
    public void A_network_without_faults_and_banks_that_hold_until_a_time_can_be_served()
    {
        ScenarioResult read = ScenarioReader.ReadText(
            Banks
            + """
            network: { switch: {} }
            behaviours: [ { send: { hold-until: "11:00" } } ]
            """,
            "world");

        Assert.Empty(read.Errors);
        Assert.Equal(SendRule.HoldUntil, Assert.Single(read.Scenario!.Behaviours).Send);
    }

    [Fact]
    public void Sessions_may_bring_transfers_of_customers_and_every_currency_that_a_system_has()
    {
        ScenarioResult read = ScenarioReader.ReadText(
            Banks + "  - { name: euro, rulebook: rtgs, currency: EUR }", "world");

        Assert.Empty(read.Errors);
        Assert.Equal(["bank", "customer"], read.Scenario!.Payments.KindNames);
        Assert.Equal("EUR", Assert.Single(read.Scenario.Payments.OtherCurrencies).Code);
    }
}
