using System.Net;
using Clearing.Grains.Ledgers;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Http;

/// <summary>Whatever is sent to the interface is taken exactly or refused with a code and a place.</summary>
public sealed class BadInputTests
{
    private const string Uetr = "4ab53e1a-2f5b-4c7e-9d1a-0123456789ab";
    internal const string Good = """{"payee":"BETA","amount":"12.50","currency":"USD"}""";

    /// <summary>What is wrong with each value, in the order in which it is told.</summary>
    private static readonly (string Field, string Wrong, string Right, string Code)[] Order =
    [
        ("uetr", "no-uetr", Uetr, "bad-id"),
        ("payer", "GAMMA", "ALPHA", "not-yours"),
        ("payee", "NOBODY", "BETA", "unknown-party"),
        ("currency", "XXX", "USD", "unknown-system"),
        ("amount", "-1", "1", "bad-amount"),
        ("priority", "low", "high", "bad-priority"),
        ("kind", "other", "bank", "bad-kind"),
    ];

    public static TheoryData<string, string> Pairs =>
        [.. Order.SelectMany((a, i) => Order.Skip(i + 1).Select(b => (a.Field, b.Field)))];

    [Fact]
    public async Task I1_Of_what_is_not_whole_or_more_than_one_nothing_is_done_and_the_place_is_told()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        string[] bad =
        [
            .. Enumerable.Range(0, Good.Length).Select(length => Good[..length]),
            Good + "x", Good + Good, Good + "\n" + Good, Good + "\0", "x", "[]", "7", "null", "\"x\"",
        ];

        foreach (string body in bad)
        {
            HttpAnswer answer = await bench.PayAsync(body, "k");
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(answer.Code is "bad-json" or "wrong-type", body);
            Assert.True(body.Length == 0 || answer.Where is not null, body);
        }

