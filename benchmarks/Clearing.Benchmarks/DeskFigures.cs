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
/// next
/// batch when the last is answered. And how long it takes to open again what they wrote.
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
                double ns = (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / count;
                latencies.Sort();
                Console.WriteLine($"| {callers} x {batch} | {(isNumbered ? "numbered" : "UUID")} | "
                    + $"{count / seconds / 1_000:N0} thousand | {ns:N0} | "
                    + $"{latencies[latencies.Count / 2]:0.0}, {latencies[latencies.Count * 99 / 100]:0.0} |");
            }

            Stopwatch opening = Stopwatch.StartNew();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            await using LedgerDesk again = new(Site(store), NullLogger.Instance);
            await again.OpenAsync();
            double used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            Console.WriteLine($"  opened again with {again.Status.Records:N0} records in "
                + $"{opening.Elapsed.TotalSeconds:0.00} s ({used:0.00} s of processor time)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
