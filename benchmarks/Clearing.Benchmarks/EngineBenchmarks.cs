using BenchmarkDotNet.Attributes;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Benchmarks;

/// <summary>The engine alone, one thread: a day of payments per design of system, with and without liquidity.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Banks = 100;
    private const int Count = 200_000;
    private const long Plenty = long.MaxValue / 4;

    // About a twentieth of what a bank turns over: payments wait, and most of them for a while only.
    private const long Scarce = 50_000;

    private readonly EventBuffer _events = new(1 << 16);
    private SettlementCommand[] _commands = [];
    private SystemDefinition _definition = Workload.Net(2);

    public enum Design { AmpleFifo, AmpleBypass, ScarceFifo, ScarceBypass, ScarcePartial, ScarceBilateral, Net }

    [Params(
        Design.AmpleFifo, Design.AmpleBypass, Design.ScarceFifo, Design.ScarceBypass, Design.ScarcePartial,
        Design.ScarceBilateral, Design.Net)]
    public Design System { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _commands = Workload.Payments(Count, Banks);
        _definition = System switch
        {
            Design.AmpleFifo => Workload.Gross(Banks, Plenty, QueueDiscipline.Fifo),
            Design.AmpleBypass => Workload.Gross(Banks, Plenty, QueueDiscipline.BypassFifo),
            Design.ScarceFifo => Workload.Gross(Banks, Scarce, QueueDiscipline.Fifo),
            Design.ScarceBypass => Workload.Gross(Banks, Scarce, QueueDiscipline.BypassFifo),
            Design.ScarcePartial => Workload.Gross(
                Banks, Scarce, QueueDiscipline.Fifo, new Mechanism(MechanismKind.Partial, TriggerKind.Every, 10_000)),
            Design.ScarceBilateral => Workload.Gross(
                Banks, Scarce, QueueDiscipline.Fifo, new Mechanism(MechanismKind.Bilateral, TriggerKind.Every, 10_000)),
            _ => Workload.Net(Banks),
        };
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Day()
    {
        SettlementEngine engine = new(_definition);
        for (int i = 0; i < _commands.Length; i += 1_000)
        {
            _events.Clear();
            engine.Execute(_commands.AsSpan(i, 1_000), _events);
        }

        return engine.WaitingCount;
    }
}
