using Clearing.Grains.Ledgers;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests.Serving;

/// <summary>Days of the library on which somebody cannot pay, or systems share an account, served live.</summary>
public sealed class FailedDayTests
{
    [Theory]
    [InlineData("largest-debtor-fails")]
    [InlineData("two-largest-fail")]
    public async Task B2_Who_cannot_cover_its_net_is_dealt_with_as_the_rules_say_and_no_payment_is_left_in_between(
        string name)
    {
        await using ServedWorld served = await ServedWorld.StartAsync(Read(name));
        Scenario scenario = served.Host.World.Scenario;
        await served.AdvanceToAsync(scenario.Systems.Max(system => system.Days[^1].CloseAt) + 60_000_000);
        SimulationResult run = PlainSimulation.Run(scenario);
        bool hasFailed = false;
        for (int ledger = 0; ledger < served.Host.Ledgers.Count; ledger++)
        {
            SystemDefinition[] systems =
                served.Host.World.SiteOf(served.Host.World.Streams[ledger])!.Book.Arrangement.Systems;
            LedgerEvent[] events = await EventsAsync(served.Host.Ledgers[ledger]);
            for (int member = 0; member < systems.Length; member++)
            {
                SettlementEvent[] own = [.. events.Where(e => e.Member == member).Select(e => e.Event)];
                SystemOutcome outcome = run.Systems.Single(system => system.Name == systems[member].Name);
                int[] settled = [.. own.Where(e => e.Kind == EventKind.Settled).Select(e => e.Payment).Order()];
                Assert.Equal(settled.Distinct(), settled);
                Assert.Equal(
                    Enumerable.Range(0, scenario.Payments.Count)
                        .Where(p => outcome.Payments.StatusOf(p) == PaymentStatus.Settled),
                    settled.Where(p => p < scenario.Payments.Count));
                HashSet<int> provisional = [.. own.Where(e => e.Kind == EventKind.Released).Select(e => e.Payment)];
                provisional.ExceptWith(own.Where(e => e.Kind is EventKind.Settled or EventKind.Unwound
                    or EventKind.Unsettled).Select(e => e.Payment));
                Assert.Empty(provisional);
                hasFailed |= own.Any(e => e.Kind is EventKind.NetFailed or EventKind.CyclePostponed);
            }
        }

        Assert.True(hasFailed);
    }

    [Theory]
    [InlineData("clearing-window")]
    [InlineData("chips-down")]
    public async Task B6_What_linked_systems_do_to_one_account_has_one_order_which_is_the_journals(string name)
    {
        await using ServedWorld served = await ServedWorld.StartAsync(Read(name));
        Scenario scenario = served.Host.World.Scenario;
        await served.AdvanceToAsync(scenario.Systems.Max(system => system.Days[^1].CloseAt) + 60_000_000);
        int shared = 0;
        foreach (ILedgerGrain ledger in served.Host.Ledgers)
        {
            LedgerEvent[] events = await EventsAsync(ledger);
            Assert.Equal(events, await EventsAsync(ledger));
            foreach (IGrouping<byte, LedgerEvent> member in events.GroupBy(e => e.Member))
            {
                Assert.Equal(member.OrderBy(e => e.Event.Time), member);
            }

            shared += events.GroupBy(e => e.Event.Time)
                .Count(instant => instant.Select(e => e.Member).Distinct().Count() > 1);
        }

        Assert.True(shared > 0, "no instant in which several systems did something");
    }

    private static Scenario Read(string name)
    {
        ScenarioResult read = ScenarioReader.Read(Checkout.PathOf($"scenarios/teaching/{name}.yaml"), live: true);
        Assert.Empty(read.Errors);
        return read.Scenario!;
    }

    private static async Task<LedgerEvent[]> EventsAsync(ILedgerGrain ledger)
    {
        List<LedgerEvent> events = [];
        LedgerNews news;
        for (long after = 0; (news = await ledger.NewsAsync(after)).Last > after; after = news.Last)
        {
            events.AddRange(news.Events.ToArray());
        }

        return [.. events];
    }
}
