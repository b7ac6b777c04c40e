using System.Text;
using System.Text.RegularExpressions;
using Clearing.Messages.Fin;

namespace Clearing.Cli.Tests;

/// <summary>What a run writes is what its switch carried, to the octet.</summary>
public sealed class WrittenMessagesTests
{
    // Urgent and not, customers' and banks', an indirect bank, a day that ends before a payment can go.
    private const string Day =
        """
        name: written
        calendar: { date: 2026-01-05, open: "09:00", close: "17:00", days: 2 }
        participants:
          - { id: A, bic: ALDRGB2L, routing-number: "021099919", balance: 500.00 }
          - { id: B, bic: BRCHDEFF001, routing-number: "021099922", balance: 500.00 }
          - { id: C, bic: CEDRFRPP, routing-number: "021099935", balance: 10.00 }
        payments:
          - { id: p1, at: "10:00", from: A, to: B, amount: 30.00 }
          - { id: p2, at: "10:01", from: B, to: A, amount: 90.00, kind: customer, priority: urgent }
          - { id: p3, at: "10:02", from: A, to: C, amount: 5.00, kind: customer }
          - { id: p4, at: "10:03", from: C, to: A, amount: 400.00 }
          - { id: p5, at: "10:04", from: B, to: C, amount: 7.00, priority: urgent }
          - { id: p7, at: "10:02:40", from: C, to: A, amount: 1.00 }
          - { id: p6, day: 2, at: "10:00", from: A, to: C, amount: 8.00 }
        systems:
          - { name: gross, rulebook: rtgs }
        network:
          switch: { slices: 2, resend-after: 10s, redeliver-after: 10s, takeover-time: 2s }
          systems: [{ system: gross, FLOW }]
          faults:
            - { at: "10:00:00.011", slice-down: 0, until: "10:00:05" }
            - { at: "10:01", lose-acknowledgements: B, until: "10:01:15" }
            - { at: "10:01:00.02", control-processor: fails }
            - { at: "10:02:30", cut: A, until: "12:30" }
            - { at: "10:04", duplicates: B, until: "10:05" }
            - { at: "10:03:30", centre-down: gross, until: "10:30" }
        """;

