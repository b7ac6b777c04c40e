using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class ExpressionTests
{
    private const long Credit = 1_000_003;
    private const long Granted = 7_000;
    private const long Received = 9_000;

    [Theory]
    [InlineData("none", long.MinValue)]
    [InlineData("0", 0)]
    [InlineData("-500.00", -50_000)]
    [InlineData("\"1_000.50\"", 100_050)]
    [InlineData("-credit", -Credit)]
    [InlineData("credit", Credit)]
    [InlineData("-2 * credit", -2 * Credit)]
    [InlineData("1.5 * credit", 1_500_004)]
    [InlineData("-1.5 * credit", -1_500_004)]
    [InlineData("0.333 * credit", 333_000)]
    [InlineData("credit - 5", Credit - 500)]
    [InlineData("5 - credit", 500 - Credit)]
    [InlineData("limits-granted", Granted)]
    [InlineData("-limits-received", -Received)]
    [InlineData("min(credit, limits-granted)", Granted)]
    [InlineData("max(credit, limits-granted)", Credit)]
    [InlineData("min(80.00, limits-granted, limits-received)", Granted)]
    [InlineData("max(80.00, limits-granted)", 8_000)]
    [InlineData("-(limits-granted + 1.00) - 2 * (3.00 - limits-received)", -7_100 - (2 * (300 - Received)))]
    [InlineData("cap", 1_000)]
    [InlineData("-cap", -1_000)]
    [InlineData("2 * cap", 2_000)]
    [InlineData("-1.5*cap", -1_500)]
    [InlineData("0.0019 * cap", 1)]
    [InlineData("-0.0019 * cap", -1)]
    [InlineData("0.5 * (0.0019 * cap + 0.02)", 1)]
    [InlineData("times * cap", 1_250)]
    [InlineData("-times * limits-granted", -8_750)]
    [InlineData("2 * times * cap", 2_500)]
    [InlineData("balance - 5.00", 9_500)]
    [InlineData("min(cap, balance)", 1_000)]
    [InlineData("( ( credit ) )", Credit)]
    public void An_expression_is_worked_out_exactly(string text, long expected)
    {
        SystemDefinition system = Reading.Good(Yaml(text)).Systems[0];

        Assert.Equal(expected, system.Accounts[0].Floor.AsFloor(new BoundInputs(Credit, Granted, Received)));
    }

    [Fact]
    public void What_is_fixed_is_folded_and_what_changes_stays() => Assert.Equal(
        [
            new BoundStep(BoundOp.Constant, 2_000), new BoundStep(BoundOp.Credit),
            new BoundStep(BoundOp.Multiply, 3, 2), new BoundStep(BoundOp.Subtract),
        ],
        Reading.Good(Yaml("min(2 * cap, 100.00) - 1.50 * credit")).Systems[0].Accounts[0].Floor.Steps);

    [Fact]
    public void Accounts_share_what_does_not_depend_on_them()
    {
        IReadOnlyList<Account> accounts = Reading.Good(Yaml("1.00 - credit")).Systems[0].Accounts;

        Assert.Same(accounts[0].Floor, accounts[1].Floor);
        Assert.Same(Bound.MinusCredit, Reading.Good(Yaml("-credit")).Systems[0].Accounts[1].Floor);
    }

    [Theory]
    [InlineData("2 credit", "CLR-1213", "`credit` stands where `+`, `-` or the end belongs")]
    [InlineData("* cap", "CLR-1213", "`* cap` stands where an amount, a name or `(` belongs")]
    [InlineData("--credit", "CLR-1213", "`-credit` stands where an amount")]
    [InlineData("Cap", "CLR-1213", "`Cap` stands where")]
    [InlineData("10000000 * cap", "CLR-1213", "`10000000` is not a number before `*`")]
    [InlineData("0.0000000001 * cap", "CLR-1213", "is not a number before `*`")]
    [InlineData("1e2 * cap", "CLR-1213", "`e2 * cap` stands where")]
    [InlineData("credit * 2", "CLR-1213", "`credit` is an amount; a number or an attribute stands before `*`")]
    [InlineData("balance * 2", "CLR-1213", "`balance` is an amount")]
    [InlineData("none + 1", "CLR-1213", "`none` stands alone")]
    [InlineData("min(credit)", "CLR-1213", "`)` stands where `,` belongs: `min` is of two or more")]
    [InlineData("min(credit, 2.00", "CLR-1213", "the end stands where `,` or `)` belongs")]
    [InlineData("(credit", "CLR-1213", "the end stands where `)` belongs")]
    [InlineData("sum(credit, 2.00)", "CLR-1213", "the functions are `min` and `max`")]
    [InlineData("credit / 2", "CLR-1213", "`/ 2` stands where")]
    [InlineData("1.001", "CLR-1202", "amounts are never rounded")]
    [InlineData("times", "CLR-1202", "`times` of the participant B has more than the 2 decimals of USD")]
    [InlineData("cup", "CLR-1307", "has no attribute `cup`; did you mean `cap`?")]
    [InlineData("credit-5", "CLR-1307", "has no attribute `credit-5`; did you mean `credit`?")]
    [InlineData("limits-grantd", "CLR-1307", "did you mean `limits-granted`?")]
    [InlineData("big * big * big * cap", "CLR-1203", "do not fit into 64 bits")]
    [InlineData("1000000 * 1000000 * 1000000 * 1000000 * credit", "CLR-1203", "are too large together")]
    public void What_is_wrong_with_an_expression_is_said(string text, string code, string message)
    {
        string error = Reading.OneError(Yaml($"\"{text}\""));

        Assert.StartsWith($"9:12 {code} ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_expression_is_refused_whatever_it_holds() => Assert.Contains(
        "longer than 500 characters",
        Reading.OneError(Yaml($"\"{new string('(', 100_000)}\"")), StringComparison.Ordinal);

    [Theory]
    [InlineData("position: prefunded, opening: credit")]
    [InlineData("reserves: { urgent: 0.1 * credit }")]
    [InlineData("limits: { multilateral: limits-granted }")]
    [InlineData("overdraft: { every: 1m, cap: cap + credit }")]
    [InlineData("classes: [{ name: small, amount: { below: credit } }]")]
    public void What_changes_stands_only_in_floors_and_ceilings(string keys) =>
        Assert.Contains("CLR-1213 `credit` and sums of limits change while a system runs",
            Reading.OneError(Yaml("none\n  - { name: t, rulebook: rtgs, " + keys + " }")), StringComparison.Ordinal);

    private static string Yaml(string floor) =>
        $$"""
        name: rules
        participants:
          - { id: A, balance: 100.00, attributes: { cap: 10.00, times: 1.250, big: 1000000 } }
          - { id: B, balance: 100.00, attributes: { cap: 20.00, times: 1.125, big: 1000000 } }
        payments: []
        systems:
          - name: s
            rulebook: rtgs
            floor: {{floor}}
        """;
}
