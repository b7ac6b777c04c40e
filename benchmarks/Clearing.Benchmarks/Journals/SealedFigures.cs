using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Clearing.Journal;

namespace Clearing.Benchmarks.Journals;

/// <summary>What sealed ids cost: to seal, to load, to be asked about, to be found.</summary>
internal static class SealedFigures
{
    private const int Runs = 16;
    private const int Ids = 1 << 18;
    private const int EntryOctets = 48;
    private const int Questions = 2_000_000;
    private const int Finds = 2_000;

    public static async Task PrintAsync(string name, IJournalStore store)
    {
        await using IJournal journal = await store.OpenAsync("measured/sealed");
        ISealedIds ids = await journal.SealedIdsAsync();
        long start = Stopwatch.GetTimestamp();
        for (int run = 0; run < Runs; run++)
        {
            await ids.SealAsync(Run(run));
        }

        double sealing = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        ids = await journal.SealedIdsAsync();
        double loading = Stopwatch.GetElapsedTime(start).TotalSeconds;

        int asked = 0;
        double best = double.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Questions; i++)
            {
                asked += ids.MayHold(Id(Runs, i)) ? 1 : 0;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Questions);
        }

        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Finds; i++)
        {
            if (await ids.FindAsync(Id(i % Runs, i)) is null)
            {
                throw new InvalidOperationException("A sealed id was not found.");
            }
        }

        double finding = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Finds;
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Runs} runs of {Ids:N0} sealed ids: {Runs * Ids / sealing / 1e6:0.00} million a second to seal, "
            + $"{loading:0.00} s to load,"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {best:0} ns to learn that an id is new ({asked / 5 * 1e6 / Questions:0} in a million is looked up), "
            + $"{finding:0} µs to find one"));
    }

    private static SealedRun Run(int number)
    {
        byte[] entries = new byte[Ids * EntryOctets];
        for (int i = 0; i < Ids; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(entries.AsSpan(i * EntryOctets), Id(number, i));
        }

        return new SealedRun(number, EntryOctets, entries);
    }

    private static UInt128 Id(int run, int entry)
    {
        ulong mixed = unchecked(((ulong)run << 32 | (uint)entry) * 0x9e3779b97f4a7c15);
        return new UInt128(mixed, mixed ^ (mixed >> 29));
    }
}
