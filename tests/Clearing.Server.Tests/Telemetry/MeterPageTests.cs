using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;

namespace Clearing.Server.Tests.Telemetry;

/// <summary>The page of meters is made from the meters.</summary>
public sealed class MeterPageTests
{
    private const string Begin = "<!-- meters: made by MeterPageTests -->";
    private const string End = "<!-- end of meters -->";

    [Fact]
    public async Task Every_meter_of_a_running_service_is_on_the_page_and_no_other()
    {
        SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("clearing.", StringComparison.Ordinal))
                {
                    lock (rows)
                    {
                        rows[instrument.Name] = RowOf(instrument);
                    }
                }
            },
        };
        listener.Start();
        await using Served served = Served.On(false);
        await using (LiveService service = await served.StartAsync(
            options => options with { Http = new IPEndPoint(IPAddress.Loopback, 0) }))
        {
            using var bank = await served.LoginAsync(service, "ALDEUS30AXXX");
            await bank.SendBulkAsync(1, new Messages.Sessions.BulkInstruction(1, 100, 0, 1, 2, 0, 0, 0));
            await bank.HearAnswersAsync(1);
            using HttpClient client = new() { BaseAddress = new Uri($"http://{service.HttpEndpoint}") };
            await client.GetAsync(new Uri("/v1/world", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        StringBuilder made = new();
        made.Append("| meter | kind | unit | tells |\n|---|---|---|---|\n");
        lock (rows)
        {
            made.AppendJoin("", rows.Values);
        }

        string path = Checkout.PathOf("docs/reference/meters.md");
        string page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length + 1;
        int until = page.IndexOf(End, StringComparison.Ordinal);
        if (Golden.Accepts)
        {
            await File.WriteAllTextAsync(
                path, page[..from] + "\n" + made + "\n" + page[until..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(
            page[from..until].Trim() == made.ToString().Trim(),
            $"docs/reference/meters.md is not what the meters say; CLEARING_ACCEPT=1 writes it. They say:\n{made}");
    }

    private static string RowOf(Instrument instrument)
    {
        string kind = instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => "counter",
            "UpDownCounter" => "up and down",
            "Histogram" => "histogram",
            "ObservableGauge" or "Gauge" => "gauge",
            var other => other,
        };
        return $"| `{instrument.Name}` | {kind} | {instrument.Unit ?? ""} | {instrument.Description} |\n";
    }
}
