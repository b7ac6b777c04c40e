using System.Net;
using Clearing.Grains.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Http;

/// <summary>What a bank orders over HTTP about its payments and money.</summary>
public sealed class OrderTests
{
    private const string Uetr = "4ab53e1a-2f5b-4c7e-9d1a-0123456789ab";
    private const string Payment = "/v1/ledgers/rtgs/payments/" + Uetr;
    private const string Account = "/v1/ledgers/rtgs/accounts/ALPHA";

    public static TheoryData<string, string, string?, SettlementCommand> Orders => new()
    {
        { "POST", Payment + "/cancellation", null, SettlementCommand.Cancel(0, -1, 0) },
        { "POST", Payment + "/cancellation", "{}", SettlementCommand.Cancel(0, -1, 0) },
        { "POST", Payment + "/priority", """{"priority":"high"}""",
            SettlementCommand.Reprioritise(0, -1, 0, Priority.High) },
        { "PUT", Account + "/limits/BETA", """{"system":"rtgs","amount":"100"}""",
            SettlementCommand.SetLimit(0, 0, 1, 10_000) },
        { "PUT", Account + "/limits/multilateral", """{"amount":"unlimited"}""",
            SettlementCommand.SetMultilateralLimit(0, 0, long.MaxValue) },
        { "PUT", Account + "/reservations/high", """{"amount":"0"}""", SettlementCommand.SetReserve(0, 0, 1, 0) },
        { "POST", Account + "/funding", """{"amount":"0.01","supplemental":true}""",
            SettlementCommand.Fund(0, 0, 1, true) },
        { "POST", Account + "/withdrawals", """{"amount":"7"}""", SettlementCommand.Withdraw(0, 0, 700) },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task An_order_reaches_the_ledger_as_the_command_that_it_is(
        string method, string path, string? body, SettlementCommand command)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.SendAsync(
            new HttpMethod(method), path, body is null ? null : HttpBench.Json(body), "order-1");

        Assert.Equal((HttpStatusCode.Created, "done"), (answer.Status, answer.Standing));
        LedgerOrder order = Assert.Single(bench.Ledger.Orders);
        Assert.Equal((0, 0), (order.Participant, order.Account));
        Assert.Equal(command, order.Command.Span[0].Command);
        Assert.Equal(answer.Id, order.Command.Span[0].Id.ToString());
        InstructionId[] about = path.StartsWith(Payment, StringComparison.Ordinal)
            ? [InstructionId.FromOctets(Guid.Parse(Uetr).ToByteArray(bigEndian: true))]
            : [];
        Assert.Equal(about, order.About.ToArray());
    }

    [Theory]
    [InlineData("POST", "/v1/ledgers/rtgs/payments/7/cancellation", null, 404, "unknown-payment")]
    [InlineData("POST", Payment + "/priority", """{"priority":"urgenter"}""", 422, "bad-priority")]
    [InlineData("POST", Payment + "/priority", null, 415, "unsupported-media-type")]
    [InlineData("PUT", Account + "/limits/NOBODY", """{"amount":"1"}""", 422, "unknown-party")]
    [InlineData("PUT", Account + "/limits/BETA", """{"amount":"1","system":"net"}""", 422, "unknown-system")]
    [InlineData("PUT", Account + "/limits/BETA", """{"amount":"-1"}""", 422, "bad-amount")]
    [InlineData("PUT", Account + "/limits/BETA", """{"amount":1}""", 400, "wrong-type")]
    [InlineData("PUT", Account + "/reservations/lowest", """{"amount":"1"}""", 422, "bad-priority")]
    [InlineData("PUT", Account + "/reservations/high", """{"amount":"unlimited"}""", 422, "bad-amount")]
    [InlineData("POST", Account + "/funding", """{"amount":"1","supplemental":"yes"}""", 400, "wrong-type")]
    [InlineData("POST", "/v1/ledgers/rtgs/accounts/BETA/funding", """{"amount":"1"}""", 403, "not-yours")]
    [InlineData("POST", "/v1/ledgers/rtgs/accounts/NOBODY/funding", """{"amount":"1"}""", 403, "not-yours")]
    [InlineData("POST", "/v1/ledgers/net/accounts/ALPHA/funding", """{"amount":"1"}""", 404, "unknown-ledger")]
    public async Task A_bad_order_is_refused_before_the_ledger_sees_it(
        string method, string path, string? body, int status, string code)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.SendAsync(
            new HttpMethod(method), path, body is null ? null : HttpBench.Json(body), "order-1");

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Empty(bench.Ledger.Orders);
    }

    [Fact]
    public async Task An_order_needs_a_key_and_operators_give_none_for_banks()
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer keyless = await bench.SendAsync(HttpMethod.Post, Payment + "/cancellation");
        HttpAnswer operators = await bench.SendAsync(
            HttpMethod.Post, Account + "/funding", HttpBench.Json("""{"amount":"1"}"""), "k", "operator:olga");

        Assert.Equal("key-missing", keyless.Code);
        Assert.Equal("not-allowed", operators.Code);
        Assert.Empty(bench.Ledger.Orders);
    }
}
