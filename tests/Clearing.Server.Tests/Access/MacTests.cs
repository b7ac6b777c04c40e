using System.Diagnostics.Metrics;
using Clearing.Messages.Switching;
using Clearing.Server.Access;

namespace Clearing.Server.Tests.Access;

/// <summary>Requests that must carry a MAC.</summary>
public sealed class MacTests
{
    private const string Alder = "ALDEUS30AXXX";
    private const string Ash = "ASHXUS30AXXX";
    private const string Target = "/v1/participants?limit=1";

    private static readonly AuthenticationKey Key = new(Alder, 1, new byte[32], 0, long.MaxValue);
    private static readonly AuthenticationKey AshKey = new(Ash, 1, new byte[32], 0, long.MaxValue);

    [Fact]
    public async Task X1_Only_a_request_with_its_own_MAC_is_let_in_and_the_answer_carries_one_too()
    {
        await using Guarded guarded = await StartAsync();
        SaidMac said = Seal(guarded, 1);

        (int status, string body, string? answer) = await SendAsync(guarded, said.ToString());

        Assert.Equal(200, status);
        SaidMac back = SaidMac.Read(answer!)!;
        byte[] text = RequestMacs.Text(
            "200", Convert.ToHexStringLower(said.Mac.Span), back.TimeUs, System.Text.Encoding.UTF8.GetBytes(body));
        MessageAuthenticator mine = Authenticator(NetworkEnvironment.Test);
        Assert.True(mine.Check(
            MessageDirection.FromNetwork, Alder, new MessageProof(1, back.Sequence, back.Mac), text, 0).IsNone);
    }

    [Theory]
    [InlineData("no header at all")]
    [InlineData("another secret")]
    [InlineData("of another target")]
    [InlineData("of another body")]
    [InlineData("truncated")]
    [InlineData("other algorithm")]
    [InlineData("none")]
    [InlineData("no such key")]
    [InlineData("terminal of another bank")]
    [InlineData("terminal of nobody")]
    [InlineData("too old")]
    [InlineData("from the future")]
    [InlineData("other direction")]
    [InlineData("other environment")]
    [InlineData("sequence 0")]
    public async Task X1_X2_Whatever_is_wrong_with_a_MAC_it_is_401_and_counted(string what)
    {
        await using Guarded guarded = await StartAsync();
        long counted = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "clearing.access.refused")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            Interlocked.Add(ref counted, tags[0].Value is "unproven" ? count : 0));
        listener.Start();
        guarded.Time.Advance(TimeSpan.FromSeconds(120));
        SaidMac good = Seal(guarded, 1);
        string? header = what switch
        {
            "no header at all" => null,
            "another secret" => (good with { Mac = new byte[16] }).ToString(),
            "of another target" => Seal(guarded, 1, target: "/v1/participants?limit=2").ToString(),
            "of another body" => Seal(guarded, 1, body: [1]).ToString(),
            "truncated" => good.ToString()[..^16],
            "other algorithm" => good.ToString().Replace("hmac-sha-256", "hmac-sha-1", StringComparison.Ordinal),
            "none" => good.ToString().Replace("hmac-sha-256", "none", StringComparison.Ordinal),
            "no such key" => (good with { KeyId = 2 }).ToString(),
            "terminal of another bank" => Seal(guarded, 1, terminal: Ash).ToString(),
            "terminal of nobody" => (good with { Terminal = "NOBOUS30AXXX" }).ToString(),
            "too old" => Seal(guarded, 1, seconds: -61).ToString(),
            "from the future" => Seal(guarded, 1, seconds: 61).ToString(),
            "other direction" => Seal(guarded, 1, direction: MessageDirection.FromNetwork).ToString(),
            "other environment" => Seal(guarded, 1, environment: NetworkEnvironment.Live).ToString(),
            _ => Seal(guarded, 0).ToString(),
        };

        (int status, string body, _) = await SendAsync(guarded, header);

        Assert.Equal(401, status);
        Assert.Contains("\"unproven\"", body);
        Assert.True(Interlocked.Read(ref counted) >= 1);
        Assert.Equal(200, (await SendAsync(guarded, good.ToString())).Status);
    }

    [Fact]
    public async Task X2_A_request_passes_once_also_over_a_restart_and_others_may_overtake_it()
    {
        await using Guarded guarded = await StartAsync();
        guarded.Time.Advance(TimeSpan.FromSeconds(1));
        SaidMac[] said = [.. Enumerable.Range(1, 5).Select(i => Seal(guarded, i))];
        foreach (SaidMac one in said.Reverse())
        {
            Assert.Equal(200, (await SendAsync(guarded, one.ToString())).Status);
        }

        foreach (SaidMac one in said)
        {
            Assert.Equal(401, (await SendAsync(guarded, one.ToString())).Status);
            SaidMac later = one with { TimeUs = one.TimeUs + 1 };
            Assert.Equal(401, (await SendAsync(guarded, later.ToString())).Status);
        }

        await guarded.StopAsync();
        await guarded.OpenAsync(options => options with { Keys = [Key, AshKey] });
        Assert.Equal(401, (await SendAsync(guarded, said[0].ToString())).Status);
        guarded.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await SendAsync(guarded, Seal(guarded, 6).ToString())).Status);
    }

    private static async Task<Guarded> StartAsync()
    {
        Keyring ring = new();
        ring.Add("alder-desk", "role: bank, participant: ALDER, mac: required");
        ring.Write();
        Guarded guarded = await Guarded.StartAsync(ring, options => options with { Keys = [Key, AshKey] });
        guarded.Time.Advance(TimeSpan.FromMilliseconds(1));
        return guarded;
    }

    private static SaidMac Seal(
        Guarded guarded, long sequence, string target = Target, byte[]? body = null, string terminal = Alder,
        double seconds = 0, MessageDirection direction = MessageDirection.ToNetwork,
        NetworkEnvironment environment = NetworkEnvironment.Test)
    {
        long timeUs = (guarded.Time.GetUtcNow().AddSeconds(seconds) - DateTimeOffset.UnixEpoch).Ticks
            / TimeSpan.TicksPerMicrosecond;
        byte[] text = RequestMacs.Text("GET", target, timeUs, body ?? []);
        MessageProof proof = Authenticator(environment).Seal(direction, terminal, 1, sequence, text);
        return new SaidMac(terminal, 1, sequence, timeUs, proof.Mac);
    }

    private static MessageAuthenticator Authenticator(NetworkEnvironment environment)
    {
        MessageAuthenticator authenticator = new(environment);
        authenticator.Add(Key);
        authenticator.Add(AshKey);
        return authenticator;
    }

    private static async Task<(int Status, string Body, string? Mac)> SendAsync(Guarded guarded, string? header)
    {
        using HttpClient client = guarded.ClientOf("alder-desk");
        using HttpRequestMessage request = new(HttpMethod.Get, Target);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Clearing-Mac", header);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.TryGetValues("Clearing-Mac", out IEnumerable<string>? values) ? values.Single() : null);
    }
}
