using Clearing.Grains.Worlds;
using Clearing.Server.Access;

namespace Clearing.Server.Tests.Access;

/// <summary>Who is let in with which key.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task X9_Whatever_is_wrong_with_a_key_the_answer_is_the_same()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        KeyText good = guarded.Ring.KeyOf("alder-desk");
        KeyText drawn = KeyText.Draw("alder-desk", "k1");
        string[] wrong =
        [
            drawn.ToString(), (good with { Name = "nobody" }).ToString(), (good with { KeyId = "k2" }).ToString(),
            (good with { Name = "ash-desk" }).ToString(), good.Secret, "", "..", good + "x", "ALDER",
        ];

        HashSet<(int, string)> answers = [];
        foreach (string key in wrong)
        {
            using HttpClient client = guarded.ClientWith(key.Length == 0 ? null : key);
            using HttpResponseMessage response = await client.GetAsync(
                "/v1/world", TestContext.Current.CancellationToken);
            answers.Add(((int)response.StatusCode,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }

        Assert.Equal(401, Assert.Single(answers).Item1);
        Assert.Equal(200, (await guarded.GetAsync("alder-desk", "/v1/world")).Status);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task X7_A_key_in_an_address_is_refused_even_beside_a_good_one(string name)
    {
        await using Guarded guarded = await Guarded.StartAsync();

        (int status, string body) = await guarded.GetAsync(
            "alder-desk", $"/v1/world?{name}={guarded.Ring.KeyOf("alder-desk")}");

        Assert.Equal(400, status);
        Assert.Contains("key-in-address", body);
        Assert.DoesNotContain(guarded.Ring.KeyOf("alder-desk").Secret, body);
    }

    [Fact]
    public async Task X12_Keys_change_during_traffic_no_honest_request_is_refused_and_the_old_one_ends_on_time()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        KeyText old = guarded.Ring.KeyOf("alder-desk");
        using HttpClient before = guarded.ClientWith(old.ToString());
        Assert.Equal(200, await AskAsync(before));

        KeyText next = guarded.Ring.AddKey("alder-desk", "k2");
        guarded.Ring.End("alder-desk", "k1", "2026-01-05T08:01:00Z");
        guarded.Ring.Write();
        using HttpClient after = guarded.ClientWith(next.ToString());
        Assert.Equal((200, 401), (await AskAsync(before), await AskAsync(after)));
        guarded.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await AskAsync(before));
        for (int second = 2; second <= 59; second++)
        {
            guarded.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal((200, 200), (await AskAsync(before), await AskAsync(after)));
        }

        guarded.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((401, 200), (await AskAsync(before), await AskAsync(after)));
        guarded.Ring.Take("alder-desk", "k2");
        guarded.Ring.Write();
        Keyring.Settle(guarded.Time);
        Assert.Equal((401, 401), (await AskAsync(before), await AskAsync(after)));
        Assert.DoesNotContain(guarded.Log.All, line => line.Contains(next.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_world_served_with_an_access_file_is_not_served_without_and_a_broken_one_is_refused_at_start()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        await guarded.StopAsync();
        WorldException refused = await Assert.ThrowsAsync<WorldException>(
            () => guarded.OpenAsync(options => options with { Access = null }));
        Assert.Contains("--access", refused.Message);
        guarded.Ring.Rest = "roles: { boss: [] }\n";
        guarded.Ring.Write();
        AccessException broken = await Assert.ThrowsAsync<AccessException>(() => guarded.OpenAsync());
        Assert.Equal("CLR-1101", Assert.Single(broken.Errors).Code);
    }

    [Fact]
    public async Task X5_A_header_that_names_another_method_changes_nothing()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        using HttpClient otto = guarded.ClientOf("otto");
        otto.DefaultRequestHeaders.Add("X-HTTP-Method-Override", "DELETE");
        otto.DefaultRequestHeaders.Add("X-HTTP-Method", "POST");

        Assert.Equal(200, await AskAsync(otto));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    public async Task X7_A_page_of_another_site_is_refused_whatever_it_brings(string origin)
    {
        await using Guarded guarded = await Guarded.StartAsync();
        using HttpClient alder = guarded.ClientOf("alder-desk");
        alder.DefaultRequestHeaders.Add("Origin", origin);
        Assert.Equal(403, await AskAsync(alder));
        alder.DefaultRequestHeaders.Remove("Origin");
        alder.DefaultRequestHeaders.Add("Origin", $"http://{guarded.Service.HttpEndpoint}");
        Assert.Equal(200, await AskAsync(alder));
    }

    [Fact]
    public async Task X7_A_stream_ends_when_the_key_of_its_listener_does()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        guarded.Ring.End("alder-desk", "k1", "2026-01-05T08:01:00Z");
        guarded.Ring.Write();
        Keyring.Settle(guarded.Time);
        using HttpClient alder = guarded.ClientOf("alder-desk");
        using HttpResponseMessage response = await alder.GetAsync(
            "/v1/ledgers/rtgs/notices", HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Task<string> all = new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);

        // Whether it ends at the service's word or with the connection: nothing more comes.
        while (!all.IsCompleted)
        {
            guarded.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.True(guarded.Time.GetUtcNow() >= new DateTimeOffset(2026, 1, 5, 8, 1, 0, TimeSpan.Zero));
        Assert.Equal(401, await AskAsync(alder));
    }

    private static async Task<int> AskAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync(
            "/v1/world", TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
