using System.Diagnostics;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Benchmarks;

/// <summary>Measured once, in this process, one thread: what the targets of the engine speak of.</summary>
internal static class QueueProbes
{
    private const long Plenty = long.MaxValue / 4;
    private const int Batch = 1_000;

    /// <summary>Nanoseconds a payment where every payment goes at once.</summary>
    public static double Ample(int count, int banks, QueueDiscipline queue)
    {
        SettlementCommand[] commands = Workload.Payments(count, banks);
        return Median(() =>
        {
            SettlementEngine engine = new(Workload.Gross(banks, Plenty, queue));
            return Execute(engine, commands) / count;
        });
    }

    /// <summary>
    /// Nanoseconds a payment while <paramref name="waiting"/> payments of one bank wait in a bypass queue, none of
    /// which fits, and every payment that arrives is a credit to that bank which is spent at once.
    /// </summary>
    public static double CreditsIntoBypassQueue(int waiting, int credits)
    {
        // Bank 0 has nothing and owes large sums; banks 1 and 2 pay it one unit each time, and it pays the unit on.
        const long large = 1_000_000_000_000;
        SettlementCommand[] queue = new SettlementCommand[waiting];
        for (int i = 0; i < waiting; i++)
        {
            queue[i] = SettlementCommand.Submit(Workload.Open, i, 0, 1 + (i % 9), large + i, Priority.Normal);
        }

        SettlementCommand[] traffic = new SettlementCommand[credits];
        for (int i = 0; i < credits; i++)
        {
            long at = Workload.Open + 1 + i;
            traffic[i] = i % 2 == 0
                ? SettlementCommand.Submit(at, waiting + i, 1 + (i % 9), 0, 1, Priority.Normal)
                : SettlementCommand.Submit(at, waiting + i, 0, 1 + (i % 9), 1, Priority.Urgent);
        }

        return Median(() =>
        {
            SettlementEngine engine = new(WithPoorBank(10, QueueDiscipline.BypassFifo));
            Execute(engine, queue);
            return Execute(engine, traffic) / credits;
        });
    }

    /// <summary>
    /// Nanoseconds of one run of <c>partial</c> over a queue of banks without a unit of money. Where the payments run
    /// both ways most of them net out and are released; where each goes to a bank of a higher number none can be.
    /// </summary>
    public static double Partial(int waiting, int banks, bool bothWays)
    {
        SettlementCommand[] commands = Workload.Payments(waiting, banks);
        for (int i = 0; i < waiting; i++)
        {
            SettlementCommand drawn = commands[i] with { Time = Workload.Open };
            commands[i] = bothWays
                ? drawn
                : drawn with { From = Math.Min(drawn.From, drawn.To), To = Math.Max(drawn.From, drawn.To) };
        }

        const long period = 1_000_000;
        Mechanism partial = new(MechanismKind.Partial, TriggerKind.Every, period);
        SystemDefinition definition = Workload.Gross(banks, 0, QueueDiscipline.Fifo, partial);
        EventBuffer events = new(1 << 21);
        return Median(() =>
        {
            SettlementEngine engine = new(definition);
            Execute(engine, commands, events);
            events.Clear();
            engine.AdvanceTo(Workload.Open + period, events);
            long started = Stopwatch.GetTimestamp();
            // Nothing but the mechanism's instant lies before this time.
            engine.AdvanceTo(Workload.Open + period + 1, events);
            return Nanoseconds(started);
        });
    }

    private static SystemDefinition WithPoorBank(int banks, QueueDiscipline queue)
    {
        SystemDefinition rich = Workload.Gross(banks, Plenty, queue);
        return new SystemDefinition
        {
            Name = rich.Name,
            Rulebook = rich.Rulebook,
            Position = rich.Position,
            Queue = rich.Queue,
            Accounts = [rich.Accounts[0] with { OpeningBalanceMinor = 0 }, .. rich.Accounts.Skip(1)],
            Days = rich.Days,
        };
    }

    private static double Execute(SettlementEngine engine, SettlementCommand[] commands, EventBuffer? events = null)
    {
        events ??= new EventBuffer(1 << 16);
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < commands.Length; i += Batch)
        {
            events.Clear();
            engine.Execute(commands.AsSpan(i, Math.Min(Batch, commands.Length - i)), events);
        }

        return Nanoseconds(started);
    }

    private static double Nanoseconds(long started) => Stopwatch.GetElapsedTime(started).TotalNanoseconds;

    // The first round warms up and is thrown away.
    private static double Median(Func<double> measure)
    {
        measure();
        double[] rounds = [measure(), measure(), measure(), measure(), measure()];
        Array.Sort(rounds);
        return rounds[rounds.Length / 2];
    }
}
