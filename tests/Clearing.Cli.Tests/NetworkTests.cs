using Clearing.Messages;
using Clearing.Messages.Files;

namespace Clearing.Cli.Tests;

/// <summary>Messages out of a run, and messages as the payments of one.</summary>
public sealed class NetworkTests
{
    private const string Carried =
        """
        name: carried
        participants:
          - { id: A, balance: 50.00 }
          - { id: B, bic: BRCHUS33, balance: 50.00 }
          - { id: K }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 30.00 }
          - { id: p2, at: "09:00", from: B, to: A, amount: 90.00, kind: customer, priority: urgent }
          - { id: p3, at: "09:05", from: K, to: B, amount: 5.00 }
        correspondents:
          - { bank: K, at: A, balance: 10.00, method: METHOD }
        systems:
          - { name: gross, rulebook: rtgs }
        network:
          switch: { resend-after: 10s }
          systems: [{ system: gross, FLOW }]
          faults:
            - { at: "09:00", lose-acknowledgements: A, until: "09:00:20" }
            - { at: "09:00:00.02", control-processor: fails }
        """;

    [Theory]
    [InlineData("flow: v, format: mt", "serial")]
    [InlineData("flow: y, format: mt", "cover")]
    [InlineData("flow: t, format: mt", "cover")]
    [InlineData("flow: v, format: iso20022", "serial")]
    [InlineData("flow: v, format: fedwire", "cover")]
    public async Task Every_message_of_a_run_is_written_where_the_table_says_and_is_accepted(string flow, string method)
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", Carried.Replace("FLOW", flow).Replace("METHOD", method));

        int code = await session.RunAsync(
            "run", scenario, "--out", session.In("out"), "--messages", session.In("wire"));

        Assert.True(code == ExitCode.Ok, session.Error);
        Dictionary<string, List<string>> types = [];
        foreach (string file in Directory.EnumerateFiles(session.In("wire")).Order(StringComparer.Ordinal))
        {
            types[Path.GetFileName(file)] = TypesIn(file);
        }

        Assert.Contains("gross-correspondents.fin", types.Keys);
        string[][] rows = [.. File.ReadAllLines(Path.Combine(session.In("out"), "messages.csv")).Skip(1)
            .Select(line => line.Split(','))];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(row[4], types[row[16]][int.Parse(row[17]) - 1]));
    }

    [Fact]
    public async Task What_one_run_wrote_can_be_the_payments_of_another()
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", Carried.Replace("FLOW", "flow: t").Replace("METHOD", "serial"));
        await session.RunAsync("run", scenario, "--out", session.In("out"), "--messages", session.In("wire"));
        string again = session.Write("again.yaml",
            """
            name: again
            participants:
              - { id: A, bic: AXXXZZA2, balance: 50.00 }
              - { id: B, bic: BRCHUS33, balance: 50.00 }
            payments:
              - { messages: wire/gross.fin, at: "09:00" }
            systems:
              - { name: gross, rulebook: rtgs }
            expect:
              - { system: gross, payments: 3, settled: 2, unsettled: 1 }
              - { system: gross, payment: p2, status: unsettled }
            """);

        int code = await session.RunAsync("run", again, "--out", session.In("out-again"));

        Assert.True(code == ExitCode.Ok, session.Error + session.Out);
    }

    [Fact]
    public async Task A_message_that_must_not_be_accepted_is_an_error_of_the_scenario_with_its_place()
    {
        using Session session = new();
        session.Write("bad.fin", "{1:F01ALDRUS33AXXX0001000001}{2:I202BRCHUS33XXXXN}{4:\r\n:20:R1\r\n:21:R1\r\n"
            + ":32A:260105USD12,345\r\n:58A:BRCHUS33\r\n-}");
        string scenario = session.Write("day.yaml",
            """
            name: bad
            participants: [{ id: ALDRUS33 }, { id: BRCHUS33 }]
            payments:
              - { messages: bad.fin, at: "09:00" }
            systems: [{ name: gross, rulebook: rtgs }]
            """);

        int code = await session.RunAsync("validate", scenario);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Matches("bad\\.fin:1.*CLR-1404.*Message 1: C03 at .*32A", session.Out + session.Error);
    }

    [Fact]
    public async Task Messages_need_somebody_who_sends_them_and_a_folder_of_their_own()
    {
        using Session session = new();
        string plain = session.Write("plain.yaml",
            "name: plain\nparticipants: [{ id: A }, { id: B }]\npayments: []\n"
            + "systems: [{ name: g, rulebook: rtgs }]\n");
        Assert.Equal(ExitCode.Usage,
            await session.RunAsync("run", plain, "--out", session.In("out"), "--messages", session.In("wire")));

        string carried = session.Write("day.yaml", Carried.Replace("FLOW", "flow: v").Replace("METHOD", "serial"));
        Assert.Equal(ExitCode.Usage,
            await session.RunAsync("run", carried, "--out", session.In("out"), "--messages", session.Folder));
    }

    private static List<string> TypesIn(string file)
    {
        using FileStream stream = File.OpenRead(file);
        MessageSplitter splitter = new(stream);
        MessageReader reader = new();
        MessageErrors errors = new();
        MessageFacts facts = default;
        List<string> types = [];
        while (splitter.Read())
        {
            bool isValid = reader.Read(splitter.Format, splitter.Message, ref facts, errors);
            Assert.True(isValid, $"{file} {splitter.Index}: {string.Join("; ", errors.All)}");
            types.Add(facts.Type);
        }

        return types;
    }
}
