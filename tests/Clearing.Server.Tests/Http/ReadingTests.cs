using System.Net;
using System.Text.Json;
using Clearing.Grains.Accounts;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;
using Clearing.Settlement.Commands;

namespace Clearing.Server.Tests.Http;

/// <summary>Accounts, queues, payments and statements over HTTP.</summary>
public sealed class ReadingTests
{
    private const string Alder = "/v1/ledgers/rtgs/accounts/ALDER";
    private const long Bn = 100_000_000_000;

    [Fact]
    public async Task A_bank_sees_where_its_account_stands_what_waits_and_why()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await HttpReader.OrderAsync(service, 0, 90, SettlementCommand.SetLimit(0, 0, 1, 5_000));
        await HttpReader.SubmitAsync(
            service, 0, HttpReader.Pay(1, 0, 1, 1_500), HttpReader.Pay(2, 0, 1, 4_000),
            HttpReader.Pay(3, 0, 2, 2 * Bn), HttpReader.Pay(4, 2, 0, 250));
        using HttpReader alder = new(service, "ALDER");
        JsonElement account = await alder.GetAsync(Alder);
        Assert.Equal("ALDER", Text(account, "participant"));
        JsonElement system = account.GetProperty("systems")[0];
        Assert.Equal(
            ("rtgs", "USD", "999999987.50", "1199999987.50"),
            (Text(system, "system"), Text(system, "currency"), Text(system, "balance"), Text(system, "available")));
        Assert.Equal(
            ("ASH", "50.00", "15.00"),
            (Text(system.GetProperty("limits")[0], "counterparty"), Text(system.GetProperty("limits")[0], "limit"),
                Text(system.GetProperty("limits")[0], "used")));
        Assert.Equal(
            (2, "2000000040.00"),
            (system.GetProperty("waiting_out").GetProperty("count").GetInt32(),
                Text(system.GetProperty("waiting_out"), "value")));

        JsonElement queue = await alder.GetAsync($"{Alder}/queue?limit=1");
        JsonElement first = Assert.Single(queue.GetProperty("payments").EnumerateArray());
        Assert.Equal(
            (HttpReader.Uetr(2), "ASH", "40.00"), (Text(first, "id"), Text(first, "payee"), Text(first, "amount")));
        JsonElement why = Assert.Single(first.GetProperty("why").EnumerateArray());
        Assert.Equal(
            ("bilateral-limit", "40.00", "35.00"), (Text(why, "test"), Text(why, "needed"), Text(why, "available")));
        JsonElement second = await alder.GetAsync($"{Alder}/queue?limit=1&after={Text(queue, "next")}");
        Assert.Equal(HttpReader.Uetr(3), Text(second.GetProperty("payments")[0], "id"));

