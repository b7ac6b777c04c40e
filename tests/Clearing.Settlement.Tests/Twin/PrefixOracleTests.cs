using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// The prefix rule against enumeration: without ceilings the set released is the greatest of all prefix vectors that
/// hold. Nothing goes alone, so all wait for one run of the mechanism.
/// </summary>
public sealed class PrefixOracleTests
{
    private const long Instant = 110;

    public static TheoryData<string> EngineNames => Engines.Names;

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void Partial_releases_the_greatest_prefix_vector_that_holds(string engine) =>
        Traces.ForAll(Traces.Count(3_000), DrawQueue, trace =>
        {
            SettlementCommand[][] lists = [.. Enumerable.Range(0, trace.System.Accounts.Count).Select(payer =>
                trace.Commands.Where(c => c.Kind == CommandKind.Submit && c.From == payer)
                    .OrderBy(c => c.Priority).ThenBy(c => c.Payment).ToArray())];
            int[] greatest = new int[lists.Length];
            foreach (int[] vector in AllVectors(lists))
            {
                if (Holds(trace.System, lists, vector))
                {
                    greatest = [.. greatest.Zip(vector, Math.Max)];
                }
            }

            Assert.True(Holds(trace.System, lists, greatest), "the greatest vector is itself one that holds");
            IEnumerable<int> expected = lists.SelectMany((list, payer) => list.Take(greatest[payer]))
                .Select(c => c.Payment).Order();
            Assert.Equal(expected, FirstSet(engine, trace).Order());
        });

    /// <summary>
    /// Few accounts, up to 9 payments and some limits. Amounts are above every balance and credit together, so that
    /// nothing goes one by one before the mechanism has its turn.
    /// </summary>
    private static Trace DrawQueue(ulong seed)
    {
        Draw draw = new(seed);
        int accounts = draw.Between(2, 4);
        List<SettlementCommand> commands = [];
        for (int p = draw.Between(1, 9); p > 0; p--)
        {
            int from = draw.Between(0, accounts - 1);
            int to = (from + draw.Between(1, accounts - 1)) % accounts;
            commands.Add(SettlementCommand.Submit(
                Instant, commands.Count, from, to, draw.Between(5, 9), draw.OneOf(Enum.GetValues<Priority>())));
        }

        List<BilateralLimit> limits = [];
        for (int l = draw.Percent(50) ? 0 : draw.Between(1, 3); l > 0; l--)
        {
            int from = draw.Between(0, accounts - 1);
            int to = (from + draw.Between(1, accounts - 1)) % accounts;
            if (!limits.Exists(limit => limit.From == from && limit.To == to))
            {
                limits.Add(new BilateralLimit(from, to, draw.Between(0, 9)));
            }
        }

        SystemDefinition gross = Engines.Gross(
            [.. Enumerable.Range(0, accounts).Select(_ => (long)draw.Between(0, 4))],
            draw.OneOf([QueueDiscipline.Fifo, QueueDiscipline.BypassFifo]),
            Engines.OnChange(MechanismKind.Partial));
        SystemDefinition system = new()
        {
            Name = gross.Name,
            Rulebook = gross.Rulebook,
            Position = gross.Position,
            Queue = gross.Queue,
            Release = gross.Release,
            Accounts = gross.Accounts,
            Days = gross.Days,
            Limits = limits,
        };
        return new Trace(seed, system, [.. commands]);
    }

    private static IEnumerable<int[]> AllVectors(SettlementCommand[][] lists)
    {
        int[] vector = new int[lists.Length];
        while (true)
        {
            yield return [.. vector];
            int payer = 0;
            while (payer < lists.Length && vector[payer] == lists[payer].Length)
            {
                vector[payer++] = 0;
            }

            if (payer == lists.Length)
            {
                yield break;
            }

            vector[payer]++;
        }
    }

    private static bool Holds(SystemDefinition system, SettlementCommand[][] lists, int[] vector)
    {
        long[] position = [.. system.Accounts.Select(a => a.OpeningBalanceMinor)];
        SettlementCommand[] set = [.. lists.SelectMany((list, payer) => list.Take(vector[payer]))];
        foreach (SettlementCommand payment in set)
        {
            position[payment.From] -= payment.AmountMinor;
            position[payment.To] += payment.AmountMinor;
        }

        return position.All(p => p >= 0) && system.Limits.All(limit =>
            set.Where(p => p.From == limit.From && p.To == limit.To).Sum(p => p.AmountMinor)
            - set.Where(p => p.From == limit.To && p.To == limit.From).Sum(p => p.AmountMinor) <= limit.LimitMinor);
    }

    private static List<int> FirstSet(string engine, Trace trace)
    {
        IEngine system = Engines.Create(engine, trace.System);
        EventBuffer events = new();
        system.Execute(trace.Commands, events);
        system.Finish(events);
        List<int> set = [];
        for (int i = 0; i < events.Count && set.Count == 0; i++)
        {
            SettlementEvent e = events.Events[i];
            Assert.NotEqual((Route.Entry, EventKind.Settled), (e.Route, e.Kind));
            if (e.Kind == EventKind.SetReleased)
            {
                set.AddRange([.. events.Events.Slice(i + 1, e.Payment).ToArray().Select(member => member.Payment)]);
            }
        }

        return set;
    }
}
