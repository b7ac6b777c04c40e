using System.Net;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Server.Serving;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Http;

/// <summary>Somebody who calls a service over HTTP, and payments for whom.</summary>
internal sealed class HttpReader : IDisposable
{
    public HttpReader(LiveService service, string? key)
    {
        Client = new HttpClient { BaseAddress = new Uri($"http://{service.HttpEndpoint}") };
        if (key is not null)
        {
            Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }
    }

    public HttpClient Client { get; }

    public static ServiceOptions WithHttp(ServiceOptions options) =>
        options with { Http = new IPEndPoint(IPAddress.Loopback, 0) };

    /// <summary>A UETR, the same for the same number.</summary>
    public static string Uetr(int number) => $"{number:x8}-0000-4000-8000-000000000000";

    public static InstructionId IdOf(string uetr) =>
        InstructionId.FromOctets(Convert.FromHexString(uetr.Replace("-", "", StringComparison.Ordinal)));

    public static LedgerCommand Pay(int number, int from, int to, long amountMinor, long notBefore = 0) => new()
    {
        Id = IdOf(Uetr(number)),
        Command = SettlementCommand.Submit(0, -1, from, to, amountMinor, Priority.Normal, notBefore: notBefore),
    };

    /// <summary>Gives a ledger payments.</summary>
    public static async Task<PaymentState[]> SubmitAsync(
        LiveService service, int ledger, params LedgerCommand[] payments)
    {
        InstructionAnswers answers = await service.Grains.GetGrain<ILedgerGrain>(service.World.Streams[ledger])
            .SubmitAsync(new InstructionBatch
            {
                Participant = -1,
                Account = -1,
                Commands = new Blob<LedgerCommand>(payments),
            });
        return answers.Answers.ToArray();
    }

    /// <summary>Gives a ledger an order of its operator.</summary>
    public static Task<PaymentState> OrderAsync(LiveService service, int ledger, int number, SettlementCommand order) =>
        service.Grains.GetGrain<ILedgerGrain>(service.World.Streams[ledger]).OrderAsync(new LedgerOrder
        {
            Participant = -1,
            Account = -1,
            Command = new Blob<LedgerCommand>(new[] { new LedgerCommand { Id = IdOf(Uetr(number)), Command = order } }),
        });

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public void Dispose() => Client.Dispose();
}
