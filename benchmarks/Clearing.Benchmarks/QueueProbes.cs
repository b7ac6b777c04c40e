using System.Buffers;
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
    /// Nanoseconds a credit while <paramref name="waiting"/> payments of one bank wait in a bypass queue and credits to
    /// that bank arrive that free about one of them each: two payments settle where with an empty queue one does.
    /// </summary>
    public static double CreditsIntoBypassQueue(int waiting, int credits)
    {
        // Bank 0 has nothing and owes sums between 1,000 and 1,001,000; the others pay it sums up to 700,000.
        SettlementCommand[] drawn = Workload.Payments(waiting + credits, 10);
        SettlementCommand[] queue = new SettlementCommand[waiting];
        for (int i = 0; i < waiting; i++)
        {
            long amount = 1_000 + (drawn[i].AmountMinor % 1_000_000);
            queue[i] = SettlementCommand.Submit(Workload.Open, i, 0, 1 + (i % 9), amount, Priority.Normal);
        }

        SettlementCommand[] traffic = new SettlementCommand[credits];
        for (int i = 0; i < credits; i++)
        {
            long amount = 1 + (drawn[waiting + i].AmountMinor % 700_000);
            traffic[i] = SettlementCommand.Submit(
                Workload.Open + 1 + i, waiting + i, 1 + (i % 9), 0, amount, Priority.Normal);
        }

        return Median(() =>
        {
            SettlementEngine engine = new(WithPoorBank(10, QueueDiscipline.BypassFifo));
            Execute(engine, queue);
            return Execute(engine, traffic) / credits;
        });
    }

    /// <summary>
    /// Nanoseconds of one run of <c>partial</c> over a queue, in an engine that has run it before (a day runs it every
    /// few minutes). With <paramref name="netting"/> each bank waits behind a sum it does not have in a ring of all,
    /// and nearly everything is released, each with its event; without, every payment goes to a bank of a higher
    /// number, nobody has money, and everything is dropped.
    /// </summary>
    public static double Partial(int waiting, int banks, bool netting)
    {
        const long period = 1_000_000;
        Mechanism partial = new(MechanismKind.Partial, TriggerKind.Every, period);
        SettlementEngine engine = new(Workload.Gross(banks, netting ? 5_000 : 0, QueueDiscipline.Fifo, partial));
        EventBuffer events = new(1 << 21);
        long instant = Workload.Open;
        return Median(() =>
        {
            if (netting || instant == Workload.Open)
            {
                SettlementCommand[] drawn = Workload.Payments(waiting, banks, (ulong)instant);
                Execute(engine, netting ? BehindRing(drawn, banks, instant + 1) : Upwards(drawn), events);
            }

            instant += period;
            engine.AdvanceTo(instant, events);
            events.Clear();
            long started = Stopwatch.GetTimestamp();
            // Nothing but the mechanism's instant lies before this time.
            engine.AdvanceTo(instant + 1, events);
            double taken = Nanoseconds(started);
            return netting == events.Count > waiting / 2
                ? taken
                : throw new InvalidOperationException($"{events.Count} events of {waiting} waiting payments.");
        });
    }

    /// <summary>
    /// Octets of a saved state, and nanoseconds of saving and of loading it, where so many payments wait of so many
    /// banks, none of which has money.
    /// </summary>
    public static (int Octets, double Save, double Load) State(int banks, int waiting)
    {
        SystemDefinition system = Workload.Gross(banks, 0, QueueDiscipline.BypassFifo);
        SettlementEngine engine = new(system);
        Execute(engine, Workload.Payments(waiting, banks));
        ArrayBufferWriter<byte> octets = new();
        engine.Save(octets);
        double save = Median(() =>
        {
            octets.ResetWrittenCount();
            long started = Stopwatch.GetTimestamp();
            engine.Save(octets);
            return Nanoseconds(started);
        });
        double load = Median(() =>
        {
            long started = Stopwatch.GetTimestamp();
            SettlementEngine loaded = SettlementEngine.Load(system, octets.WrittenSpan);
            double taken = Nanoseconds(started);
            return loaded.WaitingCount == waiting
                ? taken
                : throw new InvalidOperationException($"{loaded.WaitingCount} wait of {waiting}.");
        });
        return (octets.WrittenCount, save, load);
    }

    private static SettlementCommand[] BehindRing(SettlementCommand[] drawn, int banks, long time) =>
    [
        .. drawn.Select((one, i) => i < banks
            ? one with { Time = time, From = i, To = (i + 1) % banks, AmountMinor = 1_000_000_000_000 }
            : one with { Time = time }),
    ];

    private static SettlementCommand[] Upwards(SettlementCommand[] drawn) =>
    [
        .. drawn.Select(one => one with
        {
            Time = Workload.Open,
            From = Math.Min(one.From, one.To),
            To = Math.Max(one.From, one.To),
        }),
    ];

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
