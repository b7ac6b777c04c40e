using System.Globalization;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Tests.Bench;
using Microsoft.Data.Sqlite;

namespace Clearing.Server.Tests.Access;

/// <summary>What operators do by two.</summary>
public sealed class ActionTests
{
    private const string Alder = "ALDEUS30AXXX";
    private const string Halt = """{"kind":"halt","ledger":"rtgs","reason":"a drill"}""";

    private static readonly AuthenticationKey Key = new(Alder, 1, new byte[32], 0, long.MaxValue);

    private static readonly (string Body, string Code)[] NoActions =
    [
        ("""{"kind":"halt","ledger":"rtgs","reason":"r","status":"executed"}""", "bad-json"),
        ("""{"kind":"halt","kind":"halt","ledger":"rtgs","reason":"r"}""", "bad-json"),
        ("""{"kind":"halt","ledger":"rtgs"}""", "bad-field"),
        ("""{"kind":"shred","ledger":"rtgs","reason":"r"}""", "bad-field"),
        ("""{"kind":"halt","ledger":"none","reason":"r"}""", "bad-field"),
        ("""{"kind":"halt","ledger":"rtgs","reason":"r","amount":"1.00"}""", "unknown-field"),
        ("""{"kind":"credit","ledger":"rtgs","reason":"r","participant":"ALDER"}""", "missing-field"),
        ("""{"kind":"credit","ledger":"rtgs","reason":"r","participant":"ALDER","amount":"1e3"}""", "bad-field"),
        ("""{"kind":"credit","ledger":"rtgs","reason":"r","participant":"ALDER","amount":"-1"}""", "bad-field"),
        ("""{"kind":"credit","ledger":"rtgs","reason":"r","participant":"NOBODY","amount":"1"}""", "bad-field"),
        ("""{"kind":"close","ledger":"rtgs","reason":"r","at":"soon"}""", "bad-field"),
        ("""{"kind":"halt","ledger":"rtgs","reason":"r","until":"2026-01-05T07:59:59Z"}""", "bad-field"),
        ("""{"kind":"open","ledger":"rtgs","reason":"r","date":"1999-01-01"}""", "bad-field"),
        ("[]", "bad-json"),
        ("null", "bad-json"),
    ];

    [Fact]
    public async Task X4_An_action_is_carried_out_when_another_operator_approves_it_and_once()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        JsonElement proposed = await ProposeAsync(guarded, "olga", Halt);
        Assert.Equal(("proposed", "olga"), (Text(proposed, "status"), Text(proposed, "proposed_by")));
        Assert.Equal(200, (await guarded.PostAsync("olga", "/v1/actions", Halt)).Status);

        (int status, string body) = await ApproveAsync(guarded, "omar", proposed);

