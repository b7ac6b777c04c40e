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
    private const int Rounds = 7;
    private const int Payments = 4_000_000;

    public static async Task<int> PrintAsync()
    {
        Console.WriteLine("| callers x batch | payments/s with : without | processor time with : without | rounds |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (int batch in (int[])[16, 256])
        {
            List<double> rates = [];
            List<double> times = [];

            // The first of each is not counted: it compiles.
            await WatchedAsync(batch);
            await DeskFigures.RunAsync(16, batch, Payments);
            for (int round = 0; round < Rounds; round++)
            {
                DeskRun without = await DeskFigures.RunAsync(16, batch, Payments);
                DeskRun with = await WatchedAsync(batch);
                rates.Add(with.PerSecond / without.PerSecond);
                times.Add(with.ProcessorNs / without.ProcessorNs);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| 16 x {batch} | {Told(rates)} | {Told(times)} | {Rounds} |"));
        }

        return 0;
    }

    private static async Task<DeskRun> WatchedAsync(int batch)
    {
        ServiceCollection services = new();
        TelemetryHosting.Add(services, "benchmark", new Uri("http://127.0.0.1:9"));
        await using ServiceProvider collector = services.BuildServiceProvider();
        collector.GetRequiredService<MeterProvider>();
        collector.GetRequiredService<TracerProvider>();
        return await DeskFigures.RunAsync(16, batch, Payments);
    }

    private static string Told(List<double> ratios)
    {
        ratios.Sort();
        double median = ratios[ratios.Count / 2];
        return string.Create(
            CultureInfo.InvariantCulture, $"{median:0.000} ({ratios[0]:0.000} to {ratios[^1]:0.000})");
    }
}
