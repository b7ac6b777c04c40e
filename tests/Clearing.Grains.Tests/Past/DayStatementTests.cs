using Clearing.Grains.Accounts;
using Clearing.Grains.Past;
using Clearing.Grains.Tests.Serving;
using Clearing.Grains.Worlds;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using StatementLine = Clearing.Grains.Past.StatementLine;

namespace Clearing.Grains.Tests.Past;

/// <summary>Statements of a day that was served, of every account and as of any moment.</summary>
public sealed class DayStatementTests
{
    [Theory]
    [InlineData("teaching/rtgs-beside-netting")]
    [InlineData("teaching/outage")]
    [InlineData("teaching/fx-settlement")]
    [InlineData("teaching/early-close")]
    [InlineData("teaching/chips-down")]
    [InlineData("teaching/clearing-window")]
    [InlineData("teaching/holiday-netting")]
    [InlineData("teaching/instant-burst")]
    [InlineData("teaching/largest-debtor-fails")]
    [InlineData("teaching/netting-cycles")]
    public async Task B9_The_statements_of_a_day_are_what_the_run_and_the_reserve_accounts_say_to_the_cent(string name)
    {
        ScenarioResult read = ScenarioReader.Read(Checkout.PathOf($"scenarios/{name}.yaml"), live: true);
        Assert.Empty(read.Errors);
        await HoldAsync(read.Scenario!);
    }

    [Fact]
    public Task B9_The_same_holds_of_a_large_day_with_a_failure_and_a_linked_system() =>
        HoldAsync(Tests.Worlds.Planned(banks: 12, payments: 1_500));

    private static async Task HoldAsync(Scenario scenario)
    {
        SimulationResult run = PlainSimulation.Run(scenario);
        long first = scenario.Systems.Min(system => system.Days[0].OpenAt);
        long last = scenario.Systems.Max(system => system.Days[^1].CloseAt);
        long middle = first + ((last - first) / 2);
        await using ServedWorld served = await ServedWorld.StartAsync(scenario);
        await served.AdvanceToAsync(middle);
        long[][] held = new long[served.Host.Ledgers.Count][];
        for (int ledger = 0; ledger < held.Length; ledger++)
        {
            held[ledger] = await HeldAsync(served.Host, ledger);
        }

        await served.CloseAsync();
        await served.OpenAsync();
        await served.AdvanceToAsync(last + 60_000_000);
        using PastReader past = new(served.Host.World, TimeProvider.System);
        for (int ledger = 0; ledger < served.Host.Ledgers.Count; ledger++)
        {
            string stream = served.Host.World.Streams[ledger];
            SystemDefinition[] systems = served.Host.World.SiteOf(stream)!.Book.Arrangement.Systems;
            LedgerAccounts accounts = await served.AccountsAsync(ledger);
            long[] end = await HeldAsync(served.Host, ledger);
            for (int member = 0; member < systems.Length; member++)
            {
                SystemOutcome outcome = run.Systems.Single(system => system.Name == systems[member].Name);
                for (int account = 0; account < systems[member].Accounts.Count; account++)
                {
                    int place = (member * systems[member].Accounts.Count) + account;
                    StatementQuestion asked = new()
                    {
                        Stream = stream,
                        Member = member,
                        Account = account,
                        From = first - 1,
                        At = last,
                        Most = 1_000,
                    };
                    List<StatementLine> lines = await ReadAsync(past, asked, account % 2 == 0 ? 1_000 : 7);
                    AccountTotals totals = accounts.Systems[member].Accounts[account];
                    Hold(lines, totals);
                    Assert.Equal(
                        (end[place], outcome.Accounts[account].ClosingMinor),
                        (totals.BalanceMinor, totals.BalanceMinor));
                    StatementPage half = await past.StatementAsync(asked with { At = middle }, Stop);
                    Assert.Equal(half.Next is null ? held[ledger][place] : half.ClosingMinor, half.ClosingMinor);
                }
            }
        }
    }

    private static void Hold(List<StatementLine> lines, AccountTotals totals)
    {
        long closing = lines.Count == 0 ? totals.OpeningMinor : lines[^1].BalanceMinor;
        Assert.Equal(
            (totals.OpeningMinor, totals.BalanceMinor), (closing - lines.Sum(line => line.AmountMinor), closing));
        Assert.DoesNotContain(lines, line => line.Kind == StatementKind.Other);
        StatementLine[] payments = [.. lines.Where(line => line.Kind == StatementKind.Payment)];
        if (payments.Length > 0)
        {
            Assert.Equal(
                (totals.SentCount, totals.ReceivedCount),
                (payments.Count(line => line.AmountMinor < 0), payments.Count(line => line.AmountMinor > 0)));
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Positions where a system settles elsewhere, else balances.
    private static async Task<long[]> HeldAsync(WorldHost host, int ledger)
    {
        SystemDefinition[] systems = host.World.SiteOf(host.World.Streams[ledger])!.Book.Arrangement.Systems;
        return
        [
            .. (await host.Ledgers[ledger].AccountsAsync()).Accounts.ToArray().Select(account =>
                systems[account.Member].SettlesElsewhere ? account.PositionMinor : account.BalanceMinor),
        ];
    }

    private static async Task<List<StatementLine>> ReadAsync(PastReader past, StatementQuestion asked, int most)
    {
        List<StatementLine> lines = [];
        StatementPage page;
        long closing = 0;
        do
        {
            page = await past.StatementAsync(asked with { Most = most }, Stop);
            Assert.True(page.Told == 0 || page.OpeningMinor == closing);
            long balance = page.OpeningMinor;
            foreach (StatementLine line in page.Lines)
            {
                balance += line.AmountMinor;
                Assert.Equal(balance, line.BalanceMinor);
            }

            Assert.Equal(balance, closing = page.ClosingMinor);
            lines.AddRange(page.Lines);
            asked = asked with { After = page.Next };
        }
        while (page.Next is not null);
        Assert.Equal(lines.OrderBy(line => line.Time).Select(line => line.Time), lines.Select(line => line.Time));
        return lines;
    }
}
