using System.Text.Json;

namespace Clearing.Cli.Tests;

/// <summary>What <c>clearing message convert</c> and <c>explain</c> print and how they end.</summary>
public sealed class MessageConvertTests
{
    private const string Transfer =
        "{1:F01ALPHDEFFAXXX0000000000}{2:I103BRAVUS33XXXXN}"
        + "{3:{121:174c245f-2682-4291-ad67-2a41e530cd27}}{4:\r\n:20:REF-1\r\n:23B:CRED\r\n:23E:REPA\r\n"
        + ":32A:261123USD1234,56\r\n:50K:/112233\r\nANNA ALBERT\r\n:59:/998877\r\nBERT BROWN\r\n:71A:SHA\r\n-}";

    [Theory]
    [InlineData("iso20022")]
    [InlineData("pacs.008")]
    [InlineData("pacs.008.001.08")]
    public async Task A_converted_message_is_printed_and_what_was_lost_told_beside_it(string target)
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);

        int code = await session.RunAsync("message", "convert", path, "--to", target);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("<IntrBkSttlmAmt Ccy=\"USD\">1234.56</IntrBkSttlmAmt>", session.Out);
        Assert.Contains("dropped InstructionCodes[1] 'REPA': no place in pacs.008.001.08", session.Error);
    }

    [Fact]
    public async Task A_target_that_needs_a_number_takes_it_from_the_command_line()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);

        int without = await session.RunAsync("message", "convert", path, "--to", "fedwire");
        int with = await session.RunAsync(
            "message", "convert", path, "--to", "fedwire", "--member", "ALPHDEFF=021000021", "--member",
            "BRAVUS33=021040078");

        Assert.Equal(ExitCode.Invalid, without);
        Assert.Contains("CV-ADDRESS {3100}", session.Error);
        Assert.Equal(ExitCode.Ok, with);
        Assert.Contains("{3100}021000021", session.Out);
    }

    [Fact]
    public async Task Messages_go_into_files_that_can_be_read_back()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);

        int code = await session.RunAsync(
            "message", "convert", path, "--to", "pacs.008.001.10", "--out", session.In("out"), "--format", "json");
        using Session again = new();
        int parsed = await again.RunAsync("message", "parse", session.In("out/pay-1.xml"));

        Assert.Equal(ExitCode.Ok, code);
        JsonElement line = JsonDocument.Parse(session.Out).RootElement;
        Assert.True(line.GetProperty("converted").GetBoolean());
        Assert.Equal("pacs.008.001.10", line.GetProperty("type").GetString());
        Assert.NotEmpty(line.GetProperty("losses").EnumerateArray());
        Assert.Equal(ExitCode.Ok, parsed);
        Assert.Contains("\"reference\":\"REF-1\"", again.Out);
    }

    [Fact]
    public async Task What_is_printed_can_be_read_back_also_where_some_payments_name_no_banks()
    {
        using Session session = new();
        await session.RunAsync(
            "message", "generate", "--type", "pacs.008", "--count", "200", "--out", session.In("in"), "--quiet");
        using Session converting = new();

        int code = await converting.RunAsync("message", "convert", session.In("in"), "--to", "103");
        string printed = session.Write("out.fin", converting.Out);
        using Session reading = new();
        int read = await reading.RunAsync("message", "parse", printed);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.True(read == ExitCode.Ok, reading.Out);
        Assert.Contains("names neither sender nor receiver", converting.Error, StringComparison.Ordinal);
        Assert.Contains("CV-ADDRESS {1:}", converting.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_conversion_into_a_folder_writes_nothing_over_and_says_so()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);
        string[] arguments = ["message", "convert", path, "--to", "iso20022", "--out", session.In("out")];
        Assert.Equal(ExitCode.Ok, await session.RunAsync(arguments));

        Assert.Equal(ExitCode.Usage, await session.RunAsync(arguments));
        Assert.Contains("pay-1.xml is there already; name a new folder", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_converted_and_explained_file_by_file()
    {
        using Session session = new();
        Directory.CreateDirectory(session.In("in/more"));
        session.Write("in/pay.fin", Transfer);
        session.Write("in/more/pay.fin", Transfer);

        Assert.Equal(ExitCode.Ok, await session.RunAsync(
            "message", "convert", session.In("in"), "--to", "iso20022", "--out", session.In("out")));
        Assert.Equal(2, Directory.GetFiles(session.In("out")).Length);
        using Session explaining = new();
        Assert.Equal(ExitCode.Ok, await explaining.RunAsync("message", "explain", session.In("in")));
        Assert.Equal(2, explaining.Out.Split("debits it with USD 1,234.56.").Length - 1);
    }

    [Theory]
    [InlineData("parse")]
    [InlineData("explain")]
    [InlineData("convert", "--to", "mt")]
    public async Task A_folder_without_files_is_told_and_not_passed_over(string verb, params string[] options)
    {
        using Session session = new();
        Directory.CreateDirectory(session.In("empty"));

        int code = await session.RunAsync(["message", verb, session.In("empty"), .. options]);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains("empty: there is no file in this folder.", session.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Invalid, await session.RunAsync(["message", verb, session.In("none"), .. options]));
        Assert.Contains("none: there is no such file or folder.", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_must_not_be_accepted_is_not_converted()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer.Replace("USD", "XXZ", StringComparison.Ordinal));

        int code = await session.RunAsync("message", "convert", path, "--to", "iso20022");

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Empty(session.Out);
        Assert.Contains("T52", session.Error);
    }

    [Fact]
    public async Task An_unknown_target_is_a_mistake_of_use()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);

        int code = await session.RunAsync("message", "convert", path, "--to", "telex");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--to telex", session.Error);
    }

    [Fact]
    public async Task Explain_says_every_field_in_words_and_who_books_what()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer);

        int code = await session.RunAsync("message", "explain", path);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("value date, currency, interbank amount", session.Out);
        Assert.Contains("23 November 2026, USD 1,234.56", session.Out);
        Assert.Contains("BRAVUS33 keeps an account of ALPHDEFF and debits it with USD 1,234.56.", session.Out);
    }

    [Fact]
    public async Task Explain_shows_an_error_at_its_place_also_as_json()
    {
        using Session session = new();
        string path = session.Write("pay.fin", Transfer.Replace(":71A:SHA", ":71A:ALL", StringComparison.Ordinal));

        int code = await session.RunAsync("message", "explain", path, "--format", "json");

        Assert.Equal(ExitCode.Invalid, code);
        JsonElement field = JsonDocument.Parse(session.Out).RootElement.GetProperty("fields").EnumerateArray()
            .Single(f => f.GetProperty("name").GetString() == ":71A:");
        Assert.NotEmpty(field.GetProperty("errors").EnumerateArray());
    }
}
