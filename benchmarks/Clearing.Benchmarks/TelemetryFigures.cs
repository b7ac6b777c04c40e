using System.Globalization;
using Clearing.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Clearing.Benchmarks;

/// <summary>
/// What being watched costs a ledger: the same callers with and without a collector, in turn, in one process. The
/// collector has all meters and every span, and sends them where nobody listens.
/// </summary>
internal static class TelemetryFigures
{
    private const int Rounds = 9;

    public static async Task<int> PrintAsync()
    {
        Console.WriteLine("| callers x batch | watched by | payments/s, watched : not | processor time | rounds |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach ((int batch, int payments) in ((int, int)[])[(16, 1_000_000), (256, 2_000_000)])
        {
            await CompareAsync(batch, payments, "meters", null);
            await CompareAsync(batch, payments, "meters and spans", new Uri("http://127.0.0.1:9"));
        }

        return 0;
    }

    private static async Task CompareAsync(int batch, int payments, string watch, Uri? collector)
    {
        List<double> rates = [];
        List<double> times = [];

        // The first round is not counted: it compiles. Who comes first takes turns: the disk still has the run before.
        for (int round = 0; round <= Rounds; round++)
        {
            DeskRun first = await RunAsync(batch, payments, round % 2 == 0, collector);
            DeskRun second = await RunAsync(batch, payments, round % 2 != 0, collector);
            (DeskRun with, DeskRun without) = round % 2 == 0 ? (first, second) : (second, first);
            if (round > 0)
            {
                rates.Add(with.PerSecond / without.PerSecond);
                times.Add(with.ProcessorNs / without.ProcessorNs);
            }
        }

        Console.WriteLine($"| 16 x {batch} | {watch} | {Told(rates)} | {Told(times)} | {Rounds} |");
    }

    private static async Task<DeskRun> RunAsync(int batch, int payments, bool isWatched, Uri? collector)
    {
        if (!isWatched)
        {
            return await DeskFigures.RunAsync(16, batch, payments);
        }

        ServiceCollection services = new();
        TelemetryHosting.Add(services, "benchmark", collector);
        await using ServiceProvider watching = services.BuildServiceProvider();
        watching.GetRequiredService<MeterProvider>();
        watching.GetService<TracerProvider>();
        return await DeskFigures.RunAsync(16, batch, payments);
    }

    private static string Told(List<double> ratios)
    {
        ratios.Sort();
        double median = ratios[ratios.Count / 2];
        return string.Create(
            CultureInfo.InvariantCulture, $"{median:0.000} ({ratios[0]:0.000} to {ratios[^1]:0.000})");
    }
}
