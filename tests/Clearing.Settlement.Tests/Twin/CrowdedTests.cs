using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// What small traces cannot reach: queues longer than a block of the index, sets sorted by radix, more accounts than
/// a word has bits. Few traces, because the twin looks at everything at every step. Of each kind one, or
/// as many as <c>CLEARING_TRACES</c> / 1000.
/// </summary>
public sealed class CrowdedTests
{
    private const long Built = Engines.Open + 10;

    [Theory]
    [InlineData(Crowd.LongQueues, 3, 512)]
    [InlineData(Crowd.ManyAccounts, 1, 150)]
    [InlineData(Crowd.LargeSets, 1, 300)]
    public void The_engine_and_its_twin_agree_in_a_crowd(Crowd crowd, ulong first, int largeSet)
    {
        ulong count = (ulong)Math.Max(1, Traces.Count(0) / 1000);
        int largest = 0;
        int fromQueue = 0;
        for (ulong seed = first; seed < first + count; seed++)
        {
            (SystemDefinition system, SettlementCommand[] commands) = Draw(seed, crowd);
            TwinPair pair = new(system);
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            pair.Execute(commands);
            pair.Finish();
            foreach (SettlementEvent e in pair.Events)
            {
                fromQueue += e.Route == Route.Queue ? 1 : 0;
                largest = e.Kind == EventKind.SetReleased ? Math.Max(largest, e.Payment) : largest;
            }
        }

        // What was compared is worth nothing unless much went, alone and together.
        Assert.True(fromQueue > 0, $"{fromQueue} from the queue");
        Assert.True(largest > largeSet, $"the largest set has {largest}");
    }

    /// <summary>A system and what is asked of it; the same seed gives the same.</summary>
    internal static (SystemDefinition System, SettlementCommand[] Commands) Draw(ulong seed, Crowd crowd)
    {
        Draw draw = new(seed);
        SystemDefinition system = DrawSystem(draw, crowd);
        return (system, DrawCommands(draw, crowd, system.Accounts.Count));
    }

    private static SystemDefinition DrawSystem(Draw draw, Crowd crowd)
    {
        int accounts = crowd == Crowd.ManyAccounts ? draw.Between(65, 140) : draw.Between(2, 5);
        bool ceilings = draw.Percent(50);
        bool net = draw.Percent(30);
        Mechanism[] release = [.. Enumerable.Range(0, draw.Between(crowd == Crowd.LongQueues ? 0 : 1, 3))
            .Select(_ => new Mechanism(draw.OneOf(TraceGenerator.SetMechanisms), TriggerKind.At, 0))];
        if (crowd == Crowd.ManyAccounts && draw.Percent(50))
        {
            release = [.. release, Engines.OnChange(MechanismKind.Bilateral)];
        }

        return new SystemDefinition
        {
            Name = "crowd",
            Rulebook = "drawn",
            Position = net ? PositionKind.Net : PositionKind.Balance,
            Queue = crowd != Crowd.LongQueues && draw.Percent(40) ? QueueDiscipline.Fifo : QueueDiscipline.BypassFifo,
            Release = release,
            CycleAtClose = net,
            Accounts = [.. Enumerable.Range(0, accounts).Select(a => new Account
            {
                Id = $"B{a:000}",
                Owner = a,
                CurrencyCode = "USD",
                OpeningBalanceMinor = draw.Between(0, 300),
                CreditMinor = draw.Between(0, 50),
                Floor = Bound.MinusCredit,
                Ceiling = ceilings && draw.Percent(40) ? Bound.Fixed(draw.Between(300, 4000)) : Bound.None,
            })],
            Limits = DrawLimits(draw, accounts),
            Days =
            [
                new SettlementDay
                {
                    Number = 1,
                    OpenAt = Engines.Open,
                    CloseAt = Engines.Close,
                    MechanismsAt = [.. release.Select(_ => new[] { Built + 20, Built + 50 })],
                },
            ],
        };
    }

    private static BilateralLimit[] DrawLimits(Draw draw, int accounts)
    {
        int count = draw.Percent(50) ? 0 : draw.Between(1, 2 * accounts);
        return [.. Enumerable.Range(0, count).Select(_ => DrawPair(draw, accounts)).Distinct()
            .Select(pair => new BilateralLimit(pair.From, pair.To, draw.Between(0, 2000)))];
    }

    /// <summary>A queue that builds behind a halt, then orders one instant after the other.</summary>
    private static SettlementCommand[] DrawCommands(Draw draw, Crowd crowd, int accounts)
    {
        int payments = crowd switch
        {
            Crowd.LongQueues => draw.Between(4_500, 9_000),
            Crowd.ManyAccounts => draw.Between(200, 400),
            _ => draw.Between(800, 1_400),
        };
        int payers = crowd == Crowd.LongQueues ? draw.Between(1, 2) : accounts;
        List<SettlementCommand> commands = [SettlementCommand.Halt(Engines.Open)];
        int[] payerOf = new int[payments];

        // Where all pay and receive about the same, nothing goes alone and much goes together.
        bool even = crowd != Crowd.LongQueues && draw.Percent(60);
        int spread = even ? draw.OneOf([0, 0, 40]) : 999;
        payments -= even ? payments % accounts : 0;
        for (int p = 0; p < payments; p++)
        {
            (int from, int to) = DrawPair(draw, accounts);
            if (even)
            {
                from = p % accounts;
                to = (from + 1 + (p / accounts % (accounts - 1))) % accounts;
            }

            payerOf[p] = from < payers ? from : from % payers == to ? (to + 1) % accounts : from % payers;
            Priority priority = draw.Percent(85) ? Priority.Normal : draw.OneOf(Enum.GetValues<Priority>());
            long notBefore = draw.Percent(2) ? Built + draw.Between(1, 60) : 0;
            commands.Add(SettlementCommand.Submit(
                Built, p, payerOf[p], to, 1000 - draw.Between(0, spread), priority, notBefore: notBefore));
        }

        commands.Add(SettlementCommand.Resume(Built + 1));
        for (int step = 2; step < 70; step++)
        {
            int payment = draw.Between(0, payments - 1);
            (int from, int to) = DrawPair(draw, accounts);
            commands.Add(draw.Between(0, 9) switch
            {
                < 5 => SettlementCommand.AddBalance(
                    Built + step, crowd == Crowd.LongQueues ? from % payers : from, draw.Between(-200, 1500)),
                < 6 => SettlementCommand.Reprioritise(
                    Built + step, payment, payerOf[payment], draw.OneOf(Enum.GetValues<Priority>())),
                < 7 => SettlementCommand.Cancel(Built + step, payment, payerOf[payment]),
                < 8 => SettlementCommand.SetLimit(Built + step, from, to, draw.Between(0, 3000)),
                < 9 => SettlementCommand.SetCredit(Built + step, from, draw.Between(0, 800)),
                _ => SettlementCommand.Submit(
                    Built + step, payments++, from, to, draw.Between(1, 1000), Priority.High),
            });
            Array.Resize(ref payerOf, payments);
            payerOf[^1] = commands[^1].Kind == CommandKind.Submit ? from : payerOf[^1];
        }

        return [.. commands];
    }

    private static (int From, int To) DrawPair(Draw draw, int accounts)
    {
        int from = draw.Between(0, accounts - 1);
        return (from, (from + draw.Between(1, accounts - 1)) % accounts);
    }
}

/// <summary>What there is much of.</summary>
public enum Crowd
{
    LongQueues,
    ManyAccounts,
    LargeSets,
}
