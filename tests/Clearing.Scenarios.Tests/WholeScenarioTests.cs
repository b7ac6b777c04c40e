using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

/// <summary>A scenario in which arrangements, currencies, clients, groups and answers meet.</summary>
public sealed class WholeScenarioTests
{
    private const long Second = 1_000_000;

    private const string Yaml =
        """
        name: whole
        calendar: { date: 2026-01-09, days: 2, holidays: [2026-01-12], time-zone: America/New_York }
        participants:
          - { id: A, balance: 100.00, balances: { EUR: 10.00 }, attributes: { requirement: 5 } }
          - { id: D, attributes: { requirement: 2.50 } }
          - { id: K, via: D }
        payments:
          - { id: p1, at: "10:00", from: A, to: D, amount: 1.00, group: pvp }
          - { id: p2, at: "10:00", from: K, to: A, amount: 2.00, currency: EUR, group: pvp }
          - { id: p3, at: 2026-01-10T10:00, from: A, to: D, amount: 2.00 }
        systems:
          - name: us
            members:
              - { name: wire, rulebook: rtgs }
              - name: chips
                rulebook: ./prefunded.yaml
                settles-in: { system: wire }
          - name: instant
            rulebook: rtgs
            currency: EUR
            time-zone: Europe/Berlin
            hours: { close: "18:00", continuous: true }
            answer: { timeout: 10s, after: 3s }
        events:
          - { at: "11:00", system: us, suspend: A }
          - { at: "11:00", system: chips, fund: A, add: 1.00 }
          - { at: "11:00", system: instant, balance: A, add: 1.00 }
          - { at: "12:00", outage: A, until: "12:30", mode: both }
        behaviours:
          - { system: instant, send: { hold-until: "10:30" } }
        expect:
          - { system: us, settled_value: 3.00 }
          - { system: wire, payment: chips/opening/A/1, status: settled, at: "09:00:01" }
          - { system: wire, participant: CHIPS, closing: 0.00 }
          - { system: instant, participant: A, closing: 9.00, currency: EUR }
        """;

    private static readonly (string, string) Rules =
        ("prefunded.yaml", "rulebook: prefunded\nposition: prefunded\nopening: requirement\n");

    private static Scenario Read() => Reading.Good(Yaml, Rules);

    [Fact]
    public void The_account_of_a_member_stands_among_the_participants()
    {
        Scenario scenario = Read();

        Assert.Equal([("A", -1, -1), ("CHIPS", -1, 1), ("D", -1, -1), ("K", 2, -1)],
            scenario.Participants.Select(p => (p.Id, p.Via, p.StandsFor)));
        Assert.Equal([2, 2, 0], [scenario.Payments.To[0], scenario.Payments.From[1], scenario.Payments.To[1]]);
    }

    [Fact]
    public void Accounts_have_the_balances_of_their_currency_and_requirements_its_scale()
    {
        Scenario scenario = Read();

        Assert.Equal([10_000L, 1_000],
            [scenario.Systems[0].Accounts[0].OpeningBalanceMinor, scenario.Systems[2].Accounts[0].OpeningBalanceMinor]);
        Assert.Equal([500L, 0, 250, 0],
            scenario.Systems[1].Accounts.Select(account => account.OpeningRequirementMinor));
    }

    [Fact]
    public void A_continuous_system_takes_the_weekend_into_the_day_after_it()
    {
        Scenario scenario = Read();
        SettlementDay tuesday = scenario.Systems[2].Days[1];

        Assert.Equal(scenario.Systems[2].Days[0].CloseAt, tuesday.OpenAt);
        Assert.Equal(4 * 86_400 * Second, tuesday.CloseAt - tuesday.OpenAt);
        Assert.Equal(2, scenario.Payments.DayOf(2));
        Assert.InRange(scenario.Payments.DueAt[2], tuesday.OpenAt, tuesday.CloseAt);
    }

    [Fact]
    public void Events_reach_the_members_meant_in_the_order_of_the_file()
    {
        IEnumerable<(ScriptedEventKind, int, long)> events = Read().Events
            .Select(e => (e.Kind, e.System, e.Kind == ScriptedEventKind.Answer ? e.AnswerAfterUs : e.AmountMinor));

        Assert.Equal(
            [
                (ScriptedEventKind.Suspend, 0, 0L), (ScriptedEventKind.Suspend, 1, 0), (ScriptedEventKind.Fund, 1, 100),
                (ScriptedEventKind.Balance, 2, 100), (ScriptedEventKind.Outage, -1, 0),
                (ScriptedEventKind.Answer, 2, -1), (ScriptedEventKind.Answer, 2, 3 * Second),
            ],
            events);
    }

    [Fact]
    public void Groups_reach_every_system_and_behaviours_arrangements()
    {
        Scenario scenario = Read();

        Assert.All(scenario.Systems, system => Assert.Equal([1, 1, 0], system.Groups!));
        Assert.Equal(1, Assert.Single(scenario.Behaviours).System);
        Assert.Equal(["us", "instant"], scenario.Arrangements.Select(arrangement => arrangement.Name));
    }

    [Fact]
    public void Expectations_name_arrangements_members_and_made_payments()
    {
        IReadOnlyList<Expectation> facts = Read().Expectations;

        Assert.Equal([(0, 0), (0, -1), (0, -1), (0, -1), (2, -1), (2, -1)],
            facts.Select(fact => (fact.System, fact.Arrangement)));
        Assert.Equal([null, "chips/opening/A/1", "chips/opening/A/1", null, null, null],
            facts.Select(fact => fact.MadePayment));
        Assert.Equal(1, facts[3].Account);
    }
}
