using System.Text.Json;

namespace Clearing.Cli.Tests;

/// <summary>What <c>clearing message parse</c> prints and how it ends (contract, message parse).</summary>
public sealed class MessageParseTests
{
    private const string Transfer = """
        {1500}30User ReqT
        {1510}1000
        {1520}20250307B1QDRCQR000001
        {2000}000000123450
        {3100}021000021First Bank*
        {3400}011104238Second Bank*
        {3600}BTR*
        {3320}PAY 7*
        """;

    private static string Good => Transfer.Replace("ReqT", "ReqT ", StringComparison.Ordinal);

    [Fact]
    public async Task A_good_message_is_a_line_of_facts()
    {
        using Session session = new();
        string path = session.Write("one.txt", Good);

        int code = await session.RunAsync("message", "parse", path);

        Assert.Equal(ExitCode.Ok, code);
        JsonElement line = Assert.Single(Lines(session));
        Assert.Equal(path, line.GetProperty("file").GetString());
        Assert.Equal(1, line.GetProperty("index").GetInt32());
        Assert.True(line.GetProperty("valid").GetBoolean());
        Assert.Equal("fedwire", line.GetProperty("format").GetString());
        Assert.Equal("BTR", line.GetProperty("type").GetString());
        Assert.Equal("021000021", line.GetProperty("sender").GetString());
        Assert.Equal("011104238", line.GetProperty("receiver").GetString());
        Assert.Equal("20250307B1QDRCQR000001", line.GetProperty("reference").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("uetr").ValueKind);
        Assert.Equal("2025-03-07", line.GetProperty("value_date").GetString());
        Assert.Equal("USD", line.GetProperty("currency").GetString());
        Assert.Equal("1234.50", line.GetProperty("amount").GetString());
        Assert.False(line.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task A_message_whose_body_has_no_rules_is_checked_as_an_envelope_and_says_so()
    {
        using Session session = new();
        string path = session.Write("other.fin",
            "{1:F01AAAABEBBAXXX0001000001}{2:I210BBBBDEFFXXXXN}{4:\r\n:20:REF 1\r\n:99:anything\r\n-}{5:{PDE:}}");

        int code = await session.RunAsync("message", "parse", path);

        Assert.Equal(ExitCode.Ok, code);
        JsonElement line = Assert.Single(Lines(session));
        Assert.Equal("envelope", line.GetProperty("checked").GetString());
        Assert.True(line.GetProperty("possible_duplicate").GetBoolean());
        Assert.Equal("210", line.GetProperty("type").GetString());
        Assert.Equal("AAAABEBBAXXX", line.GetProperty("sender").GetString());
        Assert.Equal("REF 1", line.GetProperty("reference").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("amount").ValueKind);
    }

    [Fact]
    public async Task Text_of_XML_is_shown_as_it_is_meant()
    {
        using Session session = new();
        string path = session.Write("head.xml", """
            <AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId>
            <BICFI>AAAABEBBXXX</BICFI></FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BBBBDEFFXXX</BICFI>
            </FinInstnId></FIId></To><BizMsgIdr>Smith &amp; Söhne</BizMsgIdr>
            <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-01-02T09:00:00Z</CreDt></AppHdr>
            """);

        int code = await session.RunAsync("message", "parse", path);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("Smith & Söhne", Assert.Single(Lines(session)).GetProperty("reference").GetString());
    }

    [Fact]
    public async Task A_file_may_hold_several_messages_and_a_bad_one_costs_3()
    {
        using Session session = new();
        string bad = Good.Replace("021000021", "021000022", StringComparison.Ordinal);
        string path = session.Write("batch.txt", Good + "\n" + bad + "\n" + Good);

        int code = await session.RunAsync("message", "parse", path, "--quiet");

        Assert.Equal(ExitCode.Invalid, code);
        JsonElement[] lines = Lines(session);
        Assert.Equal([1, 2, 3], lines.Select(line => line.GetProperty("index").GetInt32()));
        Assert.Equal([true, false, true], lines.Select(line => line.GetProperty("valid").GetBoolean()));
        JsonElement error = lines[1].GetProperty("errors").EnumerateArray().Single();
        Assert.Equal("FW-ABA", error.GetProperty("code").GetString());
        Assert.Equal("semantic", error.GetProperty("layer").GetString());
        Assert.Equal("{3100}", error.GetProperty("where").GetString());
        Assert.Contains("021000022", error.GetProperty("what").GetString());
        Assert.False(lines[1].TryGetProperty("sender", out _));
        Assert.Empty(session.Error);
    }

    [Fact]
    public async Task A_folder_is_every_file_in_it_in_order_of_their_names()
    {
        using Session session = new();
        Directory.CreateDirectory(session.In("inbox/b"));
        session.Write("inbox/b/2.txt", Good);
        session.Write("inbox/a.txt", Good);
        session.Write("inbox/c.txt", "");

        int code = await session.RunAsync("message", "parse", session.In("inbox"));

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Equal(
            [session.In("inbox/a.txt"), session.In("inbox/b/2.txt"), session.In("inbox/c.txt")],
            Lines(session).Select(line => line.GetProperty("file").GetString()));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_and_the_others_are_read()
    {
        using Session session = new();
        string path = session.Write("one.txt", Good);

        int code = await session.RunAsync("message", "parse", session.In("nothing.txt"), path);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains("nothing.txt: there is no such file or folder.", session.Error);
        Assert.Single(Lines(session));
    }

    [Fact]
    public async Task An_empty_file_and_one_of_no_known_format_are_each_a_message_that_is_refused()
    {
        using Session session = new();
        string empty = session.Write("empty.txt", " \n");
        string other = session.Write("other.txt", "Dear Sir,\nplease pay.\n");

        int code = await session.RunAsync("message", "parse", empty, other);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.All(Lines(session), line =>
        {
            Assert.False(line.GetProperty("valid").GetBoolean());
            Assert.Equal(JsonValueKind.Null, line.GetProperty("format").ValueKind);
            Assert.Equal("FORMAT", line.GetProperty("errors")[0].GetProperty("code").GetString());
        });
    }

    [Fact]
    public async Task Who_interrupts_it_is_told_where_it_stopped()
    {
        using Session session = new();
        string path = session.Write("one.txt", Good);

        int code = await session.RunAsync(new CancellationToken(canceled: true), "message", "parse", path);

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains($"Interrupted at {path}", session.Error);
    }

    [Fact]
    public async Task Lines_are_the_same_in_either_format()
    {
        using Session text = new();
        using Session json = new();
        string path = text.Write("one.txt", Good);

        await text.RunAsync("message", "parse", path);
        await json.RunAsync("message", "parse", path, "--format", "json");

        Assert.Equal(text.Out, json.Out);
    }

    private static JsonElement[] Lines(Session session) =>
    [
        .. session.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