    public static TheoryData<string> Flows =>
    [
        "flow: v, format: mt", "flow: y, format: mt", "flow: y, format: mt, bypass: true", "flow: t, format: mt",
        "flow: v, format: iso20022", "flow: v, format: fedwire",
    ];

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Every_delivery_says_what_was_sent_under_its_reference(string flow)
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(session, session.Write("day.yaml", Day.Replace("FLOW", flow)));

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        HoldAgainstTheSwitch(run);
        Assert.Contains(run.Delivered, row => row[11] == "yes");
        Assert.Contains(run.Sent, row => row[10] == "yes");
    }

    [Theory]
    [InlineData("messaging-is-not-settlement")]
    [InlineData("fin-faults")]
    [InlineData("cross-border-dollar")]
    public async Task Every_delivery_of_a_teaching_scenario_says_what_was_sent(string name)
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(session, Teaching(name));

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        HoldAgainstTheSwitch(run);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task A_run_read_back_has_the_same_payments(string flow)
    {
        using Session session = new();
        string path = session.Write("day.yaml", Day.Replace("FLOW", flow));
        await WrittenRun.OfAsync(session, path);
        string again = session.Write("again.yaml", Regex.Replace(
            Day.Replace("FLOW", flow), "payments:.*?systems:", "payments: [{ messages: wire, at: '10:00' }]\nsystems:",
            RegexOptions.Singleline, TimeSpan.FromSeconds(1)));

        using Session second = new();

        int code = await second.RunAsync("run", again, "--out", session.In("out-again"));

        Assert.True(code == ExitCode.Ok, second.Error);
        Assert.Equal(PaymentsOf(session.In("out"), flow), PaymentsOf(session.In("out-again"), flow));
    }

    [Fact]
    public async Task What_is_late_and_what_is_repeated_bears_its_trailer_with_the_time_of_the_first_attempt()
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(
            session, session.Write("day.yaml", Day.Replace("FLOW", "flow: v, format: mt")));

        string[] first = run.Delivered.First(row =>
            row[11].Length == 0 && run.Delivered.Any(again => again[9] == row[9] && again[11] == "yes"));
        string[] repeated = run.Delivered.Last(row => row[9] == first[9]);
        string time = Find(first[1], "T(..):(..)").Result("$1$2");
        Assert.Contains($"{{PDM:{time}{repeated[9]}}}", run.TextOf(repeated)!, StringComparison.Ordinal);

        // An urgent one after a quarter of an hour, a normal one after a hundred minutes.
        IEnumerable<string> late = run.Delivered
            .Where(row => run.TextOf(row)!.Contains("{DLM:}", StringComparison.Ordinal))
            .DistinctBy(row => row[15]).Select(row => $"{row[1][11..16]} {row[15]} to {row[3][..4]}");
        Assert.Equal(["10:19 p5 to GOSS", "12:30 p7 to ALDR"], late);
        Assert.Equal("p5", Assert.Single(run.Delivered, row => row[4] == "010")[15]);
    }

    [Fact]
    public async Task An_urgent_payment_is_a_message_of_priority_u_with_monitoring_1()
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(
            session, session.Write("day.yaml", Day.Replace("FLOW", "flow: y, format: mt")));

        foreach (string[] row in run.Sent.Where(row => row[4] is "103" or "202"))
        {
            string header = row[15] is "p2" or "p5" ? "XXXU1003}" : "XXXN}";
            string text = run.TextOf(row)!.Replace("X001", "XXXX", StringComparison.Ordinal);
            Assert.Contains(header, text, StringComparison.Ordinal);
        }

        Assert.Contains(run.Delivered, row => row[4] == "103" && run.TextOf(row)!.Contains("U}{3:"));
    }

    [Fact]
    public async Task What_a_format_cannot_carry_is_told_and_everything_else_is_written()
    {
        using Session session = new();
        string path = session.Write("big.yaml",
            """
            name: big
            participants:
              - { id: A, bic: ALDRGB2L, balance: 9000000000000.00 }
              - { id: B, bic: BRCHDEFF, balance: 0 }
            payments:
              - { id: p1, at: "10:00", from: A, to: B, amount: 5.00 }
              - { id: p2, at: "10:01", from: A, to: B, amount: 1000000000000.00 }
              - { id: p3, at: "10:02", from: A, to: B, amount: 7.00 }
            systems:
              - { name: copied, rulebook: rtgs }
              - { name: wired, rulebook: rtgs }
            network:
              switch: {}
              systems:
                - { system: copied, flow: y }
                - { system: wired, format: fedwire }
            """);

        WrittenRun run = await WrittenRun.OfAsync(session, path);

        Assert.Equal(ExitCode.Invalid, run.Code);
        Assert.Contains("payment p2 is not in copied.fin: CV-AMOUNT", run.Error, StringComparison.Ordinal);
        Assert.Contains("payment p2 is not in wired.faim: CV-AMOUNT", run.Error, StringComparison.Ordinal);
        foreach (string[] row in run.Rows)
        {
            Assert.Equal(row[15] == "p2", run.TextOf(row) is null);
        }

        HoldAgainstTheSwitch(run);
    }

    [Fact]
    public async Task A_payment_that_the_next_business_day_carries_has_the_dates_of_that_day()
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(session, Teaching("cross-border-dollar"));

        string[] sent = [.. run.Sent.Where(row => row[4] is "CTR" or "CTP" && row[2].StartsWith("NY"))
            .Select(row => Find(run.TextOf(row)!, @"\{1520\}.*").Value)];
        Assert.Equal(
            [
                "{1520}20260106NYABUS33000001", "{1520}20260106NYBBUS33000001", "{1520}20260106NYABUS33000002",
                "{1520}20260107NYABUS33000001",
            ],
            sent);
        Assert.Equal(
            [":32A:260106USD10,00", ":32A:260107USD10,00"],
            run.Files["fedwire-correspondents.fin"].Where(text => text.Contains(":20:wire-4", StringComparison.Ordinal))
                .Select(text => Find(text, ":32A:[^\r]*").Value));
    }

    [Fact]
    public async Task What_fedwire_sends_bears_its_own_accountability_data()
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(
            session, session.Write("day.yaml", Day.Replace("FLOW", "flow: v, format: fedwire")));

        foreach (string[] row in run.Rows.Where(row => !row[2].StartsWith("NETW", StringComparison.Ordinal)))
        {
            string text = run.TextOf(row)!;
            bool isOfSystem = row[2].StartsWith("GOSS", StringComparison.Ordinal);
            Assert.Equal(isOfSystem, text.Contains("{1100}30P", StringComparison.Ordinal));
            Assert.Equal(isOfSystem, text.Contains("{1110}", StringComparison.Ordinal));
            Assert.Equal(isOfSystem && row[12].Length == 0, text.Contains("{1120}", StringComparison.Ordinal));
            Assert.Equal(isOfSystem && row[12].Length > 0, text.Contains("{1130}", StringComparison.Ordinal));
            bool isMarked = row[10] == "yes" || row[11] == "yes";
            Assert.Equal(isMarked ? 'P' : ' ', text[text.IndexOf('\n') - 1]);
        }

        string[] omads = [.. run.Delivered.Where(row => row[11].Length == 0).Select(row => run.TextOf(row) ?? "")
            .Where(text => text.Contains("{1120}", StringComparison.Ordinal))
            .Select(text => text.Substring(text.IndexOf("{1120}", StringComparison.Ordinal) + 6, 22))];
        Assert.Equal(omads.Distinct(), omads);
    }

    [Fact]
    public async Task No_two_messages_of_a_run_have_one_number()
    {
        using Session session = new();
        WrittenRun run = await WrittenRun.OfAsync(session, session.Write("mir.yaml",
            """
            name: mir
            participants:
              - { id: LDNBGB2L }
              - { id: PARBFRPP }
              - { id: NYABUS33, balance: 500.00 }
              - { id: NYBBUS33, balance: 500.00 }
            correspondents:
              - { bank: LDNBGB2L, at: NYABUS33, balance: 100.00 }
              - { bank: PARBFRPP, at: NYBBUS33, balance: 20.00 }
            payments:
              - { id: late, at: "12:00", from: LDNBGB2L, to: PARBFRPP, amount: 60.00 }
              - { id: early, at: "10:00", from: LDNBGB2L, to: PARBFRPP, amount: 1.00 }
              - { id: bank, at: "11:00", from: NYBBUS33, to: NYABUS33, amount: 7.00 }
            systems: [{ name: chips, rulebook: rtgs }]
            network: { switch: {}, systems: [{ system: chips, flow: y }] }
            """));
        string[] numbers = [.. run.All.Where(text => text.Contains("{2:I", StringComparison.Ordinal))
            .Select(text => text[3..28])];

        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Equal(
            ["LDNBGB2LBXXX0001000001 early", "NYBBUS33BXXX0001000001 early", "LDNBGB2LBXXX0001000002 late",
                "NYBBUS33BXXX0001000002 late"],
            run.Files["chips-correspondents.fin"].Select(text => text[6..28] + " "
                + Find(text, ":20:([a-z]*)").Groups[1].Value));
    }

    private static void HoldAgainstTheSwitch(WrittenRun run)
    {
        Dictionary<string, string> sent = [];
        foreach (string[] row in run.Sent)
        {
            // The number of a MIR, without its date: what was sent has no reference before it is answered.
            string number = $"{row[2]}{int.Parse(row[5]):0000}{int.Parse(row[6]):000000}";
            if (run.TextOf(row) is { } text && !sent.TryAdd(row[0] + number, WrittenRun.ContentOf(text)))
            {
                Assert.Equal(sent[row[0] + number], WrittenRun.ContentOf(text));
            }

            Assert.Equal(
                row[10] == "yes" && row[16].EndsWith(".fin", StringComparison.Ordinal),
                run.TextOf(row)?.Contains("{PDE:", StringComparison.Ordinal) == true);
        }

        // The same payment from the same sender has the same content, whatever the number of the attempt.
        foreach (var attempts in run.Sent.Where(row => run.TextOf(row) is not null && row[4] != "097")
            .GroupBy(row => (row[0], row[2], row[3], row[4], row[15], row[12])))
        {
            Assert.Single(attempts.Select(row => WrittenRun.ContentOf(run.TextOf(row)!)).Distinct());
        }

        int compared = 0;
        foreach (string[] row in run.Delivered)
        {
            if (run.TextOf(row) is not { } text)
            {
                continue;
            }

            if (!row[2].StartsWith("NETW", StringComparison.Ordinal))
            {
                compared++;
                Assert.Equal(sent[row[0] + row[8][6..]], WrittenRun.ContentOf(text));
            }

            if (text.StartsWith("{1:", StringComparison.Ordinal))
            {
                HoldHeaders(row, text);
            }
        }

        Assert.True(compared > 0);
    }

    // The headers say what the row says, and the checksum is that of the blocks before it.
    private static void HoldHeaders(string[] row, string text)
    {
        Assert.StartsWith($"{{1:F01{row[3]}{int.Parse(row[5]):0000}{int.Parse(row[7]):000000}}}{{2:O{row[4]}", text);
        Assert.Equal(row[8], text.Substring(text.IndexOf("{2:O", StringComparison.Ordinal) + 11, 28));
        int end = text.LastIndexOf("{5:", StringComparison.Ordinal);
        Assert.Contains(
            $"{{CHK:{FinWriter.Checksum(Encoding.Latin1.GetBytes(text[..end]))}}}", text[end..],
            StringComparison.Ordinal);
        Assert.Equal(row[11] == "yes", text.Contains("{PDM:", StringComparison.Ordinal));
        Assert.Equal(row[10] == "yes", text.Contains("{PDE:", StringComparison.Ordinal));
    }

    // Fedwire has no urgent messages.
    private static IEnumerable<string> PaymentsOf(string folder, string flow)
    {
        string[][] rows =
            [.. File.ReadAllLines(Path.Combine(folder, "payments.csv")).Select(line => line.Split(','))];
        string[] columns = flow.Contains("fedwire", StringComparison.Ordinal)
            ? ["id", "from", "to", "amount"] : ["id", "from", "to", "amount", "priority"];
        int[] places = [.. columns.Select(column => Array.IndexOf(rows[0], column))];
        return rows.Skip(1).Select(row => string.Join(' ', places.Select(place => row[place])))
            .Order(StringComparer.Ordinal);
    }

    private static string Teaching(string name) => Checkout.PathOf($"scenarios/teaching/{name}.yaml");

    private static Match Find(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
