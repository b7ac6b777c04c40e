using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Clearing.Benchmarks.Sessions;

/// <summary>
/// From the octets of frames to commands for the ledger on one thread: framing, all checks, names to indexes, ids and
/// digests. Best of several rounds in turn.
/// </summary>
internal static class IntakeFigures
{
    private const int Count = 4_096;
    private const int PerFrame = 256;
    private const int Rounds = 9;
    private const int WarmSeconds = 6;

    public static int Print()
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.OSDescription}");
        Console.WriteLine($"{Count} instructions in frames of {PerFrame}, one thread, best of many rounds in turn.");
        Console.WriteLine($"{"",-40} {"octets",7} {"a second",12} {"MB/s",7} {"bytes each",11}");
        using IntakeWorkload mt = IntakeWorkload.CustomerTransfers(Count, PerFrame);
        using IntakeWorkload xml = IntakeWorkload.BankTransfersInXml(Count, PerFrame);
        using IntakeWorkload bulk = IntakeWorkload.Bulk(Count, PerFrame);
        (string Name, IntakeWorkload Work, Func<long> Run)[] contestants =
        [
            ("MT 103, judged only", mt, () => mt.Judge(mt.Whole())),
            ("MT 103, in one piece", mt, () => mt.Run(mt.Whole())),
            ("MT 103, in segments of 4 KiB", mt, () => mt.Run(mt.InSegments())),
            ("pacs.009.001.08, judged only", xml, () => xml.Judge(xml.Whole())),
            ("pacs.009.001.08, in one piece", xml, () => xml.Run(xml.Whole())),
            ("pacs.009.001.08, in segments of 4 KiB", xml, () => xml.Run(xml.InSegments())),
            ("bulk, in one piece", bulk, () => bulk.Run(bulk.Whole())),
            ("bulk, in segments of 4 KiB", bulk, () => bulk.Run(bulk.InSegments())),
        ];
        double[] best = new double[contestants.Length];
        long[] bytes = new long[contestants.Length];
        Array.Fill(best, double.MaxValue);
        long warm = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds || Stopwatch.GetElapsedTime(warm).TotalSeconds < WarmSeconds; round++)
        {
            for (int c = 0; c < contestants.Length; c++)
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                GC.KeepAlive(contestants[c].Run());
                best[c] = Math.Min(best[c], Stopwatch.GetElapsedTime(start).TotalSeconds);
                bytes[c] = GC.GetAllocatedBytesForCurrentThread() - allocated;
            }
        }

        for (int c = 0; c < contestants.Length; c++)
        {
            IntakeWorkload work = contestants[c].Work;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{contestants[c].Name,-40} {work.Length / work.Count,7} {work.Count / best[c],12:N0} ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{work.Length / best[c] / 1e6,7:N0} {(double)bytes[c] / work.Count,11:0.00}"));
        }

        return 0;
    }
}
