using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>In the steady state the engine allocates nothing, however much waits.</summary>
public sealed class AllocationTests
{
    private const int Batch = 1_000;

    [Theory]
    [InlineData(QueueDiscipline.Fifo)]
    [InlineData(QueueDiscipline.BypassFifo)]
    public void With_ample_liquidity_nothing_is_allocated(QueueDiscipline queue)
    {
        const int Banks = 50;
        Draw draw = new(7);
        SettlementEngine engine = new(Engines.Gross([.. Enumerable.Repeat(1_000_000_000L, Banks)], queue));
        long bytes = Measure(engine, warmUp: 20, measured: 50, payment =>
        {
            int from = draw.Between(0, Banks - 1);
            int to = (from + draw.Between(1, Banks - 1)) % Banks;
            return SettlementCommand.Submit(
                Engines.Open, payment, from, to, draw.Between(1, 100), draw.OneOf(Priorities));
        });
        Assert.Equal(0, engine.WaitingCount);
        Assert.Equal(0, bytes);
    }

    /// <summary>
    /// A owes 100,000 payments and has nothing; every second payment is one more of A's, the others bring A money for
    /// about one of them.
    /// </summary>
    [Theory]
    [InlineData(QueueDiscipline.Fifo)]
    [InlineData(QueueDiscipline.BypassFifo)]
    public void With_100_000_waiting_and_credits_arriving_nothing_is_allocated(QueueDiscipline queue)
    {
        const int Waiting = 100_000;
        Draw draw = new(8);
        SettlementEngine engine = new(Engines.Gross([0, 1_000_000_000_000, 0], queue));
        long bytes = Measure(engine, warmUp: 1_000, measured: 200, payment =>
            payment < Waiting || payment % 2 == 0
                ? SettlementCommand.Submit(Engines.Open, payment, 0, 2, draw.Between(500, 1_500), Priority.Normal)
                : SettlementCommand.Submit(Engines.Open, payment, 1, 0, 1_000, Priority.Normal));
        Assert.InRange(engine.WaitingCount, Waiting * 9 / 10, Waiting * 11 / 10);
        Assert.Equal(0, bytes);
    }

    private static readonly Priority[] Priorities = Enum.GetValues<Priority>();

    private static long Measure(SettlementEngine engine, int warmUp, int measured, Func<int, SettlementCommand> next)
    {
        SettlementCommand[] commands = new SettlementCommand[Batch];
        EventBuffer events = new(1 << 18);
        long before = 0;
        int payment = 0;
        for (int batch = 0; batch < warmUp + measured; batch++)
        {
            before = batch == warmUp ? GC.GetAllocatedBytesForCurrentThread() : before;
            for (int i = 0; i < Batch; i++)
            {
                commands[i] = next(payment++);
            }

            events.Clear();
            engine.Execute(commands, events);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
