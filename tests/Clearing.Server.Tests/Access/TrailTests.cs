using System.Text.Json;
using Clearing.Grains.Operating;
using Clearing.Journal;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Tests.Bench;
using Microsoft.Data.Sqlite;

namespace Clearing.Server.Tests.Access;

/// <summary>Who did what.</summary>
public sealed class TrailTests
{
    [Fact]
    public async Task The_trail_has_keys_at_their_first_use_what_was_refused_and_what_was_denied_and_no_secret()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        await guarded.GetAsync("alder-desk", "/v1/world");
        await guarded.GetAsync("alder-desk", "/v1/world");
        await guarded.GetAsync("alder-desk", "/v1/actions");
        string good = guarded.Ring.KeyOf("ash-desk").ToString();
        using (HttpClient wrong = guarded.ClientWith(good[..^1] + (good[^1] == 'A' ? 'B' : 'A')))
        {
            for (int i = 0; i < 3; i++)
            {
                using HttpResponseMessage refused = await wrong.GetAsync(
                    "/v1/world", TestContext.Current.CancellationToken);
            }
        }

        List<JsonElement> lines = await LinesAsync(guarded, lines => lines.Count >= 4);

        Assert.Equal(
            [("alder-desk", "key-first-used", "k1"), ("olga", "key-first-used", "k1")],
            lines.Where(line => Text(line, "kind") == "key-first-used")
                .Select(line => (Text(line, "by"), Text(line, "kind"), Text(line, "about"))));
        Assert.Single(lines, line => (Text(line, "kind"), Text(line, "about")) == ("key-refused", "ash-desk"));
        Assert.Single(lines, line => (Text(line, "kind"), Text(line, "by"), Text(line, "about"))
            == ("action-denied", "alder-desk", "GET /v1/actions"));
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.GetProperty("number").GetInt32()));
        Assert.DoesNotContain(lines, line => line.ToString().Contains(
            guarded.Ring.KeyOf("alder-desk").Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Orders_about_limits_and_funds_are_in_the_trail_before_they_are_answered_and_payments_are_not()
    {
        AuthenticationKey key = new("ALDEUS30AXXX", 1, new byte[32], 0, long.MaxValue);
        await using Guarded guarded = await Guarded.StartAsync(change: options => options with { Keys = [key] });
        using HttpClient client = guarded.ClientOf("alder-desk");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "limit-1");
        using StringContent amount = new("""{"amount":"500.00"}""", null, "application/json");
        using HttpResponseMessage set = await client.PutAsync(
            "/v1/ledgers/rtgs/accounts/ALDER/limits/ASH", amount, TestContext.Current.CancellationToken);
        using BankLine line = await BankLine.ConnectAsync(guarded.Service.Endpoint.Port);
        await line.LoginAsync(
            new Hello { Terminal = "ALDEUS30AXXX", KeyId = 1, Ledger = "rtgs", Nonce = new byte[32] }, key);
        await line.SendBulkAsync(1, new BulkInstruction(1, 300, 0, 1, 2, 0, 0, 0));
        await line.HearAnswersAsync(1);
        await line.SendControlAsync(new Order
        {
            Request = 1,
            Kind = OrderKind.SetMultilateralLimit,
            AmountMinor = 100_000,
            Id = 7,
        }.Write);
        Assert.Equal(ControlKind.OrderAnswer, (await line.HearAnswerAsync()).Control);

        List<JsonElement> orders = await LinesAsync(guarded, _ => true, "&kind=order");

        Assert.Equal(
            [("alder-desk", "PUT /v1/ledgers/rtgs/accounts/ALDER/limits/ASH"), ("ALDEUS30AXXX", "session")],
            orders.Select(order => (Text(order, "by"), Text(order, "about"))));
        Assert.StartsWith("key k1, answered 20", Text(orders[0], "detail"));
        Assert.StartsWith("rtgs SetMultilateralLimit, answered ", Text(orders[1], "detail"));
    }

    [Fact]
    public async Task X6_What_somebody_writes_cannot_end_a_line_of_the_trail_and_begin_another()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        const string Forged = """x\"}\n{\"n\":2,\"by\":\"omar\"}\u2028<script>""";
        await guarded.PostAsync(
            "olga", "/v1/actions", $$"""{"kind":"halt","ledger":"rtgs","reason":"{{Forged}}"}""");

        JsonElement line = Assert.Single(await LinesAsync(
            guarded, lines => lines.Count >= 1, "&kind=action-proposed"));

        JsonElement content = JsonDocument.Parse(Text(line, "detail")).RootElement;
        Assert.Equal(JsonDocument.Parse($"\"{Forged}\"").RootElement.GetString(), Text(content, "reason"));
        (_, string raw) = await guarded.GetAsync("olga", "/v1/audit-trail");
        Assert.DoesNotContain("<script>", raw);
        Assert.DoesNotContain('\n', raw);
    }

    [Fact]
    public async Task The_trail_is_read_page_by_page_goes_on_behind_a_restart_and_is_missed_when_it_is_gone()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        IAuditTrailGrain trail = guarded.Service.Grains.GetGrain<IAuditTrailGrain>("forty-banks");
        for (int i = 1; i <= 150; i++)
        {
            await trail.WriteAsync([new TrailEntry("t", "test", $"{i}", "")]);
        }

        await guarded.StopAsync();
        await guarded.OpenAsync();
        trail = guarded.Service.Grains.GetGrain<IAuditTrailGrain>("forty-banks");
        await trail.WriteAsync([new TrailEntry("t", "test", "151", "")]);
        List<string> about = [];
        for (long after = 0; ;)
        {
            TrailLine[] page = await trail.ReadAsync(new TrailQuestion(after, 40, "t", "test"));
            if (page.Length == 0)
            {
                break;
            }

            about.AddRange(page.Select(line => line.Entry.About));
            after = page[^1].Number;
        }

        Assert.Equal(Enumerable.Range(1, 151).Select(i => $"{i}"), about);
        await guarded.StopAsync();
        using (SqliteConnection connection = new($"Data Source={Path.Combine(guarded.Folder, "journal.db")}"))
        {
            connection.Open();
            using SqliteCommand forget = connection.CreateCommand();
            forget.CommandText = "DELETE FROM streams WHERE name LIKE '%@audit-trail'";
            Assert.Equal(1, forget.ExecuteNonQuery());
            SqliteConnection.ClearAllPools();
        }

        JournalException missed = await Assert.ThrowsAsync<JournalException>(() => guarded.OpenAsync());
        Assert.Contains("@audit-trail", missed.Message);
    }

    private static async Task<List<JsonElement>> LinesAsync(
        Guarded guarded, Func<List<JsonElement>, bool> isAll, string query = "")
    {
        while (true)
        {
            // Lines about keys and refusals are kept beside the requests that they are about.
            (_, string body) = await guarded.GetAsync("olga", "/v1/audit-trail?limit=1000" + query);
            List<JsonElement> lines =
                [.. JsonDocument.Parse(body).RootElement.GetProperty("lines").EnumerateArray()];
            if (isAll(lines))
            {
                return lines;
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
