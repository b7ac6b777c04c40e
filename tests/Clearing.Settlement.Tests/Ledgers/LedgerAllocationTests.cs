using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>In the steady state the ledger of a system that stands alone allocates nothing.</summary>
public sealed class LedgerAllocationTests
{
    private const int Slice = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_ample_liquidity_nothing_is_allocated(bool isNumbered)
    {
        SystemDefinition system = Books.Gross([.. Enumerable.Repeat(1_000_000_000L, 20)]);
        var ledger = new Ledger(Books.Alone(system, window: 1 << 12, numberWindow: 1 << 10));
        LedgerCommand[] commands = new LedgerCommand[Slice];
        CommandResult[] results = new CommandResult[Slice];
        byte[] octets = new byte[LedgerRecords.SliceOctets + (Slice * LedgerRecords.MostRecordOctets)];
        byte[] events = new byte[2 * Slice * EventLog.OctetsEach];
        long before = 0;
        int accepted = 0;
        for (int i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            for (int k = 0; k < Slice; k++)
            {
                int number = (i * Slice) + k;
                InstructionId id = isNumbered
                    ? InstructionId.Numbered(number % 20, (ulong)(number / 20))
                    : new InstructionId(new UInt128((ulong)number * 0x1234_5678_9ABC, (ulong)number + 1));
                commands[k] = Books.Pay(id, number % 20, (number + 1) % 20, 5);
            }

            ledger.Execute(Books.Open + i, commands, results);
            LedgerRecords.WriteSlice(octets, ledger.Now, commands, results, default, out int count);
            ledger.Events.WriteTo(events);
            accepted += count;
            while (ledger.FirstRun is not null)
            {
                ledger.Sealed();
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2_000 * Slice, accepted);
        Assert.Equal(0, allocated);
    }
}
