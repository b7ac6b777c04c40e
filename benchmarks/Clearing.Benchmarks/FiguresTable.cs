using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Benchmarks;

/// <summary>
/// Prints, as Markdown, the machine's facts and what the targets speak of. Ratios are taken within this run and come
/// first; absolute numbers belong to this machine.
/// </summary>
internal static class FiguresTable
{
    private const int Banks = 100;
    private const int Count = 1_000_000;
    private const int Waiting = 100_000;

    public static int Print()
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{Environment.ProcessorCount} processors ({ProcessorName()}). One thread, this process, "
            + "median of five after one to warm up. Left out: reading, banks, grains, files.");
        Console.WriteLine();
        double fifo = QueueProbes.Ample(Count, Banks, QueueDiscipline.Fifo);
        double bypass = QueueProbes.Ample(Count, Banks, QueueDiscipline.BypassFifo);
        double empty = QueueProbes.CreditsIntoBypassQueue(0, Waiting);
        double full = QueueProbes.CreditsIntoBypassQueue(Waiting, Waiting);
        Row("what", "target", "measured");
        Row("---", "---", "---");
        Row("a credit, and what it frees, while 100,000 wait in one bypass queue, against the same with an empty queue",
            "at most 10 x", $"{full / empty:0.0} x ({full:0} ns against {empty:0} ns)");
        Row("ample liquidity, fifo", "10 million/s", $"{1_000 / fifo:0.0} million/s");
        Row("ample liquidity, bypass-fifo", "10 million/s", $"{1_000 / bypass:0.0} million/s");
        Partial(100_000, 200, "5 ms");
        Partial(1_000_000, 1_000, "50 ms");
        State(5_000, 0, "milliseconds");
        State(5_000, 1_000_000, "well under 1 s");
        return 0;
    }

    private static void Partial(int waiting, int banks, string target)
    {
        double most = QueueProbes.Partial(waiting, banks, netting: true) / 1e6;
        double none = QueueProbes.Partial(waiting, banks, netting: false) / 1e6;
        Row($"`partial` over {waiting:N0} waiting of {banks:N0} banks, most released", target, $"{most:0.0} ms");
        Row($"`partial` over {waiting:N0} waiting of {banks:N0} banks, none can go", target, $"{none:0.0} ms");
    }

    private static void State(int banks, int waiting, string target)
    {
        (int octets, double save, double load) = QueueProbes.State(banks, waiting);
        Row($"the state of {banks:N0} banks with {waiting:N0} waiting, {octets / 1e6:0.0} MB: saved; loaded", target,
            $"{save / 1e6:0.0} ms; {load / 1e6:0.0} ms");
    }

    private static void Row(string first, string second, string third) =>
        Console.WriteLine($"| {first} | {second} | {third} |");

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
