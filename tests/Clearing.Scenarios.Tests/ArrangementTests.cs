using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class ArrangementTests
{
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;

    [Fact]
    public void Every_entry_is_an_arrangement_and_systems_stand_in_its_place()
    {
        Scenario scenario = Good();

        Assert.Equal(
            ["alone", "fed", "chips", "ach-of-europe", "last"], scenario.Systems.Select(system => system.Name));
        Assert.Equal([0, 1, 1, 1, 2], scenario.Systems.Select(system => system.Arrangement));
        Assert.Equal(["alone", "us", "last"], scenario.Arrangements.Select(arrangement => arrangement.Name));
        Assert.Equal([[0], [1, 2, 3], [4]], scenario.Arrangements.Select(arrangement => arrangement.Members));
        Assert.Equal([false, false, true, true, false], scenario.Systems.Select(system => system.SettlesElsewhere));
        Assert.Empty(scenario.Arrangements[0].Routes);
        Assert.Empty(scenario.Arrangements[0].Links);
    }

    [Fact]
    public void Systems_get_accounts_where_they_settle()
    {
        Scenario scenario = Good();

        Assert.Equal(["A", "ACHOFEUROPE", "B", "CLEAR"], scenario.Participants.Select(participant => participant.Id));
        Assert.Equal([-1, 3, -1, 2], scenario.Participants.Select(participant => participant.StandsFor));
        Assert.All(scenario.Systems, system =>
            Assert.Equal(scenario.Participants.Select(p => p.Id), system.Accounts.Select(account => account.Id)));
        Assert.Equal([true, false, true, false], scenario.Systems[0].Accounts.Select(account => account.IsMember));
        Assert.Equal([true, true, true, true], scenario.Systems[1].Accounts.Select(account => account.IsMember));
        Assert.Equal([true, false, true, false], scenario.Systems[2].Accounts.Select(account => account.IsMember));
        Account kept = scenario.Systems[1].Accounts[3];
        Assert.Equal((0L, 0L, 0L), (kept.CreditMinor, kept.OpeningBalanceMinor, kept.Floor.AsFloor(default)));
    }

    [Fact]
    public void Links_say_how_nets_are_settled()
    {
        ArrangementDefinition us = Good().Arrangements[1];
        string[] kinds = Good().Payments.KindNames;

        Assert.Equal(
            [
                new Link
                {
                    Member = 1,
                    SettlesIn = 0,
                    SystemAccount = 3,
                    FundingKind = (byte)Array.IndexOf(kinds, "funding"),
                    NetKind = (byte)Array.IndexOf(kinds, "clearing-net"),
                    PayOutKind = (byte)Array.IndexOf(kinds, "pay-out"),
                },
                new Link
                {
                    Member = 2,
                    SettlesIn = 0,
                    SystemAccount = 1,
                    DelayUs = 5 * Second,
                    Mode = LinkMode.Payments,
                    DeadlineUs = Hour,
                    Priority = Priority.High,
                    FundingKind = (byte)Array.IndexOf(kinds, "pay-in"),
                    NetKind = (byte)Array.IndexOf(kinds, "clearing-net"),
                    PayOutKind = (byte)Array.IndexOf(kinds, "pay-out"),
                },
            ],
            us.Links);
        Assert.Equal(["bank", "funding", "clearing-net", "pay-out", "pay-in"], kinds);
    }

    [Fact]
    public void Routes_say_which_member_takes_what()
    {
        Scenario scenario = Good();
        RouteRule route = scenario.Arrangements[1].Routes[0];

        Assert.Equal((1, 0), (route.To, route.Fallback));
        Assert.Equal([true, false, false, false, false], route.Kinds!);
        Assert.Equal((1_000, 5_000), (route.AtLeastMinor, route.AtMostMinor));
        Assert.Equal((byte)0b100, route.Priorities);
        Assert.Equal(
            scenario.Calendar.Days.Select(day => new TimeSlot(day.OpenAt + (9 * Hour), day.OpenAt + (17 * Hour))),
            route.During);
        RouteRule any = scenario.Arrangements[1].Routes[1];
        Assert.Equal((2, -1, byte.MaxValue, 0L, long.MaxValue),
            (any.To, any.Fallback, any.Priorities, any.AtLeastMinor, any.AtMostMinor));
        Assert.Null(any.Kinds);
        Assert.Empty(any.During);
    }

    [Fact]
    public void Kinds_of_links_can_be_ranked() => Assert.Equal(
        [false, true, false, false, false],
        Good().Systems[1].ClassRules[0].Kinds!);

    [Fact]
    public void Generated_payments_pass_over_the_accounts_of_systems()
    {
        Scenario scenario = Reading.Good("seed: 1\n" + Yaml.Replace(
            "payments: []", "payments: [generate: { count: 200, amount: { mu: 3, sigma: 1 } }]",
            StringComparison.Ordinal));

        Assert.Equal([0, 2], scenario.Payments.From.Concat(scenario.Payments.To).Distinct().Order());
    }

    private static Scenario Good() => Reading.Good(Yaml);

    private const string Yaml =
        """
        name: linked
        calendar: { days: 2 }
        participants: [{ id: B, credit: 5.00, attributes: { cap: 3 } }, { id: A, attributes: { cap: 4 } }]
        payments: []
        systems:
          - { name: alone, rulebook: rtgs, ceiling: cap }
          - name: us
            description: two ways to net
            members:
              - { name: fed, rulebook: rtgs, floor: -cap, classes: [{ name: top, kinds: [funding] }, { name: rest }] }
              - name: chips
                rulebook: dns
                settles-in: { system: fed, account: CLEAR }
              - name: ach-of-europe
                rulebook: dns
                settles-in: { system: fed, mode: payments, delay: 5s, deadline: 1h, priority: high,
                              kinds: { funding: pay-in } }
            routes:
              - { to: chips, priorities: [normal], kinds: [bank], amount: { at-least: 10.00, at-most: 50.00 },
                  during: ["09:00", "17:00"], fallback: fed }
              - { to: ach-of-europe }
          - { name: last, rulebook: dns }
        """;
}