        JsonElement payment = await alder.GetAsync($"/v1/ledgers/rtgs/payments/{HttpReader.Uetr(2)}");
        Assert.Equal(
            ("queued", "ASH", "bilateral-limit"),
            (Text(payment, "status"), Text(payment, "payee"), Text(payment.GetProperty("why")[0], "test")));
    }

    [Fact]
    public async Task Nobody_sees_what_is_anothers_and_cannot_tell_whether_it_is_there()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(1, 0, 1, 1_500));
        using HttpReader aspen = new(service, "ASPEN");
        foreach (string end in new[] { "", "/queue", "/statement" })
        {
            JsonElement there = await aspen.GetAsync($"{Alder}{end}", HttpStatusCode.Forbidden);
            JsonElement none = await aspen.GetAsync(
                $"/v1/ledgers/rtgs/accounts/NOBODY{end}", HttpStatusCode.Forbidden);
            Assert.Equal(there.ToString(), none.ToString());
        }

        JsonElement others = await aspen.GetAsync(
            $"/v1/ledgers/rtgs/payments/{HttpReader.Uetr(1)}", HttpStatusCode.NotFound);
        JsonElement unknown = await aspen.GetAsync(
            $"/v1/ledgers/rtgs/payments/{HttpReader.Uetr(2)}", HttpStatusCode.NotFound);
        Assert.Equal(others.ToString(), unknown.ToString());
        JsonElement list = await aspen.GetAsync(
            $"/v1/ledgers/rtgs/payments?id={HttpReader.Uetr(1)}&id={HttpReader.Uetr(2)}");
        Assert.All(list.GetProperty("payments").EnumerateArray(), one => Assert.Equal("unknown", Text(one, "status")));
        JsonElement own = await aspen.GetAsync("/v1/ledgers/rtgs/accounts");
        Assert.Equal("ASPEN", Text(Assert.Single(own.GetProperty("accounts").EnumerateArray()), "participant"));
        using HttpReader nobody = new(service, null);
        await nobody.GetAsync(Alder, HttpStatusCode.Unauthorized);
        using HttpReader observer = new(service, "observer:otto");
        JsonElement all = await observer.GetAsync("/v1/ledgers/rtgs/accounts?limit=25");
        JsonElement rest = await observer.GetAsync($"/v1/ledgers/rtgs/accounts?limit=25&after={Text(all, "next")}");
        Assert.Equal(
            40, all.GetProperty("accounts").GetArrayLength() + rest.GetProperty("accounts").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_payment_tells_all_that_happened_to_it_and_to_each_side_its_own_balance_only()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await HttpReader.OrderAsync(service, 0, 90, SettlementCommand.SetLimit(0, 0, 1, 100));
        await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(1, 0, 1, 1_500));
        await HttpReader.OrderAsync(service, 0, 91, SettlementCommand.SetLimit(0, 0, 1, 5_000));
        string address = $"/v1/ledgers/rtgs/payments/{HttpReader.Uetr(1)}?history=true";
        foreach ((string who, string? payers, string? payees) in new (string, string?, string?)[]
            {
                ("ALDER", "999999985.00", null), ("ASH", null, "5000000015.00"),
                ("operator:olga", "999999985.00", "5000000015.00"),
            })
        {
            using HttpReader bank = new(service, who);
            JsonElement payment = await bank.GetAsync(address);
            Assert.Equal(
                ("settled", "queue", "ALDER", "ASH", "15.00", "USD"),
                (Text(payment, "status"), Text(payment, "route"), Text(payment, "payer"), Text(payment, "payee"),
                    Text(payment, "amount"), Text(payment, "currency")));
            JsonElement[] steps = [.. payment.GetProperty("history").EnumerateArray()];
            Assert.Equal(["entered", "queued", "settled"], steps.Select(step => Text(step, "event")));
            Assert.Equal((payers, payees), (Text(steps[2], "payer_balance"), Text(steps[2], "payee_balance")));
            Assert.Equal(Text(payment, "time"), Text(steps[2], "time"));
        }
    }

    [Fact]
    public async Task B9_The_statement_the_account_and_the_reserve_accounts_agree_to_the_cent()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        for (int i = 0; i < 300; i++)
        {
            await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(i, i % 4, (i + 1) % 4, 100 + (i * 7)));
        }

        await HttpReader.OrderAsync(service, 0, 900, SettlementCommand.AddBalance(0, 0, -12_345));
        LedgerAccounts reserve =
            await service.Grains.GetGrain<IReserveAccountsGrain>(service.World.Streams[0]).AccountsAsync();
        using HttpReader olga = new(service, "operator:olga");
        for (int account = 0; account < 5; account++)
        {
            string name = service.World.Scenario.Participants[account].Id;
            decimal balance = 0;
            decimal sum = 0;
            int count = 0;
            string? next = "";
            for (int page = 0; next is not null; page++)
            {
                JsonElement statement = await olga.GetAsync(
                    $"/v1/ledgers/rtgs/accounts/{name}/statement?limit=40{(next == "" ? "" : "&after=" + next)}");
                Assert.Equal(page == 0 ? Number(statement, "opening_balance") : balance,
                    Number(statement, "opening_balance"));
                balance = page == 0 ? Number(statement, "opening_balance") : balance;
                foreach (JsonElement entry in statement.GetProperty("entries").EnumerateArray())
                {
                    balance += Number(entry, "amount");
                    sum += Number(entry, "amount");
                    count++;
                    Assert.Equal(balance, Number(entry, "balance"));
                }

                Assert.Equal(balance, Number(statement, "closing_balance"));
                next = Text(statement, "next");
            }

            AccountTotals totals = reserve.Systems[0].Accounts[account];
            JsonElement now = (await olga.GetAsync($"/v1/ledgers/rtgs/accounts/{name}")).GetProperty("systems")[0];
            Assert.Equal((totals.BalanceMinor / 100m, Number(now, "balance")), (balance, balance));
            Assert.Equal((totals.BalanceMinor - totals.OpeningMinor) / 100m, sum);
            Assert.Equal(totals.SentCount + totals.ReceivedCount + (account == 0 ? 1 : 0), count);
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?after=nonsense", "after")]
    [InlineData("?at=yesterday", "at")]
    [InlineData("?at=2026-01-05T12:00:00", "at")]
    [InlineData("?from=2027-01-05T12:00:00Z", "from")]
    [InlineData("?format=pdf", "format")]
    [InlineData("?system=none", "system")]
    public async Task A_statement_that_is_asked_for_wrongly_is_refused_with_the_place(string query, string where)
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        using HttpReader alder = new(service, "ALDER");
        JsonElement problem = await alder.GetAsync($"{Alder}/statement{query}", HttpStatusCode.BadRequest);
        Assert.Equal(("bad-parameter", where), (Text(problem, "code"), Text(problem, "where")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static decimal Number(JsonElement element, string name) =>
        decimal.Parse(Text(element, name)!, System.Globalization.CultureInfo.InvariantCulture);
}
