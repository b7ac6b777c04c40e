using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class ParticipantTests
{
    private const string Yaml =
        """
        name: clients
        participants:
          - { id: A, balance: 100.00, balances: { EUR: 10.00, JPY: 500 }, attributes: { multiple: 1.125, cap: 2000 } }
          - { id: B, credit: unlimited }
          - { id: K, via: A }
          - { id: L, via: A }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 1 }
          - { id: p2, at: "09:01", from: K, to: B, amount: 1 }
          - { id: p3, at: "09:02", from: K, to: L, amount: 1 }
          - { id: p4, at: "09:03", from: A, to: L, amount: 1 }
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    [Theory]
    [InlineData("{ id: B, bic: ALDRGB2LXXX }")]
    [InlineData("{ id: B, bic: ALDRGB2L }")]
    [InlineData("{ id: ALDRGB2L }")]
    [InlineData("{ id: ALDRGB2LXXX }")]
    public void Two_participants_cannot_have_one_bic_in_its_short_and_its_long_form(string second)
    {
        string yaml = $$"""
            name: namesakes
            participants:
              - { id: A, bic: ALDRGB2L }
              - {{second}}
            payments: []
            systems: [{ name: gross, rulebook: rtgs }]
            """;

        Assert.Matches("^4:.*CLR-1301 .*ALDRGB2L.* A ", Reading.OneError(yaml));
        Assert.Empty(Reading.Of(yaml.Replace(second, "{ id: ALDRGB2L, bic: BRCHDEFF }")).Errors);
        Assert.Empty(Reading.Of(yaml.Replace(second, "{ id: B, bic: ALDRGB2L001 }")).Errors);
    }

    [Fact]
    public void Attributes_are_plain_decimals()
    {
        Participant a = Reading.Good(Yaml).Participants[0];

        Assert.Equal((1.125m, 2000m), (a.Attributes["multiple"], a.Attributes["cap"]));
    }

    [Fact]
    public void Balances_in_other_currencies_are_in_their_minor_units()
    {
        Participant a = Reading.Good(Yaml).Participants[0];

        Assert.Equal((10_000, 1_000L, 500L),
            (a.BalanceMinor, a.OtherBalancesMinor["EUR"], a.OtherBalancesMinor["JPY"]));
    }

    [Fact]
    public void Payments_of_clients_are_on_the_accounts_of_their_agents()
    {
        Scenario scenario = Reading.Good(Yaml);
        PaymentTable payments = scenario.Payments;

        Assert.Equal([-1, -1, 0, 0], scenario.Participants.Select(participant => participant.Via));
        Assert.Equal([0, 0, 0, 0], payments.From);
        Assert.Equal([1, 1, 0, 0], payments.To);
        Assert.Equal([0, 2, 2, 0], payments.Payer!);
        Assert.Equal([1, 1, 3, 3], payments.Payee!);
    }

    [Fact]
    public void Without_clients_nobody_is_named_beside_the_accounts()
    {
        PaymentTable payments = Reading.Good(Reading.Minimal).Payments;

        Assert.Null(payments.Payer);
        Assert.Null(payments.Payee);
    }

    [Fact]
    public void A_file_has_agents_balances_and_attributes_too()
    {
        string yaml = Yaml[..Yaml.IndexOf("  - { id: A", StringComparison.Ordinal)] + "  - file: banks.csv\n"
            + Yaml[Yaml.IndexOf("payments:", StringComparison.Ordinal)..];
        Scenario scenario = Reading.Good(
            yaml, ("banks.csv", "id,via,balances.EUR,multiple\nK,A,,\nL,A,,\nB,,,0.5\nA,,10.00,\n"));

        Assert.Equal(0, scenario.Participants[2].Via);
        Assert.Equal(1_000, scenario.Participants[0].OtherBalancesMinor["EUR"]);
        Assert.Empty(scenario.Participants[1].OtherBalancesMinor);
        Assert.Equal(0.5m, scenario.Participants[1].Attributes["multiple"]);
        Assert.Empty(scenario.Participants[0].Attributes);
    }

    [Fact]
    public void Drawn_payments_of_clients_are_on_the_accounts_of_their_agents_too()
    {
        string yaml = Yaml.Replace("name: clients", "name: clients\nseed: 7", StringComparison.Ordinal).Replace(
            "systems:", "  - generate: { count: 200, amount: { mu: 3, sigma: 1 } }\nsystems:",
            StringComparison.Ordinal);
        PaymentTable payments = Reading.Good(yaml).Payments;

        Assert.Equal([0, 1], payments.From.Distinct().Order());
        Assert.Equal([0, 1, 2, 3], payments.Payer!.Distinct().Order());
    }

    [Fact]
    public void The_account_of_a_system_is_a_participant_that_nobody_may_name()
    {
        CompilationContext context = Reading.Context();
        GeneratorRunner generators = new(context, null, draw: true);
        IReadOnlyList<Participant> participants = new ParticipantCompiler(context, generators).Compile(
            [new() { Id = new("B") }, new() { Id = new("D") }], [new SystemAccount("CHIPS", 1, default)]);
        context.SetParticipants(participants);

        Assert.Equal([("B", -1), ("CHIPS", 1), ("D", -1)], participants.Select(p => (p.Id, p.StandsFor)));
        Assert.Equal(1, context.AnyAccount("CHIPS", default));
        Assert.Equal(0, context.Problems.Count);
        Assert.Null(context.Participant("CHIPS", default));
        Assert.Contains("the account of a system", Assert.Single(context.Problems.Sorted()).Message,
            StringComparison.Ordinal);
    }
}
