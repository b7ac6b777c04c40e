using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class MessageSourceTests
{
    private const string Yaml =
        """
        name: told
        currency: EUR
        participants:
          - { id: ABNKDEFF, balance: 5 }
          - { id: B, bic: BBNKFRPPXXX }
          - { id: C, routing-number: "021000021" }
        systems: [{ name: gross, rulebook: rtgs }]
        payments:
        """;

    private static readonly MessagePayment Message = new()
    {
        Index = 1,
        Reference = "REF 1",
        From = ["ABNKDEFFXXX"],
        To = ["BBNKFRPP"],
        Currency = "EUR",
        Amount = "12.50",
        ValueDate = new DateOnly(2026, 1, 5),
    };

    [Fact]
    public void Parties_are_found_by_id_and_bic_and_routing_number()
    {
        Scenario scenario = Good("messages: day.fin, at: '10:00'",
            Message, Message with { Index = 2, Reference = "REF 2", To = ["ABNKDEFF", "021000021"] });
        PaymentTable payments = scenario.Payments;
        Assert.Equal(["ABNKDEFF>B", "ABNKDEFF>C"], Enumerable.Range(0, 2).Select(i =>
            scenario.Participants[payments.From[i]].Id + ">" + scenario.Participants[payments.To[i]].Id));
        Assert.Equal([1250L, 1250L], payments.AmountMinor);
        Assert.Equal(["REF1", "REF2"], Enumerable.Range(0, 2).Select(payments.IdOf));
    }

    [Fact]
    public void A_message_without_a_time_gets_that_of_its_source_and_the_next_one_comes_later()
    {
        PaymentTable payments = Good("messages: day.fin, at: '10:00', spacing: 30s",
            Message, Message with { Reference = "2", CreatedAtUs = At("09:30") }, Message with { Reference = "3" })
            .Payments;
        Assert.Equal([At("09:30"), At("10:00"), At("10:00") + 30_000_000], payments.DueAt);
    }

    [Fact]
    public void A_possible_duplicate_of_a_message_that_is_there_is_no_second_payment()
    {
        PaymentTable payments = Good("messages: day.fin, at: '10:00'",
            Message,
            Message with { IsPossibleDuplicate = true },
            Message,
            Message with { Amount = "13.00", IsPossibleDuplicate = true }).Payments;
        Assert.Equal(["REF1", "REF1-2", "REF1-3"], Enumerable.Range(0, payments.Count).Select(payments.IdOf));
    }

    [Fact]
    public void What_was_sent_and_what_was_delivered_of_it_are_one_message()
    {
        PaymentTable payments = Good("messages: day.fin, at: '10:00'",
            Message with { Identity = "ABNKDEFFAXXX0001000007" },
            Message with { Identity = "260105ABNKDEFFAXXX0001000007" },
            Message with { Identity = "ABNKDEFFAXXX0001000008" },
            Message with { Identity = "ABNKDEFFAXXX0000000000" },
            Message with { Identity = "ABNKDEFFAXXX0000000000" },
            Message with { Uetr = "913abf7d-403f-424d-87e6-61fe684ac47e" },
            Message with { Uetr = "913abf7d-403f-424d-87e6-61fe684ac47e", Reference = "HOP 2" }).Payments;
        Assert.Equal(5, payments.Count);
    }

    [Fact]
    public void Another_payment_under_the_same_number_is_a_payment_of_its_own()
    {
        const string Uetr = "913abf7d-403f-424d-87e6-61fe684ac47e";
        MessagePayment first = Message with { Identity = "ABNKDEFFAXXX0001000001", Uetr = Uetr };
        PaymentTable payments = Good("messages: day.fin, at: '10:00'",
            first,
            first with { Identity = "260105ABNKDEFFAXXX0001000001" },
            first with { Uetr = "a" + Uetr[1..], Reference = "REF 2" },
            first with { Uetr = "", Reference = "REF 3" },
            first with { Uetr = "", Amount = "13.00" }).Payments;
        Assert.Equal(["REF1", "REF2", "REF3", "REF1-2"], Enumerable.Range(0, payments.Count).Select(payments.IdOf));
    }

    [Fact]
    public void An_urgent_message_is_an_urgent_payment()
    {
        PaymentTable payments = Good("messages: day.fin, at: '10:00'",
            Message with { IsUrgent = true }, Message with { Reference = "2" }).Payments;
        Assert.Equal([Priority.Urgent, Priority.Normal], payments.Priority);
    }

    [Fact]
    public void A_folder_is_read_file_by_file_in_the_order_of_names()
    {
        List<string> read = [];
        using TemporaryFolder folder = new();
        folder.Write("day/2.fin", "");
        folder.Write("day/10.fin", "");
        ScenarioResult result = ScenarioReader.Read(
            folder.Write("scenario.yaml", $"{Yaml}\n  - {{ messages: day, at: '10:00' }}"), messages: path =>
            {
                read.Add(Path.GetFileName(path));
                return [Message];
            });
        Assert.Empty(result.Errors);
        Assert.Equal(["10.fin", "2.fin"], read);
        Assert.Equal(2, result.Scenario!.Payments.Count);
    }

    [Theory]
    [InlineData("messages: none, at: '10:00'", "CLR-1001", 8)]
    [InlineData("messages: day.fin", "CLR-1102", 1)]
    [InlineData("messages: day.fin, at: '10:00', amount: 5", "CLR-1105", 9)]
    [InlineData("file: day.fin, spacing: 5s", "CLR-1105", 9)]
    public void What_is_wrong_with_a_source_is_said(string source, string code, int line)
    {
        ScenarioError error = Read(source, Message).Errors[0];
        Assert.Equal(code, error.Code);
        Assert.True(error.Line >= line - 1 && error.Line <= line + 1, $"line {error.Line}");
    }

    [Fact]
    public void What_is_wrong_with_a_message_is_said_with_its_file_and_place()
    {
        ScenarioResult result = Read("messages: day.fin, at: '10:00'",
            Message with { Index = 1, Problem = "T43 at :32A:: too many decimals" },
            Message with { Index = 2, From = ["ZZZZZZZZ"] },
            Message with { Index = 3, Currency = "USD" },
            Message with { Index = 4, ValueDate = new DateOnly(2021, 1, 5) });
        Assert.Equal(["1 CLR-1404", "2 CLR-1302", "3 CLR-1211", "4 CLR-1215"],
            result.Errors.Select(error => $"{error.Line} {error.Code}"));
        Assert.All(result.Errors, error => Assert.EndsWith("day.fin", error.File, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nobody_reads_messages_that_is_said()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("scenario.yaml", $"{Yaml}\n  - {{ messages: day.fin }}");
        Assert.Equal("CLR-1501", Assert.Single(ScenarioReader.Read(path).Errors).Code);
    }

    [Theory]
    [InlineData("bic: BBNK", "CLR-1208")]
    [InlineData("routing-number: '021000020'", "CLR-1208")]
    public void An_address_must_be_one(string address, string code)
    {
        string error = Reading.OneError(Reading.Minimal.Replace("{ id: B }", $"{{ id: B, {address} }}",
            StringComparison.Ordinal));
        Assert.Contains(code, error, StringComparison.Ordinal);
    }

    private static long At(string time) => new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)
        .Add(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ToUnixTimeMilliseconds() * 1000;

    private static Scenario Good(string source, params MessagePayment[] messages)
    {
        ScenarioResult result = Read(source, messages);
        Assert.Empty(result.Errors);
        return result.Scenario!;
    }

    private static ScenarioResult Read(string source, params MessagePayment[] messages)
    {
        using TemporaryFolder folder = new();
        folder.Write("day.fin", "");
        return ScenarioReader.Read(
            folder.Write("scenario.yaml", $"{Yaml}\n  - {{ {source} }}"), messages: _ => messages);
    }
}
