using Clearing.Grains.Accounts;
using Clearing.Grains.Ledgers;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests.Serving;

/// <summary>A scripted day of the library through the world that is served ends as the run does.</summary>
public sealed class ScriptedDayTests
{
    [Theory]
    [InlineData("teaching/rtgs-beside-netting", false)]
    [InlineData("teaching/rtgs-beside-netting", true)]
    [InlineData("teaching/outage", false)]
    [InlineData("teaching/fx-settlement", false)]
    [InlineData("teaching/early-close", false)]
    public async Task The_day_ends_in_the_state_and_with_the_accounts_of_the_run_also_when_it_is_served_in_two_parts(
        string name, bool hasSwitch)
    {
        ScenarioOverrides overrides = new() { Set = hasSwitch ? [new("network", "{ switch: {} }")] : [] };
        ScenarioResult read = ScenarioReader.Read(Checkout.PathOf($"scenarios/{name}.yaml"), overrides, live: true);
        Assert.Empty(read.Errors);
        Scenario scenario = read.Scenario!;
        SimulationResult run = PlainSimulation.Run(scenario);
        long first = scenario.Systems.Min(system => system.Days[0].OpenAt);
        long last = scenario.Systems.Max(system => system.Days[^1].CloseAt);
        await using ServedWorld served = await ServedWorld.StartAsync(scenario);
        await served.AdvanceToAsync(first + ((last - first) / 2));
        await served.CloseAsync();
        await served.OpenAsync();
        await served.AdvanceToAsync(last + 60_000_000);

        for (int ledger = 0; ledger < served.Host.Ledgers.Count; ledger++)
        {
            AccountStates states = await served.Host.Ledgers[ledger].AccountsAsync();
            LedgerAccounts accounts = await served.AccountsAsync(ledger);
            foreach (SystemAccounts system in accounts.Systems)
            {
                SystemOutcome outcome = run.Systems.Single(s => s.Name == system.Name);
                Assert.Equal(outcome.Accounts.Select(Text), system.Accounts.Select(Text));
                if (accounts.Systems.Length == 1)
                {
                    Assert.Equal(Convert.ToHexString(outcome.StateHash), Convert.ToHexString(states.StateHash));
                }
            }
        }
    }

    private static string Text(AccountOutcome account) =>
        $"{account.OpeningMinor} {account.ClosingMinor} {account.MinimumMinor} {account.SentCount} {account.SentMinor} "
        + $"{account.ReceivedCount} {account.ReceivedMinor}";

    private static string Text(AccountTotals account) =>
        $"{account.OpeningMinor} {account.BalanceMinor} {account.MinimumMinor} {account.SentCount} {account.SentMinor} "
        + $"{account.ReceivedCount} {account.ReceivedMinor}";
}
