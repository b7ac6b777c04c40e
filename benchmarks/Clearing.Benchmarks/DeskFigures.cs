using System.Diagnostics;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Journal.Sqlite;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearing.Benchmarks;

/// <summary>
/// The durable shell of a ledger in this process, on the embedded store in a temporary folder: callers that send the
/// next batch when the last is answered. And how long it takes to open again what they wrote.
/// </summary>
internal static class DeskFigures
{
    private const int Banks = 100;

    public static async Task<int> PrintAsync()
    {
        Console.WriteLine("| callers x batch | ids | durable payments/s | processor ns a payment | p50, p99 ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        await RowAsync(64, 1, 60_000, isNumbered: false);
        await RowAsync(16, 64, 1_000_000, isNumbered: false);
        await RowAsync(16, 256, 2_000_000, isNumbered: false);
        await RowAsync(16, 256, 2_000_000, isNumbered: true);
        return 0;
    }

    private static async Task RowAsync(int callers, int batch, int count, bool isNumbered)
    {
        string folder = Directory.CreateTempSubdirectory("clearing-desk").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder);
            LedgerSite site = Site(store);
            await using (LedgerDesk desk = new(site, NullLogger.Instance))
            {
                await desk.OpenAsync();
                DeskRun run = await RunAsync(desk, callers, batch, count, isNumbered);
                Console.WriteLine($"| {callers} x {batch} | {(isNumbered ? "numbered" : "UUID")} | "
                    + $"{run.PerSecond / 1_000:N0} thousand | {run.ProcessorNs:N0} | "
                    + $"{run.P50Ms:0.0}, {run.P99Ms:0.0} |");

                // As after a kill: the stream is taken from the one that still has it.
                await OpenAgainAsync(store, "and no checkpoint");
            }

            await OpenAgainAsync(store, "and its checkpoint");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Opens a ledger in a folder of its own and runs callers against it.</summary>
    public static async Task<DeskRun> RunAsync(int callers, int batch, int count)
    {
        string folder = Directory.CreateTempSubdirectory("clearing-desk").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder);
            await using LedgerDesk desk = new(Site(store), NullLogger.Instance);
            await desk.OpenAsync();
            return await RunAsync(desk, callers, batch, count, isNumbered: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<DeskRun> RunAsync(LedgerDesk desk, int callers, int batch, int count, bool isNumbered)
    {
        long next = 0;
        List<double> latencies = [];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, batch) is long end && end <= count)
            {
                InstructionBatch sent = Batch(end - batch, batch, isNumbered);
                long start = Stopwatch.GetTimestamp();
                PaymentState last;
                do
                {
                    last = (await desk.SubmitAsync(sent)).Answers.Span[^1];
                }
                while (last.Standing == Standing.Busy);
                lock (latencies)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                if (last.Standing != Standing.Settled)
                {
                    throw new InvalidOperationException($"{last.Standing} {desk.Status.Trouble}");
                }
            }
        })));
        double seconds = watch.Elapsed.TotalSeconds;
        latencies.Sort();
        return new DeskRun(
            count / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / count,
            latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100]);
    }

    private static async Task OpenAgainAsync(SqliteStore store, string what)
    {
        Stopwatch opening = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await using LedgerDesk again = new(Site(store), NullLogger.Instance);
        await again.OpenAsync();
        double used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine($"  opened again with {again.Status.Records:N0} records {what} in "
            + $"{opening.Elapsed.TotalSeconds:0.00} s ({used:0.00} s of processor time)");
    }

    private static InstructionBatch Batch(long first, int count, bool isNumbered)
    {
        LedgerCommand[] commands = new LedgerCommand[count];
        for (int i = 0; i < count; i++)
        {
            long number = first + i;
            int from = (int)(number % Banks);
            commands[i] = new LedgerCommand
            {
                Id = isNumbered
                    ? InstructionId.Numbered(from, (ulong)(number / Banks))
                    : LedgerFigures.IdOf((ulong)number),
                Command = SettlementCommand.Submit(0, -1, from, (from + 1) % Banks, 5, Priority.Normal),
            };
        }

        return new InstructionBatch { Participant = -1, Account = -1, Commands = new Blob<LedgerCommand>(commands) };
    }

    private static LedgerSite Site(IJournalStore store)
    {
        SystemDefinition system = Workload.Gross(Banks, 1L << 40, QueueDiscipline.Fifo);
        LedgerBook book = new()
        {
            Arrangement = new ArrangementBook
            {
                Definition = new ArrangementDefinition { Name = system.Name, Members = [0] },
                Systems = [system],
                Scripts = [[]],
                DueAt = [],
            },
        };
        return new LedgerSite
        {
            Stream = "benchmark/gross",
            Book = book,
            Stamp = new GroupStamp(Ledger.EngineVersion, new Hash256(LedgerFingerprint.Of(book, []))),
            Store = store,
            Clock = new BusinessClock(
                TimeProvider.System, Workload.Open, BusinessClock.WallUs(TimeProvider.System), 1),
            Time = TimeProvider.System,
            Options = new LedgerOptions { CheckpointRecords = long.MaxValue / 4 },
        };
    }
}

/// <summary>What a run of callers came to.</summary>
/// <param name="PerSecond">Durable payments a second.</param>
/// <param name="ProcessorNs">Processor time of the whole process a payment.</param>
/// <param name="P50Ms">Half of the batches were answered within this.</param>
/// <param name="P99Ms">99 of 100 were.</param>
internal sealed record DeskRun(double PerSecond, double ProcessorNs, double P50Ms, double P99Ms);
