using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Benchmarks;

/// <summary>
/// What the ledger costs in front of its engine, on one thread: slices of a size, ids as of messages or numbered, each
/// with a memory as large as a service has by default. In processor time, so that a busy machine does not count.
/// </summary>
internal static class LedgerFigures
{
    private const int Banks = 100;
    private const int Count = 8_000_000;

    public static int Print()
    {
        Console.WriteLine("| ids | slice | payments/s of processor time | ns a payment | bytes allocated a payment |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (int slice in (int[])[16, 256, 4_096])
        {
            Row("numbered", slice, i => InstructionId.Numbered(i % Banks, (ulong)(i / Banks)));
            Row("UUID", slice, i => IdOf((ulong)i));
        }

        return 0;
    }

    private static void Row(string name, int slice, Func<int, InstructionId> idOf)
    {
        var ledger = new Ledger(Book());
        LedgerCommand[] commands = new LedgerCommand[slice];
        CommandResult[] results = new CommandResult[slice];
        byte[] octets = new byte[LedgerRecords.SliceOctets + (slice * LedgerRecords.MostRecordOctets)];
        TimeSpan cpu = default;
        Settlement.Commands.SettlementCommand[] payments = Workload.Payments(1 << 20, Banks);
        long allocated = 0;
        for (int i = 0; i < Count; i += slice)
        {
            for (int k = 0; k < slice; k++)
            {
                commands[k] = new LedgerCommand
                {
                    Id = idOf(i + k),
                    Command = payments[(i + k) & ((1 << 20) - 1)] with { Payment = -1 },
                };
            }

            // The first half fills what is remembered.
            if (i >= Count / 2)
            {
                cpu -= Environment.CpuUsage.TotalTime;
                allocated -= GC.GetAllocatedBytesForCurrentThread();
            }

            ledger.Execute(Workload.Open + 1 + i, commands, results);
            LedgerRecords.WriteSlice(octets, ledger.Now, commands, results, default, out int count);
            if (i >= Count / 2)
            {
                cpu += Environment.CpuUsage.TotalTime;
                allocated += GC.GetAllocatedBytesForCurrentThread();
            }

            if (count != slice)
            {
                throw new InvalidOperationException($"{results[0].Verdict}");
            }

            while (ledger.FirstRun is not null)
            {
                ledger.Sealed();
            }
        }

        double ns = cpu.TotalNanoseconds / (Count / 2);
        Console.WriteLine(
            $"| {name} | {slice:N0} | {1_000 / ns:0.0} million | {ns:0} | {allocated / (double)(Count / 2):0.0} |");
    }

    private static LedgerBook Book()
    {
        SystemDefinition system = Workload.Gross(Banks, 1L << 40, QueueDiscipline.Fifo);
        return new LedgerBook
        {
            Arrangement = new ArrangementBook
            {
                Definition = new ArrangementDefinition { Name = system.Name, Members = [0] },
                Systems = [system],
                Scripts = [[]],
                DueAt = [],
            },
        };
    }

    /// <summary>An id that looks drawn.</summary>
    public static InstructionId IdOf(ulong number) => new(new UInt128(Mix(number), Mix(~number)));

    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
