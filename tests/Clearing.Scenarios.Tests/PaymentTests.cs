using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Documents;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class PaymentTests
{
    private const string Grouped =
        """
        name: groups
        participants: [{ id: A }, { id: B }]
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 1, kind: loan }
          - { id: p2, at: "11:00", from: A, to: B, amount: 1, group: late }
          - { id: p3, at: "10:00", from: B, to: A, amount: 1, group: swap/1 }
          - file: more.csv
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    [Fact]
    public void Groups_are_numbered_from_one_over_all_sources()
    {
        Model.Scenario scenario = Reading.Good(
            Grouped, ("more.csv", "id,at,from,to,amount,group\nq1,10:30,A,B,1,swap/1\nq2,10:40,A,B,1,\n"));

        Assert.Equal(["p1", "p3", "q1", "q2", "p2"], Enumerable.Range(0, 5).Select(scenario.Payments.IdOf));
        Assert.Equal([0, 2, 2, 0, 1], scenario.Payments.Group!);
        Assert.Equal(scenario.Payments.Group!, scenario.Systems[0].Groups!);
    }

    [Fact]
    public void Without_groups_there_is_no_column()
    {
        Model.Scenario scenario = Reading.Good(Reading.Minimal);

        Assert.Null(scenario.Payments.Group);
        Assert.Null(scenario.Systems[0].Groups);
    }

    [Fact]
    public void A_payment_has_the_currency_it_names_and_its_decimals()
    {
        CompilationContext context = Reading.Context();
        Currency yen = new("JPY", 0);
        context.Systems = new SystemNames(
            ["gross", "yen"],
            [
                new NamedSystem("gross", 0, context.Currency, context.Calendar),
                new NamedSystem("yen", 1, yen, context.Calendar),
            ]);
        PaymentDocument payment = new()
        {
            At = new(null, 0),
            From = new("A"),
            To = new("B"),
            Amount = new("500"),
        };
        PaymentDocument[] documents =
            [payment with { Id = new("p1") }, payment with { Id = new("p2"), Currency = new("JPY") }];
        foreach (PaymentDocument document in documents)
        {
            foreach (string key in (string[])["At", "From", "To", "Amount"])
            {
                context.Marks.Put(document, key, default);
            }
        }

        PaymentTable payments = new PaymentCompiler(context, new GeneratorRunner(context, null, draw: true), null)
            .Compile(documents).ToTable("USD", [new() { Id = "A" }, new() { Id = "B" }]);

        Assert.Equal([50_000L, 500], payments.AmountMinor);
        Assert.Equal(["USD", "JPY"], [payments.CurrencyOf(0), payments.CurrencyOf(1)]);
        Assert.Equal([yen], payments.OtherCurrencies);
        Assert.Empty(context.Problems.Sorted());
    }
}
