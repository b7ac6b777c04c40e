using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Journal.Sqlite;
using Clearing.Tests;

namespace Clearing.Benchmarks.Journals;

/// <summary>
/// What the stores of the journal can do on this machine: groups of several sizes one after the other, slices through
/// the group commit with many outstanding, and reading with all checks. Rates are the best of several rounds, with the
/// spread; groups hold records of 48 octets, and everything counted is durable.
/// </summary>
internal static class JournalFigures
{
    private const int Rounds = 3;
    private const int RecordOctets = 48;
    private const string Stream = "measured/RTGS";

    private static readonly int[] GroupOctets = [1 << 10, 16 << 10, 256 << 10, 1 << 20];

    // (commands of a slice, slices outstanding).
    private static readonly (int Records, int Outstanding)[] Loads =
        [(1, 1), (1, 64), (1, 1_024), (64, 16), (256, 64), (1_024, 64)];

    /// <param name="records">Records that are written for the reading; 10 million where figures are published.</param>
    /// <param name="secondsEach">How long a row is measured.</param>
    public static async Task<int> PrintAsync(int records = 10_000_000, double secondsEach = 2)
    {
        string folder = Directory.CreateTempSubdirectory("clearing-measured-").FullName;
        PostgresServer? server = PostgresServer.Binaries is null ? null : PostgresServer.Start();
        try
        {
            PrintMachine(folder, server is not null);
            List<(string Name, Func<Task<IJournalStore>> Open)> stores =
                [("SQLite", async () => await SqliteStore.OpenAsync(NewFolder(folder)))];
            if (server is not null)
            {
                stores.Add(("PostgreSQL", async () => await PostgresStore.OpenAsync(server.CreateDatabase())));
            }

            foreach ((string name, Func<Task<IJournalStore>> open) in stores)
            {
                await AppendsAsync(name, open, secondsEach);
                await CommitsAsync(name, open, secondsEach);
                await ReadingAsync(name, open, records);
                await using IJournalStore store = await open();
                await SealedFigures.PrintAsync(name, store);
            }

            return 0;
        }
        finally
        {
            server?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void PrintMachine(string folder, bool postgres)
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.OSDescription}");
        double[] syncs = DiskProbe.SyncsMs(folder);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Disk under {folder}: 4 KiB written and flushed in {syncs[syncs.Length / 2]:0.00} ms (half of the time), "
            + $"{syncs[syncs.Length * 99 / 100]:0.00} ms (99 of 100). A virtual disk may be optimistic."));
        if (!postgres)
        {
            Console.WriteLine("PostgreSQL is absent and left out.");
        }
    }

    private static string NewFolder(string under)
    {
        string folder = Path.Combine(under, "data");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return folder;
    }

    private static async Task AppendsAsync(string name, Func<Task<IJournalStore>> open, double seconds)
    {
        Console.WriteLine();
        Heading($"{name}, one group after another", "groups/s");
        foreach (int octets in GroupOctets)
        {
            List<Round> rounds = [];
            for (int round = 0; round < Rounds; round++)
            {
                await using IJournalStore store = await open();
                await using IJournal journal = await store.OpenAsync(Stream);
                await using GroupCommit commit = new(journal, default);
                byte[] slice = Records(octets / RecordOctets);
                rounds.Add(await LoadAsync(commit, slice, octets / RecordOctets, outstanding: 1, seconds));
            }

            Print(string.Create(CultureInfo.InvariantCulture, $"groups of {octets / 1024.0,5:0} KiB"), rounds, octets);
        }
    }

    private static async Task CommitsAsync(string name, Func<Task<IJournalStore>> open, double seconds)
    {
        Console.WriteLine();
        Heading($"{name}, slices through group commit", "records/s");
        foreach ((int records, int outstanding) in Loads)
        {
            List<Round> rounds = [];
            for (int round = 0; round < Rounds; round++)
            {
                await using IJournalStore store = await open();
                await using IJournal journal = await store.OpenAsync(Stream);
                await using GroupCommit commit = new(journal, default);
                Round measured = await LoadAsync(commit, Records(records), records, outstanding, seconds);
                rounds.Add(measured with { Count = measured.Count * records });
            }

            Print($"{records,5} records, {outstanding,5} under way", rounds, RecordOctets);
        }
    }

    private static async Task ReadingAsync(string name, Func<Task<IJournalStore>> open, int records)
    {
        const int RecordsOfGroup = 10_000;
        await using IJournalStore store = await open();
        await using (IJournal journal = await store.OpenAsync(Stream))
        {
            await using GroupCommit commit = new(journal, default, new GroupBounds(RecordsOfGroup, 1 << 20));
            byte[] slice = Records(1_000);
            Task last = Task.CompletedTask;
            for (int written = 0; written < records; written += 1_000)
            {
                if (!commit.HasRoomFor(1_000, slice.Length))
                {
                    await last;
                }

                last = commit.Append(written + 1, 1_000, slice, default);
            }
        }

        double best = double.MaxValue;
        long sum = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            await foreach (JournalGroup group in store.Reader(Stream).ReadAsync(GroupPlace.Start))
            {
                sum += group.Head.Records;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {sum / Rounds:N0} records of {RecordOctets} octets read with all checks in {best:0.00} s, "
            + $"{sum / Rounds / best / 1e6:0.0} million a second"));
    }

    /// <summary>Keeps so many slices under way; the time of each is from its hand-over to its being durable.</summary>
    private static async Task<Round> LoadAsync(
        GroupCommit commit, byte[] slice, int records, int outstanding, double seconds)
    {
        Queue<(Task<GroupPlace> Task, long Start)> under = new();
        List<double> timesMs = [];
        long begin = Stopwatch.GetTimestamp();
        long instant = 0;
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            while (under.Count < outstanding && commit.HasRoomFor(records, slice.Length))
            {
                long start = Stopwatch.GetTimestamp();
                under.Enqueue((commit.Append(++instant, records, slice, slice), start));
            }

            await under.Peek().Task;
            while (under.TryPeek(out (Task<GroupPlace> Task, long Start) done) && done.Task.IsCompleted)
            {
                under.Dequeue();
                timesMs.Add(Stopwatch.GetElapsedTime(done.Start).TotalMilliseconds);
            }
        }

        double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        timesMs.Sort();
        return new Round(timesMs.Count, took, timesMs);
    }

    private static void Heading(string what, string unit) =>
        Console.WriteLine($"{what,-40} {unit,11}  MiB/s (least)  p50 ms   p99 ms   max ms");

    private static void Print(string what, List<Round> rounds, int octetsEach)
    {
        Round best = rounds.MaxBy(r => r.Rate)!;
        Round worst = rounds.MinBy(r => r.Rate)!;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-40} {best.Rate,11:N0} {best.Rate * octetsEach / (1 << 20),7:0.0} "
            + $"({worst.Rate * octetsEach / (1 << 20),5:0.0}) "
            + $"{best.At(50),8:0.00} {best.At(99),8:0.0} {best.At(100),8:0.0}"));
    }

    // A slice whose records are not all alike, so that a compressing disk would gain little.
    private static byte[] Records(int count)
    {
        byte[] octets = new byte[16 + count * RecordOctets];
        ulong state = 1;
        for (int at = 16; at + 8 <= octets.Length; at += 8)
        {
            state = unchecked(state * 6364136223846793005 + 1442695040888963407);
            BinaryPrimitives.WriteUInt64LittleEndian(octets.AsSpan(at), at % 24 == 0 ? state >> 48 : state);
        }

        return octets;
    }

    private sealed record Round(long Count, double Seconds, List<double> TimesMs)
    {
        public double Rate => Count / Seconds;

        public double At(int percent) => TimesMs[Math.Min(TimesMs.Count - 1, TimesMs.Count * percent / 100)];
    }
}
