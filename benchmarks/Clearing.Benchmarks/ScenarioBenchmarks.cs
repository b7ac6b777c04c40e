using BenchmarkDotNet.Attributes;
using Clearing.Grains;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Benchmarks;

/// <summary>A drawn day: reading and drawing it, and running it through grains on a silo that is there.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private const int Count = 100_000;

    private string _path = "";
    private Scenario? _scenario;
    private SimulationHost? _host;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _path = Path.Combine(Directory.CreateTempSubdirectory("clearing-benchmark-").FullName, "day.yaml");
        await File.WriteAllTextAsync(_path,
            $$"""
            name: benchmark
            seed: 7
            participants:
              - generate: { calibration: chips }
            payments:
              - generate: { calibration: chips, count: {{Count}} }
            systems:
              - { name: gross, rulebook: rtgs }
              - { name: offsetting, rulebook: rtgs-lsm }
              - { name: netted, rulebook: dns }
            """);
        _scenario = Draw();
        _host = await SimulationHost.StartAsync();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _host!.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Scenario Draw() => ScenarioReader.Read(_path).Scenario
        ?? throw new InvalidOperationException("The benchmark's scenario is not valid.");

    [Benchmark(OperationsPerInvoke = Count)]
    public async Task<int> RunAsync() =>
        (await _host!.RunAsync(_scenario!, new SimulationOptions())).Systems.Count;
}
