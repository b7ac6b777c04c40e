using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Files;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Http;

/// <summary>Payments over HTTP: what is taken, what is answered, and that an id has one effect.</summary>
public sealed class SubmittingTests
{
    private const string Uetr = "4ab53e1a-2f5b-4c7e-9d1a-0123456789ab";
    private const string Payment = """{"payee":"BETA","amount":"12.50","currency":"USD"}""";

    private static readonly string WithUetr =
        $$"""{"uetr":"{{Uetr}}","payer":"ALPHA","payee":"BETA","amount":"12.50","currency":"USD",""" + """
        "priority":"urgent"}
        """;

    [Fact]
    public async Task A_payment_is_settled_and_answered_with_its_id_and_its_place()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(WithUetr);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal($"/v1/ledgers/rtgs/payments/{Uetr}", answer.Message.Headers.Location!.ToString());
        Assert.Equal((Uetr, "settled", false), (answer.Id, answer.Standing, answer.IsRepeated));
        Assert.Equal("2026-01-05T12:00:00.000000Z", answer.Body.GetProperty("time").GetString());
        Assert.Equal(JsonValueKind.Null, answer.Body.GetProperty("reason").ValueKind);
        (InstructionBatch batch, var commands, byte[] digests, _) = Assert.Single(bench.Ledger.Batches);
        Assert.Equal((0, 0), (batch.Participant, batch.Account));
        Assert.Equal(
            (0, 1, 1250L, Priority.Urgent, (byte)'J'),
            (commands[0].Command.From, commands[0].Command.To, commands[0].Command.AmountMinor,
                commands[0].Command.Priority, commands[0].Format));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(WithUetr)), digests);
    }

    [Fact]
    public async Task The_same_again_is_answered_200_from_the_first_and_has_no_second_effect()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer first = await bench.PayAsync(Payment, "order-1");
        HttpAnswer quoted = await bench.PayAsync(Payment, "\"order-1\"");
        HttpAnswer spaced = await bench.PayAsync(Payment.Replace(":", " : ", StringComparison.Ordinal), "order-1");

        Assert.Equal((HttpStatusCode.Created, false), (first.Status, first.IsRepeated));
        Assert.All(new[] { quoted, spaced }, again => Assert.Equal(
            (HttpStatusCode.OK, first.Id, true), (again.Status, again.Id, again.IsRepeated)));
        Assert.Equal(1, bench.Ledger.Effects);
    }

    [Fact]
    public async Task N3_The_same_key_with_another_content_is_refused_and_another_banks_key_is_another()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        await bench.PayAsync(Payment, "order-1");
        HttpAnswer other = await bench.PayAsync(Payment.Replace("12.50", "12.51", StringComparison.Ordinal), "order-1");
        HttpAnswer others = await bench.PayAsync(
            Payment.Replace("BETA", "GAMMA", StringComparison.Ordinal), "order-1", "BETA");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "different"), (other.Status, other.Code));
        Assert.Equal("application/problem+json", other.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal((HttpStatusCode.Created, "settled"), (others.Status, others.Standing));
        Assert.Equal(2, bench.Ledger.Effects);
    }

    [Theory]
    [InlineData(Payment, null, "key-missing")]
    [InlineData(Payment, "", "bad-key")]
    [InlineData(Payment, "a b", "bad-key")]
    [InlineData(Payment, "a,b", "bad-key")]
    [InlineData(Payment, "0123456789012345678901234567890123456789012345678901234567890123x", "bad-key")]
    public async Task A_payment_without_a_uetr_needs_a_good_key(string body, string? key, string code)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(body, key);

        Assert.Equal((HttpStatusCode.BadRequest, code, "Idempotency-Key"), (answer.Status, answer.Code, answer.Where));
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task Where_both_are_given_the_key_is_the_uetr()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        Assert.Equal("bad-key", (await bench.PayAsync(WithUetr, "other")).Code);
        Assert.Equal("settled", (await bench.PayAsync(WithUetr, Uetr)).Standing);
    }

    [Fact]
    public async Task A_bulk_answers_each_payment_in_order_and_a_bad_one_does_not_stop_the_others()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        const string Stranger = """{"payee":"NOBODY","amount":"1.00","currency":"USD"}""";
        const string Noted = """{"payee":"BETA","amount":"1.00","currency":"USD","note":{"a":[1]}}""";
        string body = $$"""{"payments":[{{Payment}},{{WithUetr}},{{Stranger}},{{Noted}},7,{{Payment}}]}""";

        HttpAnswer answer = await bench.PayManyAsync(body, "file-7");
        HttpAnswer again = await bench.PayManyAsync(body, "file-7");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        JsonElement[] answers = [.. answer.Body.GetProperty("answers").EnumerateArray()];
        Assert.Equal(
            ["settled", "settled", "unknown-party /payments/2/payee", "unknown-field /payments/3/note",
                "wrong-type /payments/4", "settled"],
            answers.Select(Told));
        Assert.Equal(3, bench.Ledger.Effects);
        Assert.All(again.Body.GetProperty("answers").EnumerateArray().Where(e => e.TryGetProperty("payment", out _)),
            e => Assert.True(e.GetProperty("payment").GetProperty("repeated").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"payments":[]}""", "bad-batch")]
    [InlineData("""{}""", "missing-field")]
    [InlineData("""{"payment":[]}""", "unknown-field")]
    [InlineData("""{"payments":{}}""", "wrong-type")]
    [InlineData("""{"payments":[{"payee":"BETA","amount":"1.00","currency":"USD"}],"x":1}""", "unknown-field")]
    [InlineData("""{"payments":[{"payee":"BETA","amount":"1.00","currency":"USD"}""", "bad-json")]
    [InlineData("""{"payments":[{"payee":"BETA","amount":"1.00","currency":"USD"}]}{}""", "bad-json")]
    public async Task N7_Of_a_bulk_that_is_none_nothing_is_done(string body, string code)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayManyAsync(body, "file-7");

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task N7_A_bulk_has_at_most_4096_payments()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer most = await bench.PayManyAsync(Bulk(4_096), "most");
        HttpAnswer more = await bench.PayManyAsync(Bulk(4_097), "more");

        Assert.Equal(4_096, most.Body.GetProperty("answers").GetArrayLength());
        Assert.Equal((HttpStatusCode.BadRequest, "bad-batch"), (more.Status, more.Code));
        Assert.Equal(4_096, bench.Ledger.Effects);
    }

    [Theory]
    [InlineData("103", "text/plain", FrameKind.Fin)]
    [InlineData("pacs.008.001.08", "application/xml; charset=utf-8", FrameKind.Xml)]
    [InlineData("BTR", "application/vnd.fedwire", FrameKind.Fedwire)]
    public async Task A_message_is_taken_as_in_a_session_and_known_by_its_own_identity(
        string type, string media, FrameKind kind)
    {
        await using HttpBench bench = await HttpBench.StartAsync(keepsMessages: true);
        byte[] message = Texts.Payment(type, "REF1", 500);

        HttpAnswer first = await bench.PayAsync(message, media);
        HttpAnswer again = await bench.PayAsync(message, media);

        Assert.Equal((HttpStatusCode.Created, "settled"), (first.Status, first.Standing));
        Assert.Equal((HttpStatusCode.OK, first.Id, true), (again.Status, again.Id, again.IsRepeated));
        (_, var commands, byte[] digests, byte[] texts) = bench.Ledger.Batches[0];
        Assert.Equal(((byte)kind, 500L), (commands[0].Format, commands[0].Command.AmountMinor));
        Assert.Equal(SHA256.HashData(message), digests);
        Assert.Equal(message, texts[4..]);
    }

    [Fact]
    public async Task A_message_of_a_day_that_is_over_is_refused_unless_the_ledger_has_it()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        byte[] late = Texts.Payment("pacs.009.001.08", "REF1", 500, date: new DateOnly(2026, 1, 4));

        HttpAnswer answer = await bench.PayAsync(late, "application/xml");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "value-date"), (answer.Status, answer.Code));
        Assert.Equal((1, 0), (bench.Ledger.Asked, bench.Ledger.Effects));
    }

    [Theory]
    [InlineData(Standing.Busy, HttpStatusCode.ServiceUnavailable, "busy", true)]
    [InlineData(Standing.Unavailable, HttpStatusCode.ServiceUnavailable, "unavailable", true)]
    [InlineData(Standing.Halted, HttpStatusCode.ServiceUnavailable, "halted", false)]
    [InlineData(Standing.InDoubt, HttpStatusCode.GatewayTimeout, "in-doubt", true)]
    [InlineData(Standing.TooLarge, HttpStatusCode.UnprocessableEntity, "too-large-for-ledger", false)]
    [InlineData(Standing.NumbersUsedUp, HttpStatusCode.ServiceUnavailable, "numbers-used-up", false)]
    public async Task What_a_ledger_refuses_is_a_problem_that_says_when_to_come_again(
        Standing refusal, HttpStatusCode status, string code, bool mayRetry)
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        bench.Ledger.Refuses = refusal;

        HttpAnswer one = await bench.PayAsync(WithUetr);
        HttpAnswer bulk = await bench.PayManyAsync($$"""{"payments":[{{WithUetr}}]}""");

        Assert.Equal((status, code, mayRetry), (one.Status, one.Code, one.Message.Headers.RetryAfter is not null));
        Assert.Equal(refusal >= Standing.Busy ? status : HttpStatusCode.OK, bulk.Status);
    }

    [Fact]
    public async Task N1_An_answer_that_does_not_come_is_said_to_be_in_doubt_and_the_same_again_is_definite()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        bench.Ledger.Hold();
        Task<HttpAnswer> waiting = bench.PayAsync(WithUetr);
        await bench.Ledger.ArrivedAsync(1);
        await World.UntilAsync(() => waiting.IsCompleted, () => bench.Time.Advance(TimeSpan.FromSeconds(1)));

        HttpAnswer doubt = await waiting;
        bench.Ledger.Open();
        await World.UntilAsync(() => bench.Ledger.Effects == 1);
        HttpAnswer again = await bench.PayAsync(WithUetr);

        Assert.Equal((HttpStatusCode.GatewayTimeout, "in-doubt"), (doubt.Status, doubt.Code));
        Assert.Equal((HttpStatusCode.OK, "settled", true), (again.Status, again.Standing, again.IsRepeated));
    }

    [Fact]
    public async Task N4_Twins_in_flight_have_one_effect()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        bench.Ledger.Hold();
        Task<HttpAnswer>[] twins = [.. Enumerable.Range(0, 2).Select(_ => bench.PayAsync(Payment, "order-1"))];
        await bench.Ledger.ArrivedAsync(2);
        bench.Ledger.Open();

        HttpAnswer[] answers = await Task.WhenAll(twins);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Created], answers.Select(answer => answer.Status).Order());
        Assert.Equal(1, bench.Ledger.Effects);
    }

    [Fact]
    public async Task C7_A_client_that_dies_after_sending_finds_its_payment_by_the_same_key()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        bench.Ledger.Hold();
        using (TcpClient dying = new())
        {
            await dying.ConnectAsync(IPAddress.Loopback, bench.Port, TestContext.Current.CancellationToken);
            await dying.GetStream().WriteAsync(Request("order-1"), TestContext.Current.CancellationToken);
            await bench.Ledger.ArrivedAsync(1);
            dying.Client.LingerState = new LingerOption(enable: true, 0);
        }

        bench.Ledger.Open();
        await World.UntilAsync(() => bench.Ledger.Effects == 1);
        HttpAnswer answer = await bench.PayAsync(Payment, "order-1");

        Assert.Equal((HttpStatusCode.OK, "settled", true), (answer.Status, answer.Standing, answer.IsRepeated));
        Assert.Equal(1, bench.Ledger.Effects);
    }

    [Fact]
    public async Task C7_A_request_that_breaks_off_anywhere_has_no_effect_until_it_is_whole()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        byte[] request = Request("k");

        for (int length = 0; length < request.Length; length += 7)
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, bench.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(
                request.AsMemory(0, length), TestContext.Current.CancellationToken);
        }

        Assert.Empty(bench.Ledger.Batches);
        Assert.Equal(HttpStatusCode.Created, (await bench.PayAsync(Payment, "k")).Status);
    }

    private static byte[] Request(string key) => Encoding.ASCII.GetBytes(
        "POST /v1/ledgers/rtgs/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ALPHA\r\n"
        + $"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {Payment.Length}\r\n\r\n"
        + Payment);

    private static string Bulk(int count) =>
        $$"""{"payments":[{{string.Join(',', Enumerable.Repeat(Payment, count))}}]}""";

    private static string Told(JsonElement entry) => entry.TryGetProperty("payment", out JsonElement payment)
        ? payment.GetProperty("status").GetString()!
        : $"{entry.GetProperty("problem").GetProperty("code")} {entry.GetProperty("problem").GetProperty("where")}";
}
