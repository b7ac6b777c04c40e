namespace Clearing.Cli.Tests;

public sealed class MessageGenerateTests
{
    [Fact]
    public async Task Messages_of_every_type_are_written_and_read_back()
    {
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(
            "message", "generate", "--type", "all", "--count", "300", "--out", session.In("all"), "--quiet"));
        Assert.True(Directory.GetFiles(session.In("all")).Length > 80);

        using Session reading = new();
        Assert.Equal(0, await reading.RunAsync("message", "parse", session.In("all")));
        Assert.Equal(300, reading.Out.Split('\n').Count(l => l.Contains("\"valid\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_broken_message_is_refused_when_it_is_read()
    {
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(
            "message", "generate", "--type", "all", "--broken", "--count", "400", "--out", session.In("broken")));

        foreach (string file in Directory.GetFiles(session.In("broken")).Order(StringComparer.Ordinal))
        {
            using Session reading = new();
            Assert.True(await reading.RunAsync("message", "parse", file) == 3, $"{file}: {reading.Out}");
        }
    }

    [Fact]
    public async Task The_same_seed_prints_the_same_messages()
    {
        Assert.Equal(await PrintedAsync("--seed", "7"), await PrintedAsync("--seed", "7"));
        Assert.NotEqual(await PrintedAsync("--seed", "7"), await PrintedAsync("--seed", "8"));
    }

    [Theory]
    [InlineData("103", "\"type\":\"103\"")]
    [InlineData("pacs.009", "\"type\":\"pacs.009.001.08\"")]
    [InlineData("fedwire", "\"type\":\"CTR\"")]
    public async Task The_payments_of_a_scenario_become_messages(string type, string found)
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", """
            name: day
            currency: USD
            calendar: { date: 2026-11-23, open: "09:00", close: "17:00" }
            participants:
              - { id: ALPHUS33, balance: 100.00 }
              - { id: BETA, balance: 100.00 }
            payments:
              - { id: p1, at: "10:00", from: ALPHUS33, to: BETA, amount: 12.34 }
              - { id: p2, at: "11:00", from: BETA, to: ALPHUS33, amount: 5.00 }
            systems:
              - { name: gross, rulebook: rtgs }
            """);
        int exit = await session.RunAsync(
            "message", "generate", "--scenario", scenario, "--type", type, "--out", session.In("out"));
        Assert.True(exit == 0, session.Error);

        using Session reading = new();
        Assert.Equal(0, await reading.RunAsync("message", "parse", session.In("out")));
        string[] lines = reading.Out.Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains(found, lines[0], StringComparison.Ordinal);
        Assert.Contains("\"amount\":\"12.34\"", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("103", false)]
    [InlineData("pacs.008", false)]
    [InlineData("pacs.009", false)]
    [InlineData("CTR", true)]
    public async Task A_routing_number_is_made_up_only_where_nothing_else_names_a_bank(string type, bool isMadeUp)
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", """
            name: day
            participants:
              - { id: ALPHUS33, routing-number: "021099919" }
              - { id: BETADEFF }
            payments:
              - { id: p1, at: "10:00", from: ALPHUS33, to: BETADEFF, amount: 12.34 }
            systems: [{ name: gross, rulebook: rtgs }]
            """);

        Assert.Equal(0, await session.RunAsync("message", "generate", "--scenario", scenario, "--type", type));

        Assert.Equal(isMadeUp, session.Out.Contains("80000001", StringComparison.Ordinal));
        Assert.Contains("021099919", session.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'104' is no type", "--type", "104")]
    [InlineData("say where to: --out DIR", "--type", "all")]
    [InlineData("say where to: --out DIR", "--broken")]
    [InlineData("write a number of messages from 1", "--count", "0")]
    [InlineData("'x' is not a seed; write a whole number from 0", "--seed", "x")]
    [InlineData("is not written as '940'", "--scenario", "day.yaml", "--type", "940")]
    [InlineData("do not go together", "--scenario", "day.yaml", "--broken")]
    public async Task A_command_line_that_cannot_be_done_says_why(string why, params string[] options)
    {
        using Session session = new();
        Assert.Equal(2, await session.RunAsync(["message", "generate", .. options]));
        Assert.Contains(why, session.Error, StringComparison.Ordinal);
    }

    private static async Task<string> PrintedAsync(params string[] options)
    {
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(["message", "generate", "--type", "mt", "--count", "20", .. options]));
        return session.Out;
    }
}
