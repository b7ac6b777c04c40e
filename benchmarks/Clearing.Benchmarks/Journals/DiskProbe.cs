using System.Diagnostics;

namespace Clearing.Benchmarks.Journals;

/// <summary>How long the disk takes, by itself.</summary>
internal static class DiskProbe
{
    private const int Syncs = 300;

    /// <summary>Milliseconds of writing 4 KiB behind the last and flushing it, ascending.</summary>
    public static double[] SyncsMs(string folder)
    {
        string path = Path.Combine(folder, "probe");
        double[] times = new double[Syncs];
        using (FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            byte[] block = new byte[4_096];
            for (int i = 0; i < Syncs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file.SafeFileHandle, block, (long)i * block.Length);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        File.Delete(path);
        Array.Sort(times);
        return times;
    }
}
