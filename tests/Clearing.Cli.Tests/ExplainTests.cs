using System.Text.Json;

namespace Clearing.Cli.Tests;

/// <summary><c>clearing explain</c> on folders made by hand and by a run.</summary>
public sealed class ExplainTests
{
    private const string Payments =
        """
        system,id,day,from,to,amount,currency,priority,due_at,entered_at,settled_at,status,route,reason,origin
        gross,p1,1,A,B,1000.00,USD,normal,NINE,NINE,,unsettled,,,
        gross,p2,1,B,A,30.00,USD,high,NINE,NINE,2026-01-05T10:00:00.500000,settled,bilateral,,
        gross,"p,3",1,B,A,30.00,USD,high,2026-01-05T23:00:00.000000,2026-01-05T23:00:00.000000,,rejected,,cut-off,
        net,p1,1,A,B,1000.00,USD,normal,NINE,NINE,,unwound,,,
        net,net/net/A/1,1,A,B,5.00,USD,urgent,NINE,,,unsettled,,,net

        """;

    private const string Waiting =
        """
        system,id,test,needed,available
        gross,p1,funds,1000.00,12.50
        gross,p1,bilateral-limit,1000.00,60.00
        gross,p9,order,0.00,0.00

        """;

    private const string Failures =
        """
        system,day,time,round,event,step,failed,payer,amount
        net,1,2026-01-05T17:00:00.000000,1,failed,,A,,1000.00
        net,1,2026-01-05T17:00:00.000000,2,failed,,C,,7.00

        """;

    private const string Sets =
        """
        system,set,time,mechanism,payment,from,to,amount
        gross,4,2026-01-05T10:00:00.500000,bilateral,p2,B,A,30.00
        gross,4,2026-01-05T10:00:00.500000,bilateral,p7,A,B,20.00
        gross,5,2026-01-05T10:00:00.500000,bilateral,p8,A,B,20.00

        """;

    private static Session WithRun()
    {
        Session session = new();
        Directory.CreateDirectory(session.In("monday"));
        session.Write(
            Path.Combine("monday", "payments.csv"),
            Payments.Replace("NINE", "2026-01-05T09:00:00.000000", StringComparison.Ordinal));
        session.Write(Path.Combine("monday", "waiting.csv"), Waiting);
        session.Write(Path.Combine("monday", "failures.csv"), Failures);
        session.Write(Path.Combine("monday", "certificate-payments.csv"), Sets);
        return session;
    }

    [Fact]
    public async Task A_payment_that_waited_is_told_with_every_test_it_failed_in_each_system()
    {
        using Session session = WithRun();

        int code = await session.RunAsync("explain", session.In("monday"), "p1");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(
            """
            p1: A pays B 1,000.00 USD, normal, due 2026-01-05 09:00:00

            gross: came 2026-01-05 09:00:00 and was not settled by the close.
              What held it back at the close:
              - not enough money (needed 1,000.00, available 12.50 USD)
              - the limit between the two banks (needed 1,000.00, available 60.00 USD)

            net: taken back out of its cycle, which could not be settled with it.
              A could not pay what it owed to the cycle.

            """,
            session.Out);
    }

    [Theory]
    [InlineData("p2", "gross: settled 2026-01-05 10:00:00.500000, together with payments the other way")]
    [InlineData("p2", "between the two banks after it had waited since 2026-01-05 09:00:00.\n")]
    [InlineData("p2", "Set 4 (bilateral): with p7.\n")]
    [InlineData("p,3", "came 2026-01-05 23:00:00, rejected: it came after the cut-off for its kind.")]
    [InlineData("net/net/A/1", "It was made by the arrangement: net.")]
    public async Task Every_fate_has_its_sentence(string payment, string sentence)
    {
        using Session session = WithRun();

        Assert.Equal(ExitCode.Ok, await session.RunAsync("explain", session.In("monday"), payment));
        Assert.Contains(sentence, session.Out);
    }

    [Fact]
    public async Task As_json_it_is_one_object_and_of_one_system_where_one_is_named()
    {
        using Session session = WithRun();

        await session.RunAsync("explain", session.In("monday"), "p1", "--system", "gross", "--format", "json");

        using var found = JsonDocument.Parse(session.Out);
        JsonElement fate = Assert.Single(found.RootElement.GetProperty("systems").EnumerateArray());
        Assert.Equal("unsettled", fate.GetProperty("status").GetString());
        Assert.Equal(
            ["12.50", "60.00"],
            fate.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("available").GetString()));
    }

    [Theory]
    [InlineData("monday", "p11", null, "has no payment 'p11'; did you mean 'p1'?\n")]
    [InlineData("monday", "q", null, "has no payment 'q'.")]
    [InlineData("monday", "p2", "net", "has no payment 'p2' in system 'net'")]
    [InlineData("monday", "p1", "gros", "has no system 'gros'; did you mean 'gross'?\n")]
    [InlineData("monday", "p1", "tokyo", "has no system 'tokyo'; it has gross, net.")]
    [InlineData("mondey", "p1", null, "monday'?\n")]
    [InlineData("nowhere-at-all", "p1", null, "There is no folder '")]
    [InlineData(".", "p1", null, "holds no payments.csv; name the folder of a run")]
    [InlineData(".", "p1", null, "monday'.\n")]
    [InlineData("monday/payments.csv", "p1", null, "is a file; name the folder that a run wrote")]
    public async Task What_is_not_there_ends_with_3_and_names_the_nearest(
        string folder, string payment, string? system, string message)
    {
        using Session session = WithRun();
        string[] rest = system is null ? [] : ["--system", system];
        string[] line = ["explain", session.In(folder), payment, .. rest];

        Assert.Equal(ExitCode.Invalid, await session.RunAsync(line));
        Assert.Contains(message, session.Error);
        Assert.Empty(session.Out);
    }

    [Fact]
    public async Task The_folder_that_a_run_wrote_is_read()
    {
        using Session session = new();
        string day = session.Write("day.yaml", """
            name: two
            participants:
              - { id: A, balance: 10.00 }
              - { id: B, balance: 0.00 }
            payments:
              - { id: p1, at: "09:00", from: A, to: B, amount: 3.00 }
            systems:
              - { name: gross, rulebook: rtgs }
            """);
        Assert.Equal(ExitCode.Ok, await session.RunAsync("run", day, "--out", session.In("out"), "--quiet"));

        Assert.Equal(ExitCode.Ok, await session.RunAsync("explain", session.In("out"), "p1"));
        Assert.Contains("gross: settled ", session.Out);
        Assert.Contains("at once when it came.", session.Out);
    }
}
