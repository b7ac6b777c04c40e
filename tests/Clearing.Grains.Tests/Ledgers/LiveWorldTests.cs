using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>A scripted day through ledgers that are open to the outside is the day of a run.</summary>
public sealed class LiveWorldTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_scripted_days_through_a_run_and_at_600_times_the_wall_end_in_the_same_state() =>
        await ExpectSameAsync(Worlds.Planned(banks: 12, payments: 1_500));

    [Fact]
    public async Task Linked_systems_come_to_the_same_too()
    {
        Scenario linked = Worlds.Linked(banks: 12, payments: 1_500);
        await ExpectSameAsync(Without(linked));
    }

    // Banks that react to what they are told are people here: the script has no part for them.
    private static Scenario Without(Scenario scenario) => new()
    {
        Name = scenario.Name,
        Currency = scenario.Currency,
        Calendar = scenario.Calendar,
        Participants = scenario.Participants,
        Payments = scenario.Payments,
        Systems = scenario.Systems,
        Arrangements = scenario.Arrangements,
        Events = scenario.Events,
        Behaviours = [],
        TransitDelayUs = scenario.TransitDelayUs,
        Expectations = [],
    };

    private static async Task ExpectSameAsync(Scenario scenario)
    {
        SimulationResult run = PlainSimulation.Run(scenario);
        SteppedTime time = new();
        long first = scenario.Systems.Min(system => system.Days[0].OpenAt) - 3_600_000_000;
        long last = scenario.Systems.Max(system => system.Days[^1].CloseAt) + 3_600_000_000;
        BusinessClock clock = new(time, first, BusinessClock.WallUs(time), 600);
        LiveWorld world = new(
            scenario, new FaultyStore(new SimulatedDevice()), clock, time, new LiveSettings { Window = 1 << 10 });
        foreach (string stream in world.Streams)
        {
            LedgerSite site = world.SiteOf(stream)!;
            byte[] hash;
            await using (LedgerDesk desk = new(site, NullLogger.Instance))
            {
                LedgerInfo info = await desk.OpenAsync();
                Assert.True(info.State == LedgerState.Serving, info.Trouble);
                while (clock.NowUs < last)
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                }

                // What is asked comes behind all that is due.
                AccountStates accounts = await desk.AccountsAsync();
                hash = accounts.StateHash;
                ExpectBalances(scenario, run, site, accounts);
            }

            // And again from its journal, by another writer.
            await using LedgerDesk again = new(site, NullLogger.Instance);
            LedgerInfo reopened = await again.OpenAsync();
            Assert.True(reopened.State == LedgerState.Serving, reopened.Trouble);
            Assert.Equal(hash, (await again.AccountsAsync()).StateHash);
        }
    }

    private static void ExpectBalances(Scenario scenario, SimulationResult run, LedgerSite site, AccountStates accounts)
    {
        string[] names = [.. site.Book.Arrangement.Systems.Select(system => system.Name)];
        for (int member = 0; member < names.Length; member++)
        {
            SystemOutcome outcome = run.Systems.Single(system => system.Name == names[member]);
            Assert.Equal(
                outcome.Accounts.Select(account => account.ClosingMinor),
                accounts.Accounts.ToArray().Where(a => a.Member == member).Select(a => a.BalanceMinor));
            if (names.Length == 1)
            {
                Assert.Equal(Convert.ToHexString(outcome.StateHash), Convert.ToHexString(accounts.StateHash));
            }
        }

        Assert.Equal(scenario.Payments.Count, site.Book.Payers.Length);
    }
}