        Assert.Equal((200, "executed", "omar", "done"), (status,
            Text(Parse(body), "status"), Text(Parse(body), "decided_by"), Text(Parse(body), "outcome")));
        Assert.Equal(1, (await LookAsync(guarded)).Records);
        Assert.Equal((409, "decided"), Code(await ApproveAsync(guarded, "omar", proposed)));
        Assert.Equal(1, (await LookAsync(guarded)).Records);
    }

    [Fact]
    public async Task X4_Nobody_approves_his_own_action_not_even_with_another_key()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        JsonElement proposed = await ProposeAsync(guarded, "olga", Halt);
        Assert.Equal((403, "own-action"), Code(await ApproveAsync(guarded, "olga", proposed)));
        guarded.Ring.AddKey("olga", "k2");
        guarded.Ring.Write();
        Keyring.Settle(guarded.Time);

        Assert.Equal((403, "own-action"), Code(await ApproveAsync(guarded, "olga", proposed)));
        Assert.Equal(0, (await LookAsync(guarded)).Records);
        (_, string trail) = await guarded.GetAsync("omar", "/v1/audit-trail?kind=action-denied&by=olga");
        Assert.Equal(2, Parse(trail).GetProperty("lines").EnumerateArray().Count(
            line => Text(line, "about") == Text(proposed, "id")));
    }

    [Fact]
    public async Task X4_An_approval_is_of_the_content_that_was_read_and_before_the_proposal_ends()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        JsonElement one = await ProposeAsync(guarded, "olga", Halt);
        JsonElement two = await ProposeAsync(
            guarded, "olga", """{"kind":"resume","ledger":"rtgs","reason":"it is over"}""");

        Assert.Equal((409, "changed"), Code(await guarded.PostAsync(
            "omar", $"/v1/actions/{Text(one, "id")}/approval", $$"""{"hash":"{{Text(two, "hash")}}"}""")));
        Assert.Equal((400, "missing-field"), Code(await guarded.PostAsync(
            "omar", $"/v1/actions/{Text(one, "id")}/approval", "{}")));
        guarded.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((409, "expired"), Code(await ApproveAsync(guarded, "omar", one)));
        (_, string shown) = await guarded.GetAsync("olga", $"/v1/actions/{Text(one, "id")}");
        Assert.Equal("expired", Text(Parse(shown), "status"));
        Assert.Equal(0, (await LookAsync(guarded)).Records);
    }

    [Fact]
    public async Task An_action_that_is_refused_is_over()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        JsonElement proposed = await ProposeAsync(guarded, "olga", Halt);

        (int status, string body) = await guarded.PostAsync("olga", $"/v1/actions/{Text(proposed, "id")}/refusal", "");

        Assert.Equal((200, "refused"), (status, Text(Parse(body), "status")));
        Assert.Equal((409, "decided"), Code(await ApproveAsync(guarded, "omar", proposed)));
        Assert.Equal((404, "unknown-action"), Code(await guarded.GetAsync("olga", "/v1/actions/17")));
    }

    [Fact]
    public async Task X5_What_is_no_action_is_refused_and_fields_that_are_none_are_not_passed_over()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        foreach ((string body, string code) in NoActions)
        {
            (int status, string found) = Code(await guarded.PostAsync("olga", "/v1/actions", body));
            Assert.Equal((body, 400, code), (body, status, found));
        }
    }

    [Fact]
    public async Task B10_A_business_date_is_opened_once_unless_the_action_says_that_it_is_meant_again()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        (_, string world) = await guarded.GetAsync("olga", "/v1/world");
        string open = $$"""
            {"kind":"open","ledger":"rtgs","date":"{{Text(Parse(world), "business_date")}}","reason":"day"
            """.Trim();
        JsonElement first = await ProposeAsync(guarded, "olga", open + "}");
        JsonElement second = await ProposeAsync(guarded, "omar", open + "}");
        Assert.Equal(200, (await ApproveAsync(guarded, "omar", first)).Status);

        Assert.Equal((409, "already-opened"), Code(await ApproveAsync(guarded, "olga", second)));
        Assert.Equal((409, "already-opened"), Code(await guarded.PostAsync("olga", "/v1/actions", open + "}")));
        JsonElement meant = await ProposeAsync(guarded, "omar", open + ""","override":"the halt at noon"}""");
        Assert.Equal(200, (await ApproveAsync(guarded, "olga", meant)).Status);
    }

    [Fact]
    public async Task B10_The_day_is_not_closed_early_over_payments_that_wait_unless_the_action_says_that_it_is_meant()
    {
        await using Guarded guarded = await Guarded.StartAsync(change: options => options with { Keys = [Key] });
        string close = await CloseAsync(guarded);
        JsonElement early = await ProposeAsync(guarded, "olga", close + "}");
        using BankLine alder = await BankLine.ConnectAsync(guarded.Service.Endpoint.Port);
        await alder.LoginAsync(new Hello { Terminal = Alder, KeyId = 1, Ledger = "rtgs", Nonce = new byte[32] }, Key);
        await alder.SendBulkAsync(1, new BulkInstruction(1, 1L << 50, 0, 1, 2, 0, 0, 0));
        Assert.Equal(
            Clearing.Messages.Sessions.Standing.Queued, Assert.Single(await alder.HearAnswersAsync(1)).Standing);

        Assert.Equal((409, "queue-not-empty"), Code(await ApproveAsync(guarded, "omar", early)));
        Assert.Equal((409, "queue-not-empty"), Code(await guarded.PostAsync(
            "olga", "/v1/actions", close.Replace("early", "again", StringComparison.Ordinal) + "}")));
        JsonElement meant = await ProposeAsync(guarded, "olga", close + ""","override":"a storm"}""");
        (int status, string body) = await ApproveAsync(guarded, "omar", meant);
        Assert.Equal((200, "executed"), (status, Text(Parse(body), "status")));
        (_, string trail) = await guarded.GetAsync("omar", "/v1/audit-trail?kind=action-proposed");
        Assert.Contains("a storm", trail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task X4_What_a_crash_left_between_approval_and_its_keeping_is_finished_and_done_once(bool wasExecuted)
    {
        await using Guarded guarded = await Guarded.StartAsync();
        JsonElement proposed = await ProposeAsync(guarded, "olga", Halt);
        if (wasExecuted)
        {
            Assert.Equal(200, (await ApproveAsync(guarded, "omar", proposed)).Status);
        }

        await guarded.StopAsync();
        SetBackToApproved(guarded.Folder);
        await guarded.OpenAsync();

        (_, string shown) = await guarded.GetAsync("olga", $"/v1/actions/{Text(proposed, "id")}");
        Assert.Equal("executed", Text(Parse(shown), "status"));
        Assert.Equal(1, (await LookAsync(guarded)).Records);
    }

    private static async Task<string> CloseAsync(Guarded guarded)
    {
        (_, string world) = await guarded.GetAsync("olga", "/v1/world");
        DateTimeOffset now = DateTimeOffset.Parse(
            Text(Parse(world), "business_time"), CultureInfo.InvariantCulture);
        string at = now.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $$"""{"kind":"close","ledger":"rtgs","at":"{{at}}","reason":"early" """.Trim();
    }

    // As the store is when the process ends right behind the write of the approval.
    private static void SetBackToApproved(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "grains.db")}");
        connection.Open();
        using SqliteCommand read = connection.CreateCommand();
        read.CommandText = "SELECT payload FROM states WHERE name LIKE '%actions%'";
        string state = System.Text.Encoding.UTF8.GetString((byte[])read.ExecuteScalar()!);
        string was = state
            .Replace("\"state\":0", "\"state\":1", StringComparison.Ordinal)
            .Replace("\"state\":2", "\"state\":1", StringComparison.Ordinal)
            .Replace("\"decidedBy\":null", """
                "decidedBy":{"name":"omar","credential":"c"}
                """.Trim(), StringComparison.Ordinal)
            .Replace("\"outcome\":\"Done\"", "\"outcome\":\"\"", StringComparison.Ordinal);
        Assert.Contains("\"state\":1", was);
        using SqliteCommand write = connection.CreateCommand();
        write.CommandText = "UPDATE states SET payload = $state WHERE name LIKE '%actions%'";
        write.Parameters.AddWithValue("$state", System.Text.Encoding.UTF8.GetBytes(was));
        Assert.Equal(1, write.ExecuteNonQuery());
        SqliteConnection.ClearAllPools();
    }

    private static async Task<JsonElement> ProposeAsync(Guarded guarded, string name, string body)
    {
        (int status, string answer) = await guarded.PostAsync(name, "/v1/actions", body);
        Assert.True(status == 201, answer);
        return Parse(answer);
    }

    private static Task<(int Status, string Body)> ApproveAsync(Guarded guarded, string name, JsonElement action) =>
        guarded.PostAsync(
            name, $"/v1/actions/{Text(action, "id")}/approval", $$"""{"hash":"{{Text(action, "hash")}}"}""");

    private static async Task<LedgerInfo> LookAsync(Guarded guarded) =>
        (await guarded.Service.LookAsync()).Ledgers[0];

    private static (int Status, string Code) Code((int Status, string Body) answer) =>
        (answer.Status, Text(Parse(answer.Body), "code"));

    private static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
