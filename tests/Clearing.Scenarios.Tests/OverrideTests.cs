using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class OverrideTests
{
    [Fact]
    public void Values_are_set_by_path_before_the_file_is_checked()
    {
        Scenario scenario = Good(
            ("systems.gross.queue", "bypass-fifo"), ("currency", "EUR"), ("calendar.close", "\"18:00\""),
            ("participants.0.balance", "50"), ("systems.gross.release", "[{ partial: { every: 5m } }]"));

        Assert.Equal(QueueDiscipline.BypassFifo, scenario.Systems[0].Queue);
        Assert.Equal("EUR", scenario.Currency.Code);
        Assert.Equal(18 * 3_600_000_000L, scenario.Calendar.Days[0].CloseAt - scenario.Calendar.Days[0].OpenAt);
        Assert.Equal(5000, scenario.Participants[0].BalanceMinor);
        Assert.Equal([new Mechanism(MechanismKind.Partial, TriggerKind.Every, 300_000_000)],
            scenario.Systems[0].Release);
    }

    [Fact]
    public void Members_are_set_by_name_too()
    {
        string yaml = Reading.Minimal.Replace("{ name: gross, rulebook: rtgs }",
            "{ name: us, members: [{ name: gross, rulebook: rtgs }, { name: net, rulebook: dns }] }",
            StringComparison.Ordinal);

        ScenarioResult result = Reading.Of(yaml, Set(("systems.us.members.net.queue", "bypass-fifo")));
        Assert.Equal(QueueDiscipline.BypassFifo, result.Scenario!.Systems[1].Queue);
        Assert.Equal("There is no member `nett`; did you mean `net`?",
            Reading.Of(yaml, Set(("systems.us.members.nett.queue", "fifo"))).Errors[0].Message);
    }

    [Fact]
    public void A_later_value_wins() => Assert.Equal("JPY", Good(
        ("currency", "EUR"), ("currency", "JPY"), ("participants", "[{ id: A }, { id: B }]"),
        ("payments.0.amount", "5")).Currency.Code);

    [Fact]
    public void The_seed_is_set() => Assert.Equal(
        ulong.MaxValue,
        Reading.Of(Reading.Minimal, new ScenarioOverrides { Seed = ulong.MaxValue }).Scenario!.Seed);

    [Theory]
    [InlineData("systems.grss.queue", "fifo", "CLR-1502 There is no system `grss`; did you mean `gross`?")]
    [InlineData("participants.9.balance", "1",
        "CLR-1502 `participants` has 3 items, numbered from 0; `9` is none of them")]
    [InlineData("name.first", "x", "CLR-1502 `name` is a single value; `name.first` leads into nothing")]
    [InlineData("calendar..close", "x",
        "CLR-1502 `calendar..close` is not a path; write keys joined by dots, such as `systems.gross.queue`")]
    [InlineData("currancy", "USD", "CLR-1101 `currancy` is not a key of the scenario; did you mean `currency`?")]
    [InlineData("currency", "EURO",
        "CLR-1210 `EURO` is not a currency of ISO 4217, three capitals; did you mean `EUR`?")]
    [InlineData("systems.gross.queue", "lifo",
        "CLR-1104 `lifo` is not one of `fifo`, `bypass-fifo`, `none`; did you mean `fifo`?")]
    [InlineData("currency", "", "CLR-1106 `currency` has no value; write one after the `=`")]
    [InlineData("currency", " ", "CLR-1106 `currency` has no value; write one after the `=`")]
    [InlineData("currency", "[", "CLR-1006 This is not YAML: While parsing a node, did not find expected node content")]
    [InlineData("currency", "*a", "CLR-1007 Aliases such as `*a` are not allowed; write the value out")]
    public void A_wrong_value_is_an_error_of_the_command_line(string key, string value, string expected)
    {
        ScenarioResult result = Reading.Of(Reading.Minimal, Set((key, value)));

        ScenarioError error = result.Errors[0];
        Assert.Equal(("--set", 0, 0), (error.File, error.Line, error.Column));
        Assert.Equal(expected, $"{error.Code} {error.Message}");
    }

    private static Scenario Good(params (string Key, string Value)[] set)
    {
        ScenarioResult result = Reading.Of(Reading.Minimal, Set(set));
        Assert.Empty(result.Errors);
        return result.Scenario!;
    }

    private static ScenarioOverrides Set(params (string Key, string Value)[] set) =>
        new() { Set = [.. set.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))] };
}