        Assert.Empty(bench.Ledger.Batches);
    }

    [Theory]
    [InlineData("103", "text/plain")]
    [InlineData("pacs.008.001.08", "application/xml")]
    [InlineData("BTR", "application/vnd.fedwire")]
    public async Task I1_A_message_that_breaks_off_is_refused_with_its_place(string type, string media)
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        byte[] message = Texts.Payment(type, "REF1");
        byte[][] bad =
            [.. Enumerable.Range(0, message.Length / 37).Select(i => message[..(i * 37)]), [.. message, 0x7F]];

        foreach (byte[] body in bad)
        {
            HttpAnswer answer = await bench.PayAsync(body, media);
            Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (answer.Status, answer.Code));
            Assert.NotNull(answer.Where);
        }

        Assert.Empty(bench.Ledger.Batches);
    }

    [Theory]
    [InlineData("0.01", "USD", 1)]
    [InlineData("0.1", "USD", 10)]
    [InlineData("1", "USD", 100)]
    [InlineData("1.00", "USD", 100)]
    [InlineData("92233720368547758.07", "USD", long.MaxValue)]
    [InlineData("9223372036854775807", "JPY", long.MaxValue)]
    [InlineData("100", "JPY", 100)]
    public async Task I2_An_amount_is_taken_to_the_last_digit(string amount, string currency, long minor)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(With("amount", amount, With("currency", currency)), "k");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(minor, bench.Ledger.Batches[0].Commands[0].Command.AmountMinor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1E400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("1,00")]
    [InlineData("1 000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("..")]
    [InlineData("01")]
    [InlineData("00.10")]
    [InlineData("0.001")]
    [InlineData("1.000")]
    [InlineData("\u0661")]
    [InlineData("\uFF11")]
    [InlineData("92233720368547758.08")]
    [InlineData("10000000000000000000000000000000000000000")]
    public async Task I2_What_is_no_exact_amount_is_refused_and_never_rounded(string amount)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(With("amount", amount), "k");
        HttpAnswer yen = await bench.PayAsync(With("amount", "1.0", With("currency", "JPY")), "k");

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "bad-amount", "/amount"), (answer.Status, answer.Code, answer.Where));
        Assert.Equal("bad-amount", yen.Code);
        Assert.Empty(bench.Ledger.Batches);
    }

    [Theory]
    [InlineData("usd")]
    [InlineData("Usd")]
    [InlineData("EUR")]
    [InlineData("XXX")]
    [InlineData("")]
    [InlineData("US")]
    [InlineData("USDX")]
    [InlineData("840")]
    public async Task I4_A_currency_that_the_world_has_not_is_refused(string currency)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(With("currency", currency), "k");

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "unknown-system", "/currency"),
            (answer.Status, answer.Code, answer.Where));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("4AB53E1A-2F5B-4C7E-9D1A-0123456789AB")]
    [InlineData("4ab53e1a-2f5b-1c7e-9d1a-0123456789ab")]
    [InlineData("4ab53e1a-2f5b-4c7e-cd1a-0123456789ab")]
    [InlineData("4ab53e1a-2f5b-4c7e-9d1a-0123456789ab ")]
    [InlineData("4ab53e1a2f5b4c7e9d1a0123456789ab")]
    [InlineData("{4ab53e1a-2f5b-4c7e-9d1a-0123456789a}")]
    [InlineData("../../../../etc/passwd/0123456789ab/")]
    [InlineData("\\u0000ab53e1a-2f5b-4c7e-9d1a-0123456789ab")]
    [InlineData("\u00e9ab53e1a-2f5b-4c7e-9d1a-0123456789ab")]
    public async Task I5_A_uetr_has_one_form(string uetr)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(Good.Insert(1, $"\"uetr\":\"{uetr}\","));

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "bad-id", "/uetr"), (answer.Status, answer.Code, answer.Where));
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task I5_Keys_differ_by_case_and_by_every_character_and_have_up_to_64()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        string[] keys = ["a", "A", "a.", "~", "!", "../a", new string('a', 63), new string('a', 64)];

        HashSet<string> ids = [];
        foreach (string key in keys)
        {
            ids.Add((await bench.PayAsync(Good, key)).Id);
        }

        Assert.Equal(keys.Length, ids.Count);
        Assert.Equal(keys.Length, bench.Ledger.Effects);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task I6_Of_two_things_that_are_wrong_the_first_in_the_order_of_the_page_is_told(
        string first, string second)
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        IEnumerable<string> fields = Order.Reverse().Select(field =>
            $"\"{field.Field}\":\"{(field.Field == first || field.Field == second ? field.Wrong : field.Right)}\"");
        string body = "{" + string.Join(',', fields) + "}";

        HttpAnswer answer = await bench.PayAsync(body);

        Assert.Equal(Order.Single(field => field.Field == first).Code, answer.Code);
        Assert.Equal("/" + first, answer.Where);
        Assert.Empty(bench.Ledger.Batches);
    }

    [Theory]
    [InlineData("beta")]
    [InlineData("BETA ")]
    [InlineData("")]
    [InlineData("BBBBDEFF")]
    [InlineData("BET\\u0410")]
    public async Task I6_A_payee_is_named_by_its_id_to_the_letter(string payee)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        Assert.Equal("unknown-party", (await bench.PayAsync(With("payee", payee), "k")).Code);
        Assert.Equal("settled", (await bench.PayAsync(With("payee", "\\u0042ETA"), "k")).Standing);
    }

    [Theory]
    [InlineData(Reason.Suspended, "suspended")]
    [InlineData(Reason.Closed, "closed")]
    [InlineData(Reason.CutOff, "cut-off")]
    public async Task I6_What_a_system_rejects_is_an_outcome_with_its_reason(Reason reason, string word)
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        bench.Ledger.Decide = _ => (Standing.Rejected, reason);

        HttpAnswer answer = await bench.PayAsync(Good, "k");

        Assert.Equal(
            (HttpStatusCode.Created, "rejected", word),
            (answer.Status, answer.Standing, answer.Body.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData("\\u0001\\u001f\\u007f\\u0085")]
    [InlineData("\ufeffBETA")]
    [InlineData("\u202eATEB")]
    [InlineData("B\u200bETA")]
    [InlineData("B\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301ETA")]
    [InlineData("\ud83d\udca9\ud83c\udff4\u200d\u2620\ufe0f")]
    [InlineData("\u0130\u1e9e\ufb03")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("'; DROP TABLE payments; --")]
    [InlineData("%s%n{0}${jndi:ldap://x}")]
    public async Task I7_No_text_does_anything_and_what_is_said_of_it_is_plain(string text)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer payee = await bench.PayAsync(With("payee", text), "k");
        HttpAnswer field = await bench.PayAsync(Good.Insert(1, $"\"{text}\":1,"), "k");
        string answered = await field.Message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("unknown-party", "/payee"), (payee.Code, payee.Where));
        Assert.Equal("unknown-field", field.Code);
        Assert.All(answered, c => Assert.InRange(c, ' ', '~'));
        Assert.DoesNotContain("<script", answered, StringComparison.Ordinal);
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task I12_The_same_payment_is_the_same_command_in_whatever_form_it_comes()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        await bench.PayAsync(With("amount", "123.45"), "k");
        await bench.PayAsync(Texts.Payment("103", "REF1"), "text/plain");
        await bench.PayAsync(Texts.Payment("pacs.008.001.08", "REF1"), "application/xml");
        await bench.PayAsync(Texts.Payment("BTR", "REF1"), "application/vnd.fedwire");

        LedgerCommand[] commands = [.. bench.Ledger.Batches.Select(batch => batch.Commands[0])];
        Assert.Equal(4, commands.Length);
        Assert.All(commands, command => Assert.Equal(
            commands[0] with { Id = default, Format = 0 }, command with { Id = default, Format = 0 }));
    }

    internal static string With(string field, string value, string? body = null)
    {
        body ??= Good;
        int at = body.IndexOf($"\"{field}\":\"", StringComparison.Ordinal) + field.Length + 4;
        return body[..at] + value + body[body.IndexOf('"', at)..];
    }
}
