using System.Net.Sockets;
using System.Text;

namespace Clearing.Server.Tests.Access;

/// <summary>How much anybody may ask.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task X8_A_storm_of_questions_is_turned_away_and_everybodys_payments_keep_flowing()
    {
        Keyring ring = new();
        ring.Add("alder-desk", "role: bank, participant: ALDER, limits: { questions-per-second: 1 }");
        ring.Add("ash-desk", "role: bank, participant: ASH");
        ring.Write();
        await using Guarded guarded = await Guarded.StartAsync(ring);
        using HttpClient alder = guarded.ClientOf("alder-desk");
        using HttpClient ash = guarded.ClientOf("ash-desk");
        int turnedAway = 0;
        int paid = 0;

        // One question a second is let in; a hundred at once are not, however fast the machine is.
        for (int round = 0; round < 10; round++)
        {
            Task<HttpResponseMessage>[] storm = [.. Enumerable.Range(0, 100).Select(
                _ => alder.GetAsync("/v1/world", TestContext.Current.CancellationToken))];
            paid += await PayAsync(alder, "ALDER", "ASH", $"a{round}");
            paid += await PayAsync(ash, "ASH", "ALDER", $"b{round}");
            using (HttpResponseMessage asked = await ash.GetAsync(
                "/v1/world", TestContext.Current.CancellationToken))
            {
                Assert.Equal(200, (int)asked.StatusCode);
            }

            foreach (HttpResponseMessage answer in await Task.WhenAll(storm))
            {
                using (answer)
                {
                    turnedAway += (int)answer.StatusCode == 429 ? 1 : 0;
                    Assert.True((int)answer.StatusCode == 200 || answer.Headers.RetryAfter is not null);
                }
            }
        }

        Assert.Equal(20, paid);
        Assert.True(turnedAway > 500, $"{turnedAway} of 1,000 were turned away");
    }

    [Fact]
    public async Task X8_A_flood_of_payments_is_held_to_its_senders_share_also_when_many_come_in_one_request()
    {
        Keyring ring = new();
        ring.Add("alder-desk", "role: bank, participant: ALDER, limits: { payments-per-second: 10 }");
        ring.Add("ash-desk", "role: bank, participant: ASH");
        ring.Write();
        await using Guarded guarded = await Guarded.StartAsync(ring);
        string one = """{"payee":"ASH","amount":"0.01","currency":"USD"}""";
        string nine = $$"""{"payments":[{{string.Join(",", Enumerable.Repeat(one, 9))}}]}""";
        using HttpClient alder = guarded.ClientOf("alder-desk");
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < 20; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/ledgers/rtgs/payments/bulk")
            {
                Content = new StringContent(nine, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", $"flood-{i}");
            using HttpResponseMessage response = await alder.SendAsync(request, TestContext.Current.CancellationToken);
            taken += (int)response.StatusCode == 200 ? 1 : 0;
            refused += (int)response.StatusCode == 429 ? 1 : 0;
        }

        Assert.Equal(20, taken + refused);
        Assert.True(taken >= 1 && refused >= 1, $"{taken} taken, {refused} refused");
        using HttpClient ash = guarded.ClientOf("ash-desk");
        Assert.Equal(1, await PayAsync(ash, "ASH", "ALDER", "ash-1"));
    }

    [Fact]
    public async Task X8_A_body_that_is_too_large_or_too_deep_is_refused()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        string deep = new string('[', 64) + new string(']', 64);
        string large = new(' ', (1 << 20) + 1);

        Assert.Equal(413, (await guarded.PostAsync("olga", "/v1/actions", large)).Status);
        Assert.Equal(400, (await guarded.PostAsync("olga", "/v1/actions", deep)).Status);
        Assert.Equal(413, (await guarded.PostAsync("alder-desk", "/v1/ledgers/rtgs/payments", large)).Status);
        Assert.Equal(400, (await guarded.PostAsync("alder-desk", "/v1/ledgers/rtgs/payments", deep)).Status);
    }

    [Fact]
    public async Task X6_A_header_with_the_end_of_a_line_in_it_and_a_path_that_climbs_reach_nothing()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        string key = guarded.Ring.KeyOf("alder-desk").ToString();

        Assert.StartsWith("HTTP/1.1 400", await RawAsync(
            guarded, $"GET /v1/world HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\rX-Role: operator\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 404", await RawAsync(
            guarded, $"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"));
        string said = $"Authorization: Bearer {key}\r\n";
        Assert.StartsWith("HTTP/1.1 401", await RawAsync(
            guarded, $"GET /v1/world HTTP/1.1\r\nHost: x\r\n{said}{said}\r\n"));
    }

    private static async Task<int> PayAsync(HttpClient client, string payer, string payee, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/ledgers/rtgs/payments")
        {
            Content = new StringContent(
                $$"""{"payee":"{{payee}}","amount":"0.01","currency":"USD"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"{payer}-{key}");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == 201, body);
        return 1;
    }

    private static async Task<string> RawAsync(Guarded guarded, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(guarded.Service.HttpEndpoint!, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        byte[] answer = new byte[64];
        int length = await stream.ReadAtLeastAsync(answer, 12, false, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
