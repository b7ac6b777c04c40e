using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Benchmarks;

/// <summary>
/// Payments for the engine alone, drawn from a counter and not from a generator of scenarios: pairs are spread evenly,
/// amounts are 1 to 1,000 minor units, a microsecond lies between two payments.
/// </summary>
internal static class Workload
{
    public const long Open = 1_767_600_000_000_000;

    private const long DayUs = 24L * 3600 * 1_000_000;
    private const int AmountMost = 1_000;

    /// <summary>A gross system of equal banks.</summary>
    public static SystemDefinition Gross(
        int banks, long balanceMinor, QueueDiscipline queue, params Mechanism[] release) => new()
        {
            Name = "gross",
            Rulebook = "rtgs",
            Position = PositionKind.Balance,
            Queue = queue,
            Release = release,
            Accounts = [.. Enumerable.Range(0, banks).Select(i => Bank(i, balanceMinor, Bound.MinusCredit))],
            Days = [Day(release.Length, [])],
        };

    /// <summary>A net system of equal banks, without caps, with its one cycle at the close.</summary>
    public static SystemDefinition Net(int banks) => new()
    {
        Name = "net",
        Rulebook = "dns",
        Position = PositionKind.Net,
        Queue = QueueDiscipline.Fifo,
        CycleAtClose = true,
        Accounts = [.. Enumerable.Range(0, banks).Select(i => Bank(i, long.MaxValue / 4, Bound.None))],
        Days = [Day(0, [Open + DayUs])],
    };

    /// <summary>Payments between banks drawn evenly, from the instant of the open.</summary>
    public static SettlementCommand[] Payments(int count, int banks, ulong seed = 1)
    {
        SettlementCommand[] commands = new SettlementCommand[count];
        for (int i = 0; i < count; i++)
        {
            ulong bits = Mix(seed + (ulong)i);
            int from = (int)(bits % (ulong)banks);
            int step = 1 + (int)((bits >> 20) % (ulong)(banks - 1));
            long amount = 1 + (long)((bits >> 40) % AmountMost);
            commands[i] = SettlementCommand.Submit(
                Open + i, i, from, (from + step) % banks, amount, Priority.Normal);
        }

        return commands;
    }

    private static Account Bank(int index, long balanceMinor, Bound floor) => new()
    {
        Id = $"B{index:D6}",
        Owner = index,
        CurrencyCode = "USD",
        OpeningBalanceMinor = balanceMinor,
        Floor = floor,
    };

    private static SettlementDay Day(int mechanisms, long[] cycles) => new()
    {
        Number = 1,
        OpenAt = Open,
        CloseAt = Open + DayUs,
        CyclesAt = cycles,
        MechanismsAt = [.. Enumerable.Range(0, mechanisms).Select(_ => Array.Empty<long>())],
    };

    // A bijection of 64 bits whose halves look unrelated (splitmix64's finisher).
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
