using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests;

/// <summary>
/// Small worlds in which much falls on the same second: dues, receipts, reaction delays, transit, outages that chain,
/// holds, halts, mechanisms. Whatever the window, from one microsecond up, the bytes are the same.
/// </summary>
public sealed class WindowTests
{
    private const long Second = 1_000_000;

    private static readonly long Nine = ScenarioBuilder.At("09:00");

    [Fact]
    public void No_window_changes_a_result_where_everything_falls_together()
    {
        int late = 0;
        int unsent = 0;
        for (uint seed = 1; seed <= 400; seed++)
        {
            Scenario scenario = new World(seed).Draw();
            string[] expected = Run(scenario, 1);
            foreach (long? windowUs in new long?[] { null, Second, Second - 1, 400_000 })
            {
                string[] found = Run(scenario, windowUs);
                int difference = Enumerable.Range(0, expected.Length).FirstOrDefault(i => expected[i] != found[i], -1);
                if (difference >= 0)
                {
                    Assert.Fail($"{seed}, window {windowUs}: {expected[difference]} / {found[difference]}");
                }
            }

            late += expected.Count(line => line.Contains(":30 settled", StringComparison.Ordinal));
            unsent += expected.Count(line => line.EndsWith(" - unsettled", StringComparison.Ordinal));
        }

        Assert.True(late > 100, $"only {late} payments left their banks at 30 seconds");
        Assert.True(unsent > 100, $"only {unsent} payments never left their banks");
    }

    private static string[] Run(Scenario scenario, long? windowUs) => Worlds.Transcript(
        scenario, PlainSimulation.Run(scenario, new SimulationOptions { WindowUs = windowUs }));

    /// <summary>One small world, drawn from a seed.</summary>
    private sealed class World
    {
        private readonly int _banks;
        private ulong _state;

        public World(uint seed)
        {
            _state = seed;
            _banks = Between(2, 5);
        }

        public Scenario Draw()
        {
            ScenarioBuilder builder = new()
            {
                Days = Between(1, 2),
                Carry = Between(0, 1) == 0,
                TransitDelayUs = Between(0, 2) * Second / 2,
            };
            for (int bank = 0; bank < _banks; bank++)
            {
                builder.Bank($"B{bank}", Between(0, 20));
            }

            builder.Gross("gross", Mechanisms()).Net("netted", Mechanisms()).Gross("other");
            for (int p = Between(5, 60); p > 0; p--)
            {
                int from = Between(0, _banks - 1);
                int day = Between(1, builder.Days);
                builder.Pay(
                    $"p{p}", Instant(day), from, (from + Between(1, _banks - 1)) % _banks, Between(1, 15),
                    (Priority)Math.Min(2, Between(0, 8)), day);
            }

            for (int e = Between(0, 6); e > 0; e--)
            {
                builder.Script(Event());
            }

            for (int bank = 0; bank < _banks; bank++)
            {
                builder.Behave(Behaviour(bank));
            }

            return builder.Build();
        }

        private int Between(int lowest, int highest)
        {
            _state = unchecked((_state * 6364136223846793005) + 1442695040888963407);
            return lowest + (int)((_state >> 33) % (ulong)(highest - lowest + 1));
        }

        // Mostly within the first half minute of a day, now and then at its end.
        private long Instant(int day) => Nine + ((day - 1) * 86_400 * Second)
            + ((Between(0, 9) == 0 ? (8 * 3600) - Between(0, 3) : Between(-1, 30)) * Second);

        private Mechanism[] Mechanisms() => [.. Enumerable.Range(0, Between(0, 2)).Select(_ =>
        {
            TriggerKind trigger = new[] { TriggerKind.Every, TriggerKind.Change, TriggerKind.Entry }[Between(0, 2)];
            return new Mechanism((MechanismKind)Between(0, 2), trigger, 3600 * Second);
        })];

        private ScriptedEvent Event()
        {
            long at = Instant(1);
            ScriptedEventKind kind = new[]
            {
                ScriptedEventKind.Outage, ScriptedEventKind.Outage, ScriptedEventKind.Halt, ScriptedEventKind.Balance,
            }[Between(0, 3)];
            return new ScriptedEvent
            {
                Kind = kind,
                At = at,
                Until = at + (Between(1, 9) * Second),
                Account = Between(0, _banks - 1),
                System = kind == ScriptedEventKind.Halt ? Between(0, 2) : Between(-1, 2),
                BothWays = Between(0, 1) == 0,
                AmountMinor = Between(-5, 20),
            };
        }

        private BehaviourRule Behaviour(int bank) => new()
        {
            Participants = [bank],
            System = Between(-1, 2),
            Send = (SendRule)Between(0, 3),
            HoldUntil = [Nine + (30 * Second), Nine + (86_430 * Second)],
            WindowUs = Between(1, 10) * Second,
            KeepMinor = Between(0, 10),
            ReactionDelayUs = Between(1, 3) * Second,
        };
    }
}
