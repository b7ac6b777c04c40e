using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>In the steady state the ledger of a system that stands alone allocates nothing.</summary>
public sealed class LedgerAllocationTests
{
    private const int Slice = 64;
    private const int Slices = 1_000;

    private static readonly LedgerCommand[] Commands = new LedgerCommand[Slice];
    private static readonly CommandResult[] Results = new CommandResult[Slice];
    private static readonly byte[] Events = new byte[2 * Slice * EventLog.OctetsEach];
    private static readonly byte[] Octets =
        new byte[LedgerRecords.SliceOctets + (Slice * LedgerRecords.MostRecordOctets)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_ample_liquidity_nothing_is_allocated(bool isNumbered)
    {
        long allocated = Allocation.Least(() =>
        {
            SystemDefinition system = Books.Gross([.. Enumerable.Repeat(1_000_000_000L, 20)]);
            var ledger = new Ledger(Books.Alone(system, window: 1 << 12, numberWindow: 1 << 10));
            Run(ledger, 0, isNumbered);
            return () => Run(ledger, Slices, isNumbered);
        });
        Assert.Equal(0, allocated);
    }

    private static void Run(Ledger ledger, int from, bool isNumbered)
    {
        for (int i = from; i < from + Slices; i++)
        {
            for (int k = 0; k < Slice; k++)
            {
                int number = (i * Slice) + k;
                InstructionId id = isNumbered
                    ? InstructionId.Numbered(number % 20, (ulong)(number / 20))
                    : new InstructionId(new UInt128((ulong)number * 0x1234_5678_9ABC, (ulong)number + 1));
                Commands[k] = Books.Pay(id, number % 20, (number + 1) % 20, 5);
            }

            ledger.Execute(Books.Open + i, Commands, Results);
            LedgerRecords.WriteSlice(Octets, ledger.Now, Commands, Results, default, out int count);
            ledger.Events.WriteTo(Events);
            if (count != Slice)
            {
                throw new InvalidOperationException($"{Results[0]}");
            }

            while (ledger.FirstRun is not null)
            {
                ledger.Sealed();
            }
        }
    }
}
