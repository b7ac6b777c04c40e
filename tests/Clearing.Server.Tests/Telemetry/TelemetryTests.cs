using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Telemetry;

/// <summary>What a service that is watched tells, and to whom.</summary>
public sealed class TelemetryTests
{
    private const string Operator = "operator:olga";
    private const string Observer = "observer:otto";

    [Fact]
    public async Task It_lives_and_is_ready_when_its_ledgers_serve()
    {
        await using Served served = Served.On(false);
        await using LiveService service = await served.StartAsync(WithHttp);
        using HttpClient nobody = ClientOf(service, null);
        Assert.Contains("\"live\"", await GetAsync(nobody, "/health/live", HttpStatusCode.OK));
        string ready = await GetAsync(nobody, "/health/ready", HttpStatusCode.OK);
        Assert.Equal(
            """{"status":"ready","ledgers":[{"name":"rtgs","state":"serving"},{"name":"dns","state":"serving"}]}""",
            ready);
    }

    [Fact]
    public async Task It_is_not_ready_while_a_ledger_does_not_serve()
    {
        await using Served served = Served.On(false);
        await using LiveService first = await served.StartAsync(WithHttp);
        await first.Grains.GetGrain<ILedgerGrain>(first.World.Streams[1]).CloseAsync();

        // What it asks opens the ledger again; somebody else has the stream by then.
        await using LedgerDesk other = new(first.World.SiteOf(first.World.Streams[0])!, Quiet);
        await other.OpenAsync();
        await first.Grains.GetGrain<ILedgerGrain>(first.World.Streams[0]).SubmitAsync(Batch(1));
        using HttpClient nobody = ClientOf(first, null);
        string told = await GetAsync(nobody, "/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("\"not-ready\"", told);
        Assert.Contains("""{"name":"rtgs","state":"fenced"}""", told);
    }

    [Fact]
    public async Task Meters_are_for_operators_and_observers()
    {
        await using Served served = Served.On(false);
        await using LiveService service = await served.StartAsync(WithHttp);
        Assert.Equal(3, (await SubmitAsync(service, 3)).Answers.Count);
        foreach (string reader in new[] { Operator, Observer })
        {
            using HttpClient client = ClientOf(service, reader);
            string meters = await GetAsync(client, "/metrics", HttpStatusCode.OK);

            // Meters are the process's: other tests may count too.
            Match settled = Regex.Match(
                meters, @"clearing_ledger_answers_total\{[^}]*standing=""Settled""[^}]*\} (\d+)");
            Assert.True(settled.Success, meters);
            Assert.InRange(long.Parse(settled.Groups[1].Value, CultureInfo.InvariantCulture), 3, long.MaxValue);
            Assert.Matches(@"clearing_ledger_serving\{[^}]*stream=""forty-banks/rtgs""[^}]*\} 1", meters);
            Assert.Contains("clearing_journal_records", meters);
        }

        using HttpClient bank = ClientOf(service, "ALDER");
        await GetAsync(bank, "/metrics", HttpStatusCode.Forbidden);
        using HttpClient nobody = ClientOf(service, null);
        await GetAsync(nobody, "/metrics", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_dashboard_is_for_operators_alone()
    {
        await using Served served = Served.On(false);
        await using LiveService service = await served.StartAsync(WithHttp);
        using HttpClient olga = ClientOf(service, Operator);
        Assert.Contains("Orleans Dashboard", await GetAsync(olga, "/dashboard/", HttpStatusCode.OK));
        Assert.Contains("\"hosts\"", await GetAsync(olga, "/dashboard/DashboardCounters", HttpStatusCode.OK));
        foreach ((string? who, HttpStatusCode told) in new (string?, HttpStatusCode)[]
            {
                (null, HttpStatusCode.Unauthorized), ("ALDER", HttpStatusCode.Forbidden),
                (Observer, HttpStatusCode.Forbidden),
            })
        {
            using HttpClient other = ClientOf(service, who);
            await GetAsync(other, "/dashboard/", told);
            await GetAsync(other, "/dashboard/DashboardCounters", told);
        }
    }

    [Fact]
    public async Task A_batch_is_one_span_and_a_group_is_one()
    {
        ConcurrentQueue<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name.StartsWith("clearing.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        await using Served served = Served.On(false);
        await using LiveService service = await served.StartAsync();
        ActivitySource.AddActivityListener(listener);
        InstructionAnswers answers = await SubmitAsync(service, 17);

        // 17 is nobody else's in this process.
        Activity batch = Assert.Single(spans, span => span.OperationName == "clearing.ledger.batch"
            && span.GetTagItem("clearing.instructions") is 17);
        Assert.Equal(service.World.Streams[0], batch.GetTagItem("clearing.stream"));
        Assert.Equal(answers.Sequence, batch.GetTagItem("clearing.sequence"));
        Assert.Contains(spans, span => span.OperationName == "clearing.journal.append"
            && span.GetTagItem("clearing.records") is 17);
    }

    private static Microsoft.Extensions.Logging.ILogger Quiet =>
        Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    private static ServiceOptions WithHttp(ServiceOptions options) =>
        options with { Http = new IPEndPoint(IPAddress.Loopback, 0) };

    private static HttpClient ClientOf(LiveService service, string? key)
    {
        HttpClient client = new() { BaseAddress = new Uri($"http://{service.HttpEndpoint}") };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    private static async Task<string> GetAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using HttpResponseMessage answer =
            await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{path}: {answer.StatusCode}: {body}");
        return body;
    }

    private static Task<InstructionAnswers> SubmitAsync(LiveService service, int count) =>
        service.Grains.GetGrain<ILedgerGrain>(service.World.Streams[0]).SubmitAsync(Batch(count));

    private static InstructionBatch Batch(int count) => new()
    {
        Participant = 0,
        Account = 0,
        Commands = new Blob<LedgerCommand>(Enumerable.Range(1, count).Select(number => new LedgerCommand
        {
            Id = InstructionId.Numbered(0, (ulong)number),
            Command = SettlementCommand.Submit(0, -1, 0, 1, 100, Priority.Normal),
            Format = 1,
        }).ToArray()),
    };
}
