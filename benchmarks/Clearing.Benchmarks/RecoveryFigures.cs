using System.Diagnostics;
using System.Globalization;
using Clearing.Audit;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Replaying;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Journal.Sqlite;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearing.Benchmarks;

/// <summary>
/// How long a ledger takes to be there again: from its journal alone, and from a checkpoint and a tail; and how long
/// the audit and the replay of the same journal take. It is written by a ledger's own desk, with ids as of messages.
/// </summary>
internal static class RecoveryFigures
{
    private const int Banks = 100;
    private const int Batch = 256;
    private const int Callers = 32;
    private const int Tail = 100_000;

    private const string World =
        """
        name: measured
        seed: 1
        calendar: { date: 2026-01-05, open: "00:00", close: "24:00" }
        participants:
          - generate: { count: 100, prefix: B, balance-total: 100_000_000.00, size-exponent: 0 }
        payments: []
        systems:
          - { name: gross, rulebook: rtgs }

        """;

    /// <param name="counts">Payments of each journal.</param>
    public static async Task<int> PrintAsync(params int[] counts)
    {
        string folder = Directory.CreateTempSubdirectory("clearing-recovery-").FullName;
        PostgresServer? server = PostgresServer.Binaries is null ? null : PostgresServer.Start();
        try
        {
            Console.WriteLine("| store | payments | what | seconds | of processor time | payments/s |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            foreach (int count in counts)
            {
                string data = Path.Combine(folder, $"{count}");
                await using (IJournalStore store = await SqliteStore.OpenAsync(data))
                {
                    await JournalAsync("SQLite", store, new AuditPlace(data, null), count);
                }

                Directory.Delete(data, recursive: true);
                if (server is not null)
                {
                    string database = server.CreateDatabase();
                    await using IJournalStore store = await PostgresStore.OpenAsync(database);
                    await JournalAsync("PostgreSQL", store, new AuditPlace(null, database), count);
                }
            }

            return 0;
        }
        finally
        {
            server?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task JournalAsync(string name, IJournalStore store, AuditPlace place, int count)
    {
        Scenario scenario = ScenarioReader.ReadText(World, "measured.yaml").Scenario
            ?? throw new InvalidOperationException("The world cannot be read.");
        LiveSettings settings = new() { Options = new LedgerOptions { CheckpointRecords = long.MaxValue / 4 } };
        TimeProvider time = TimeProvider.System;
        BusinessClock clock = new(time, scenario.Calendar.Days[0].OpenAt, BusinessClock.WallUs(time), speed: 1);
        LiveWorld world = new(scenario, store, clock, time, settings);
        LedgerSite site = world.SiteOf(world.Streams[0])!;

        await using (LedgerDesk killed = new(site, NullLogger.Instance))
        {
            await killed.OpenAsync();
            await RowAsync(name, count, "written", count, () => PayAsync(killed, 0, count));

            // As after a kill: the stream is taken from the one that still has it. The end writes a checkpoint.
            await using LedgerDesk again = new(site, NullLogger.Instance);
            await RowAsync(name, count, "opened from the journal alone", count, () => OpenAsync(again));
        }

        await RowAsync(name, count, "replayed", count, () => new WorldReplay(scenario, store, settings).RunAsync(0));
        await RowAsync(name, count, "audited", count, () => AuditAsync(scenario, place, settings));
        await using LedgerDesk gone = new(site, NullLogger.Instance);
        await RowAsync(name, count, "opened from a checkpoint", 0, () => OpenAsync(gone));
        await PayAsync(gone, count, Tail);
        await using LedgerDesk last = new(site, NullLogger.Instance);
        await RowAsync(
            name, count, $"opened from a checkpoint and {Tail:N0} payments behind it", 0, () => OpenAsync(last));
    }

    private static async Task RowAsync(string store, int count, string what, int rate, Func<Task> work)
    {
        GC.Collect();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        await work();
        double seconds = watch.Elapsed.TotalSeconds;
        double used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {store} | {count:N0} | {what} | {seconds:0.00} | {used:0.00} | ")
            + (rate == 0
                ? "|"
                : string.Create(CultureInfo.InvariantCulture, $"{rate / seconds / 1_000:N0} thousand |")));
    }

    private static async Task OpenAsync(LedgerDesk desk)
    {
        LedgerInfo info = await desk.OpenAsync();
        if (info.State != LedgerState.Serving)
        {
            throw new InvalidOperationException($"{info.State} {info.Trouble}");
        }
    }

    private static async Task AuditAsync(Scenario scenario, AuditPlace place, LiveSettings settings)
    {
        using AuditResult audit = await JournalAudit.RunAsync(place,
        [
            .. WorldLedger.Of(scenario, settings).Select(ledger => new AuditedLedger
            {
                Stream = ledger.Stream,
                Book = ledger.Book,
                Script = ledger.Script,
                World = ledger.World.ToArray(),
                Currency = scenario.Currency,
            }),
        ]);
        if (!audit.Report.Holds || !audit.Report.IsWhole)
        {
            throw new InvalidOperationException("The audit found something.");
        }
    }

    private static async Task PayAsync(LedgerDesk desk, long first, int count)
    {
        long next = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, Batch) - Batch is long at && at < count)
            {
                InstructionBatch sent = BatchOf(first + at, (int)Math.Min(Batch, count - at));
                PaymentState last;
                do
                {
                    last = (await desk.SubmitAsync(sent)).Answers.Span[^1];
                }
                while (last.Standing == Standing.Busy);
                if (last.Standing != Standing.Settled)
                {
                    throw new InvalidOperationException($"{last.Standing} {desk.Status.Trouble}");
                }
            }
        })));
    }

    private static InstructionBatch BatchOf(long first, int count)
    {
        LedgerCommand[] commands = new LedgerCommand[count];
        for (int i = 0; i < count; i++)
        {
            int from = (int)((first + i) % Banks);
            commands[i] = new LedgerCommand
            {
                Id = LedgerFigures.IdOf((ulong)(first + i)),
                Command = SettlementCommand.Submit(0, -1, from, (from + 1) % Banks, 5, Priority.Normal),
            };
        }

        return new InstructionBatch { Participant = -1, Account = -1, Commands = new Blob<LedgerCommand>(commands) };
    }
}
