using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using HdrHistogram;
using Npgsql;

namespace Clearing.Peers;

/// <summary>What a figure belongs to: the machine, its disk, and the versions and settings of what ran.</summary>
public static class Machine
{
    private const int Syncs = 300;
    private const int BlockOctets = 8_192;

    /// <summary>Facts, one a line, as Markdown.</summary>
    /// <param name="connectionString">The database of the peers.</param>
    /// <param name="folder">Where its data lie, if on this machine; blocks are written and synced there.</param>
    public static async Task<IReadOnlyList<string>> FactsAsync(string connectionString, string? folder)
    {
        List<string> facts =
        [
            $"- {Processor()}, {Environment.ProcessorCount} processors, "
                + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB; load average {LoadAverage()}",
            $"- {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}, "
                + $"{(GCSettings.IsServerGC ? "server" : "workstation")} garbage collection; "
                + $"Orleans {VersionOf(typeof(Grain))}, Npgsql {VersionOf(typeof(NpgsqlConnection))}",
            "- " + await DatabaseAsync(connectionString),
        ];
        if (folder is not null)
        {
            facts.Add("- " + Disk(folder));
        }

        return facts;
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string VersionOf(Type type) => FileVersionInfo.GetVersionInfo(type.Assembly.Location)
        .ProductVersion?.Split('+', ' ')[0].TrimEnd('.') ?? "unknown";

    private static async Task<string> DatabaseAsync(string connectionString)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        List<string> settings = [];
        string[] names = ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"];
        foreach (string name in names)
        {
            await using NpgsqlCommand show = new($"show {name}", connection);
            settings.Add($"{name}={await show.ExecuteScalarAsync()}");
        }

        return $"PostgreSQL {connection.PostgreSqlVersion}: {string.Join(", ", settings)}";
    }

    private static string Disk(string folder)
    {
        LongHistogram syncUs = new(60_000_000, 3);
        string file = Path.Combine(folder, "sync-probe");
        using (FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            byte[] block = new byte[BlockOctets];
            for (int i = 0; i < Syncs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                RandomAccess.Write(stream.SafeFileHandle, block, (long)i * BlockOctets);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
                syncUs.RecordValue((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        File.Delete(file);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{new DriveInfo(folder).DriveFormat}: 8 KiB appended and synced in {syncUs.GetValueAtPercentile(50)} µs "
            + $"(p50), {syncUs.GetValueAtPercentile(99)} µs (p99)");
    }
}
