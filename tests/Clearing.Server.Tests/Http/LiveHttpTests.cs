using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;

namespace Clearing.Server.Tests.Http;

/// <summary>The world of forty banks over HTTP, with a real ledger behind it.</summary>
public sealed class LiveHttpTests
{
    private const string Payments = "v1/ledgers/rtgs/payments";
    private const string Payment = """{"payee":"ASH","amount":"12.50","currency":"USD"}""";

    // More than ALDER has, but for the credit of nobody.
    private const string TooMuch = """{"payee":"ASH","amount":"9000000000.00","currency":"USD"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task N2_A_key_has_one_effect_across_a_restart_and_the_same_with_another_amount_is_refused(
        bool onPostgres)
    {
        await using Served served = Served.On(onPostgres);
        JsonElement first;
        await using (LiveService service = await StartAsync(served))
        {
            using HttpClient alder = Client(service);
            (HttpStatusCode status, first) = await SendAsync(alder, HttpMethod.Post, Payments, Payment, "order-1");
            Assert.Equal((HttpStatusCode.Created, "settled"), (status, Text(first, "status")));
        }

        await using LiveService again = await StartAsync(served);
        using HttpClient back = Client(again);
        (HttpStatusCode repeated, JsonElement same) = await SendAsync(
            back, HttpMethod.Post, Payments, Payment, "order-1");
        (_, JsonElement other) = await SendAsync(
            back, HttpMethod.Post, Payments, Payment.Replace("12.50", "13.50", StringComparison.Ordinal), "order-1");

        Assert.Equal((HttpStatusCode.OK, Text(first, "id"), true), (
            repeated, Text(same, "id"), same.GetProperty("repeated").GetBoolean()));
        Assert.Equal(Text(first, "time"), Text(same, "time"));
        Assert.Equal("different", Text(other, "code"));
    }

    [Fact]
    public async Task C7_A_payment_whose_client_died_after_sending_is_found_by_its_id()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await StartAsync(served);
        using HttpClient alder = Client(service);
        string[] uetrs = [.. Enumerable.Range(0, 20).Select(i => $"4ab53e1a-2f5b-4c7e-9d1a-0123456789{i:00}")];
        foreach (string uetr in uetrs)
        {
            string body = Payment.Insert(1, $"\"uetr\":\"{uetr}\",");
            using TcpClient dying = new();
            await dying.ConnectAsync(service.HttpEndpoint!, TestContext.Current.CancellationToken);
            await dying.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /{Payments} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ALDER\r\n"
                    + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
                TestContext.Current.CancellationToken);
            dying.Client.LingerState = new LingerOption(enable: true, 0);
        }

        // Each was taken or not; whoever asks is told, and whoever sends it again changes nothing.
        foreach (string uetr in uetrs)
        {
            (_, JsonElement asked) = await SendAsync(alder, HttpMethod.Get, $"{Payments}/{uetr}", null, null);
            (HttpStatusCode status, JsonElement again) = await SendAsync(
                alder, HttpMethod.Post, Payments, Payment.Insert(1, $"\"uetr\":\"{uetr}\","), null);
            bool wasTaken = !asked.TryGetProperty("code", out JsonElement code);
            Assert.Equal(
                wasTaken ? "settled" : "unknown-payment", wasTaken ? Text(asked, "status") : code.GetString());
            Assert.True(!wasTaken || status == HttpStatusCode.OK, again.GetRawText());
            Assert.Equal("settled", Text(again, "status"));
        }

        Assert.Equal(uetrs.Length, (await service.LookAsync()).Ledgers[0].Records);
    }

    [Fact]
    public async Task I3_What_the_sums_of_a_ledger_cannot_hold_is_refused_and_leaves_its_state_as_it_was()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await StartAsync(served);
        using HttpClient alder = Client(service);
        string?[] before = await service.StateHashesAsync();

        foreach (string amount in new[] { "11529215046068469.77", "92233720368547758.07" })
        {
            (HttpStatusCode status, JsonElement refused) = await SendAsync(
                alder, HttpMethod.Post, Payments, Payment.Replace("12.50", amount, StringComparison.Ordinal), amount);
            Assert.Equal(
                (HttpStatusCode.UnprocessableEntity, "too-large-for-ledger"), (status, Text(refused, "code")));
        }

        Assert.Equal(before[0], (await service.StateHashesAsync())[0]);

        // Each fits, together they do not: no payer may have that much under way.
        List<string> codes = [];
        for (int i = 0; i < 8; i++)
        {
            (_, JsonElement answer) = await SendAsync(
                alder, HttpMethod.Post, Payments,
                Payment.Replace("12.50", "1000000000000000.00", StringComparison.Ordinal), $"large-{i}");
            codes.Add(answer.TryGetProperty("code", out JsonElement code) ? code.GetString()! : Text(answer, "status"));
        }

        Assert.Equal("too-large-for-ledger", codes[^1]);
        (_, JsonElement small) = await SendAsync(alder, HttpMethod.Post, Payments, Payment, "small", "ASPEN");
        Assert.Equal("settled", Text(small, "status"));
    }

    [Fact]
    public async Task I6_Nobody_pays_itself()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await StartAsync(served);
        using HttpClient alder = Client(service);

        (HttpStatusCode status, JsonElement answer) = await SendAsync(
            alder, HttpMethod.Post, Payments, Payment.Replace("ASH", "ALDER", StringComparison.Ordinal), "self");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "same-party"), (status, Text(answer, "code")));
    }

    [Fact]
    public async Task N5_A_payment_that_waits_is_given_another_priority_and_cancelled_and_a_settled_one_is_not()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await StartAsync(served);
        using HttpClient alder = Client(service);
        (_, JsonElement waiting) = await SendAsync(alder, HttpMethod.Post, Payments, TooMuch, "large");
        (_, JsonElement settled) = await SendAsync(alder, HttpMethod.Post, Payments, Payment, "small");
        Assert.Equal(("queued", "settled"), (Text(waiting, "status"), Text(settled, "status")));
        string id = Text(waiting, "id");

        (_, JsonElement urgent) = await SendAsync(
            alder, HttpMethod.Post, $"{Payments}/{id}/priority", """{"priority":"urgent"}""", "urgent");
        (_, JsonElement others) = await SendAsync(
            alder, HttpMethod.Post, $"{Payments}/{id}/cancellation", null, "others", "ASH");
        (_, JsonElement cancelled) = await SendAsync(
            alder, HttpMethod.Post, $"{Payments}/{id}/cancellation", null, "cancel");
        (_, JsonElement late) = await SendAsync(
            alder, HttpMethod.Post, $"{Payments}/{Text(settled, "id")}/cancellation", "{}", "late");
        (_, JsonElement none) = await SendAsync(
            alder, HttpMethod.Post, $"{Payments}/4ab53e1a-2f5b-4c7e-9d1a-0123456789ab/cancellation", null, "none");
        (_, JsonElement now) = await SendAsync(alder, HttpMethod.Post, Payments, TooMuch, "large");

        Assert.Equal("done", Text(urgent, "status"));
        Assert.Equal("unknown-payment", Text(others, "code"));
        Assert.Equal("done", Text(cancelled, "status"));
        Assert.Equal("not-done", Text(late, "status"));
        Assert.Equal("unknown-payment", Text(none, "code"));
        Assert.Equal("cancelled", Text(now, "status"));
    }

    [Theory]
    [InlineData("PUT", "limits/ASH", """{"amount":"1000.00"}""")]
    [InlineData("PUT", "limits/multilateral", """{"amount":"unlimited"}""")]
    [InlineData("PUT", "reservations/urgent", """{"amount":"1000.00"}""")]
    [InlineData("POST", "funding", """{"amount":"1000.00"}""")]
    [InlineData("POST", "withdrawals", """{"amount":"1000.00"}""")]
    public async Task An_order_of_every_kind_is_carried_out_once_by_a_real_ledger(
        string method, string path, string body)
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await StartAsync(served);
        using HttpClient alder = Client(service);
        string address = $"v1/ledgers/rtgs/accounts/ALDER/{path}";

        (HttpStatusCode first, JsonElement answer) = await SendAsync(alder, new HttpMethod(method), address, body, "k");
        (HttpStatusCode second, JsonElement again) = await SendAsync(alder, new HttpMethod(method), address, body, "k");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first, second));
        Assert.Contains(Text(answer, "status"), (string[])["done", "not-done"]);
        Assert.Equal((Text(answer, "id"), Text(answer, "status")), (Text(again, "id"), Text(again, "status")));
    }

    private static Task<LiveService> StartAsync(Served served) => served.StartAsync(
        options => options with { Http = new IPEndPoint(IPAddress.Loopback, 0) });

    private static HttpClient Client(LiveService service) =>
        new() { BaseAddress = new Uri($"http://{service.HttpEndpoint}/") };

    private static string Text(JsonElement answer, string field) => answer.GetProperty(field).GetString()!;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpClient client, HttpMethod method, string path, string? body, string? key, string caller = "ALDER")
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : HttpBench.Json(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, json.RootElement.Clone());
    }
}
