using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Cli.Tests.Live;

/// <summary>
/// Makes the journal of a world without a service: by the desks of its ledgers, at whatever time it is there.
/// </summary>
internal static class LiveDay
{
    /// <summary>An hour behind the last close of all its systems.</summary>
    public static long AfterAll(Scenario scenario) =>
        scenario.Systems.Max(system => system.Days[^1].CloseAt) + 3_600_000_000;

    /// <summary>
    /// Opens every ledger at an instant of business, has each do what is due by then and so many seconds after it, one
    /// at a time, lets it be used, and closes it.
    /// </summary>
    public static async Task RunAsync(
        Scenario scenario,
        IJournalStore store,
        LiveSettings settings,
        long at,
        Func<string, LedgerDesk, Task>? use = null,
        int seconds = 0)
    {
        FakeTimeProvider time = new();
        BusinessClock clock = new(time, at, BusinessClock.WallUs(time), 1);
        LiveWorld world = new(scenario, store, clock, time, settings);
        foreach (string stream in world.Streams)
        {
            await using LedgerDesk desk = new(world.SiteOf(stream)!, NullLogger.Instance);
            LedgerInfo info = await desk.OpenAsync();
            Assert.True(info.State == LedgerState.Serving, info.Trouble);
            await CatchUpAsync(desk);
            for (int second = 0; second < seconds; second++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await CatchUpAsync(desk);
            }

            if (use is not null)
            {
                await use(stream, desk);
            }
        }
    }

    // A turn carries out so many slices; another question is another turn.
    private static async Task CatchUpAsync(LedgerDesk desk)
    {
        AccountStates before;
        AccountStates now = await desk.AccountsAsync();
        do
        {
            before = now;
            now = await desk.AccountsAsync();
        }
        while (now.Time != before.Time);
    }
}
