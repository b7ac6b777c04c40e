using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Tests.Load;

/// <summary>Payments of a load as HTTP requests, and the answers to them.</summary>
public sealed class HttpRequestsTests
{
    private const int Payer = 3;

    private static readonly Directory Banks = new FakeService(new FakeLedger()).Directory;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void A_request_says_its_length_and_what_was_planned(int frame)
    {
        (HttpRequests requests, PaymentPlan plan) = Make(frame, default);

        (string head, JsonElement body) = Write(requests, 640);

        Assert.StartsWith(
            $"POST /v1/ledgers/rtgs/payments{(frame == 1 ? "" : "/bulk")} HTTP/1.1\r\n",
            head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer a.k1.b\r\n", head, StringComparison.Ordinal);
        JsonElement[] payments = frame == 1 ? [body] : [.. body.GetProperty("payments").EnumerateArray()];
        Assert.Equal(frame, payments.Length);
        for (int i = 0; i < frame; i++)
        {
            PlannedPayment planned = plan.At(640 + i, 640);
            Assert.Equal(Banks.Participants[planned.Payee].Id, payments[i].GetProperty("payee").GetString());
            Assert.Equal(planned.AmountMinor / 100m, decimal.Parse(
                payments[i].GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_id_of_a_single_payment_is_derived_from_its_key_and_of_one_in_a_bulk_its_uetr()
    {
        (string head, _) = Write(Make(1, default).Requests, 7);
        string key = head.Split("Idempotency-Key: ")[1].Split('\r')[0];
        byte[] identity = new byte[4 + key.Length];
        BinaryPrimitives.WriteInt32BigEndian(identity, Payer);
        Encoding.ASCII.GetBytes(key, identity.AsSpan(4));
        (_, JsonElement body) = Write(Make(2, default).Requests, 6);

        Assert.Equal(InstructionIds.Derived((byte)'K', identity), Make(1, default).Requests.IdOf(7));
        Assert.Equal(
            Guid.Parse(body.GetProperty("payments")[1].GetProperty("uetr").GetString()!).ToByteArray(bigEndian: true),
            Octets(Make(2, default).Requests.IdOf(7)));
    }

    [Fact]
    public void L6_Duplicates_are_the_same_octets_again_and_bad_ones_pay_nobody()
    {
        (HttpRequests requests, PaymentPlan plan) = Make(1, new LoadMix(0.2m, 0.2m, 0));
        Dictionary<long, string> sent = [];
        int[] kinds = new int[3];
        for (long n = 0; n < 500; n++)
        {
            PlannedPayment planned = plan.At(n, n);
            (string head, JsonElement body) = Write(requests, n);
            string text = head + body.GetRawText();
            kinds[(int)planned.Kind]++;
            sent.TryAdd(planned.Of, text);
            Assert.Equal(sent[planned.Of], text);
            Assert.Equal(
                planned.Kind != SlotKind.Bad,
                Banks.Participants.Any(p => p.Id == body.GetProperty("payee").GetString()));
        }

        Assert.All(kinds, count => Assert.True(count > 50));
    }

    [Theory]
    [InlineData("201 Created", """{"id":"x","status":"settled","reason":null,"repeated":false}""", Standing.Settled)]
    [InlineData("201 Created", """{"id":"x","status":"queued","reason":null,"repeated":false}""", Standing.Queued)]
    [InlineData("503 X", """{"type":"about:blank","status":503,"code":"busy","detail":"d"}""", Standing.Busy)]
    [InlineData("504 X", """{"type":"about:blank","status":504,"code":"in-doubt","detail":"d"}""", Standing.InDoubt)]
    [InlineData("422 X", """{"status":422,"code":"unknown-party","detail":"d"}""", Standing.Malformed)]
    public void An_answer_is_read_when_all_of_it_is_there(string status, string body, Standing standing)
    {
        byte[] response = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.All(Enumerable.Range(0, response.Length),
            length => Assert.Equal(0, HttpResponses.LengthOf(response.AsSpan(0, length), out _)));
        Assert.Equal(response.Length, HttpResponses.LengthOf(response, out int at));
        byte[] record = new byte[AnswerRecord.Length];

        HttpResponses.Read(response, at, record);

        Assert.Equal((standing, false), (AnswerRecord.Read(record).Standing, AnswerRecord.Read(record).IsRepeated));
    }

    [Fact]
    public void The_answers_of_a_bulk_are_read_in_order()
    {
        const string Body = """{"answers":[{"payment":{"id":"x","status":"settled","repeated":true}},"""
            + """{"problem":{"status":503,"code":"busy"}}]}""";
        byte[] response = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        byte[] records = new byte[2 * AnswerRecord.Length];

        HttpResponses.LengthOf(response, out int at);
        HttpResponses.Read(response, at, records);

        Assert.Equal(
            (Standing.Settled, true, Standing.Busy),
            (AnswerRecord.Read(records).Standing, AnswerRecord.Read(records).IsRepeated,
                AnswerRecord.Read(records.AsSpan(AnswerRecord.Length)).Standing));
    }

    [Fact]
    public async Task A_line_is_used_again_when_it_was_answered_and_what_is_on_a_line_that_ends_is_lost()
    {
        using TcpListener service = new(IPAddress.Loopback, 0);
        service.Start();
        TimeProvider time = TimeProvider.System;
        StatusBook book = new();
        book.Need(3);
        using SemaphoreSlim freed = new(0);
        using HttpLines lines = new(
            "127.0.0.1", ((IPEndPoint)service.LocalEndpoint).Port, book, time, () => freed.Release());
        (HttpRequests requests, PaymentPlan plan) = Make(1, default);
        LoadPhase phase = new()
        {
            Name = "x",
            Shape = new PauseShape(),
            Length = TimeSpan.FromSeconds(1),
            Traffic = new LoadTraffic(),
        };
        PhaseTally tally = new(phase, time.GetTimestamp(), time);
        FlightFrame Frame(long n) => new() { First = n, Count = 1, Plan = plan, Tally = tally };

        Assert.True(lines.TrySend(requests, Frame(0)));
        using Socket first = await service.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await AnswerAsync(first);
        await freed.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(lines.TrySend(requests, Frame(1)));
        await AnswerAsync(first);
        await freed.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(lines.TrySend(requests, Frame(2)));
        first.Dispose();
        await freed.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((2, 1, 0), (tally.Of(LoadOutcome.Settled), tally.Lost, lines.Busy));
        Assert.Equal((Standing.Settled, Standing.Unknown), (book[1], book[2]));
    }

    private static async Task AnswerAsync(Socket socket)
    {
        byte[] request = new byte[4096];
        await socket.ReceiveAsync(request, TestContext.Current.CancellationToken);
        const string Body = """{"status":"settled","repeated":false}""";
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 201 Created\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"),
            TestContext.Current.CancellationToken);
    }

    private static (HttpRequests Requests, PaymentPlan Plan) Make(int frame, LoadMix mix)
    {
        LoadTraffic traffic = new() { Message = LoadMessage.Json, Frame = frame, Mix = mix };
        PaymentPlan plan = new(1, 0, Payer, new PayeeTable(traffic.Payees, Banks.Participants.Count), traffic);
        return (new HttpRequests(traffic, plan, new PaymentIds(1, 0), Payer, Banks, "rtgs", "a.k1.b"), plan);
    }

    private static (string Head, JsonElement Body) Write(HttpRequests requests, long first)
    {
        byte[] octets = [];
        int length = requests.Write(ref octets, first);
        string[] parts = Encoding.UTF8.GetString(octets, 0, length).Split("\r\n\r\n");
        Assert.Contains($"Content-Length: {parts[1].Length:00000000}", parts[0], StringComparison.Ordinal);
        using JsonDocument body = JsonDocument.Parse(parts[1]);
        return (parts[0] + "\r\n", body.RootElement.Clone());
    }

    private static byte[] Octets(UInt128 id)
    {
        byte[] octets = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, id);
        return octets;
    }
}
