using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Clearing.Client.Load.Measuring;

/// <summary>On what a run was measured.</summary>
/// <param name="Processor">Its name, as far as the system tells.</param>
/// <param name="Cores">Processors that this program may use.</param>
/// <param name="MemoryBytes">Of the machine, or as much as this program may use of it.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Collector">How this program collects garbage; the service says its own in its log.</param>
/// <param name="FlushP50Us">A write of 4 KiB and its flush to the disk that temporary files are on.</param>
/// <param name="FlushP99Us">The 99th of a hundred.</param>
public sealed record MachineFacts(
    string Processor, int Cores, long MemoryBytes, string System, string Runtime, string Collector, long FlushP50Us,
    long FlushP99Us)
{
    private const int Flushes = 100;

    /// <summary>Looks at the machine; takes the time of a hundred flushes.</summary>
    /// <param name="folder">A folder on the disk to be timed.</param>
    public static MachineFacts Gather(string folder)
    {
        Latencies flushes = TimeFlushes(folder);
        return new MachineFacts(
            ProcessorName(),
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            string.Create(CultureInfo.InvariantCulture,
                $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}"),
            flushes.QuantileUs(50),
            flushes.QuantileUs(99));
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static Latencies TimeFlushes(string folder)
    {
        Latencies times = new();
        string path = Path.Combine(folder, Path.GetRandomFileName());
        using FileStream file = new(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        byte[] page = new byte[4096];
        for (int i = 0; i < Flushes; i++)
        {
            long start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file.SafeFileHandle, page, i * page.Length);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            times.Record(Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond, 1);
        }

        return times;
    }
}
