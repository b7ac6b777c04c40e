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
        SettlementEngine? engine = null;
        long bytes = Allocation.Least(() =>
        {
            Draw draw = new(7);
            engine = new(Engines.Gross([.. Enumerable.Repeat(1_000_000_000L, Banks)], queue));
            Feed feed = new(engine, payment =>
            {
                int from = draw.Between(0, Banks - 1);
                int to = (from + draw.Between(1, Banks - 1)) % Banks;
                return SettlementCommand.Submit(
                    Engines.Open, payment, from, to, draw.Between(1, 100), draw.OneOf(Priorities));
            });
            feed.Run(batches: 20);
            return () => feed.Run(batches: 50);
        });
        Assert.Equal(0, engine!.WaitingCount);
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
        SettlementEngine? engine = null;
        long bytes = Allocation.Least(() =>
        {
            Draw draw = new(8);
            engine = new(Engines.Gross([0, 1_000_000_000_000, 0], queue));
            Feed feed = new(engine, payment =>
                payment < Waiting || payment % 2 == 0
                    ? SettlementCommand.Submit(Engines.Open, payment, 0, 2, draw.Between(500, 1_500), Priority.Normal)
                    : SettlementCommand.Submit(Engines.Open, payment, 1, 0, 1_000, Priority.Normal));
            feed.Run(batches: 1_000);
            return () => feed.Run(batches: 200);
        });
        Assert.InRange(engine!.WaitingCount, Waiting * 9 / 10, Waiting * 11 / 10);
        Assert.Equal(0, bytes);
    }

    private static readonly Priority[] Priorities = Enum.GetValues<Priority>();

    /// <summary>Gives an engine payment after payment, a batch at a time.</summary>
    private sealed class Feed(SettlementEngine engine, Func<int, SettlementCommand> next)
    {
        private readonly SettlementCommand[] _commands = new SettlementCommand[Batch];
        private readonly EventBuffer _events = new(1 << 18);
        private int _payment;

        public void Run(int batches)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                for (int i = 0; i < Batch; i++)
                {
                    _commands[i] = next(_payment++);
                }

                _events.Clear();
                engine.Execute(_commands, _events);
            }
        }
    }
}
