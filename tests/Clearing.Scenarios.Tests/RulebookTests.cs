using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

/// <summary>Every key of a rulebook becomes what it says.</summary>
public sealed class RulebookTests
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Midnight = 1_767_571_200_000_000;

    [Fact]
    public void Classes_are_ranked_and_those_that_say_nothing_take_the_rest()
    {
        SystemDefinition system = Good(
            "queue: bypass-fifo, classes: [{ name: rest }, "
            + "{ name: top, priorities: [urgent, normal], kinds: [tax], queue: fifo, limited: false }, "
            + "{ name: small, amount: { at-least: 1.00, at-most: 9.00, below: 0.05 * cap }, blocks: true, "
            + "one-by-one: false }]");

        Assert.Equal(
            [
                new PaymentClass { Name = "rest", Queue = QueueDiscipline.BypassFifo, Blocks = false },
                new PaymentClass { Name = "top", Queue = QueueDiscipline.Fifo, Blocks = true, IsLimited = false },
                new PaymentClass
                {
                    Name = "small",
                    Queue = QueueDiscipline.BypassFifo,
                    Blocks = true,
                    IsOneByOne = false,
                },
            ],
            system.Classes);
        Assert.Equal([1, 2, 0], system.ClassRules.Select(rule => rule.Class));
        Assert.Equal((byte)0b101, system.ClassRules[0].Priorities);
        Assert.Equal([false, true], system.ClassRules[0].Kinds!);
        Assert.Equal((100, 900), (system.ClassRules[1].AtLeastMinor, system.ClassRules[1].AtMostMinor));
        Assert.Equal([50, 100], system.ClassRules[1].BelowMinor!);
        Assert.Equal(new ClassRule { Class = 0 }, system.ClassRules[2]);
    }

    [Fact]
    public void Reserves_and_limits_are_of_accounts()
    {
        SystemDefinition system = Good(
            "reserves: { high: 3.00, urgent: 0.1 * cap }, limits: { bind: false, multilateral: cap }");

        Assert.False(system.LimitsBind);
        Assert.Equal([100, 300, 0], system.Accounts[0].ReservesMinor!);
        Assert.Equal([200, 300, 0], system.Accounts[1].ReservesMinor!);
        Assert.Equal((1_000, 2_000),
            (system.Accounts[0].MultilateralLimitMinor, system.Accounts[1].MultilateralLimitMinor));
    }

    [Fact]
    public void Without_them_nothing_is_set_aside_and_nothing_is_bound()
    {
        Account account = Good("queue: fifo").Accounts[0];

        Assert.Null(account.ReservesMinor);
        Assert.Null(account.TopUp);
        Assert.Equal((long.MaxValue, long.MaxValue, 0L, 0L),
            (account.MultilateralLimitMinor, account.OverdraftCapMinor, account.OpeningRequirementMinor,
                account.CollateralMinor));
    }

    [Theory]
    [InlineData("queue", false, -1_000)]
    [InlineData("reject", true, -1_000)]
    [InlineData("overdraft", false, long.MinValue)]
    public void A_shortage_waits_is_rejected_or_goes_all_the_same(string word, bool rejects, long floor)
    {
        Account account = Good($"shortage: {word}").Accounts[0];

        Assert.Equal((rejects, floor), (account.RejectsShort, account.Floor.AsFloor(new BoundInputs(1_000))));
    }

    [Fact]
    public void The_greatest_amount_may_differ_by_date()
    {
        SystemDefinition system = Good(
            "amount: { at-least: 0.50, at-most: 7.00, on: [{ dates: [2026-01-06, 2027-01-01], at-most: 9.00 }] }");

        Assert.Equal(50, system.AmountAtLeastMinor);
        Assert.Equal([700, 900], system.Days.Select(day => day.AmountAtMostMinor));
    }

    [Fact]
    public void Prefunded_positions_have_requirements_that_other_bounds_may_name()
    {
        SystemDefinition system = Good("position: prefunded, opening: 2 * cap, ceiling: 2 * opening, "
            + "accounts: [{ participants: [B], opening: 3.00 }]");

        Assert.Equal((PositionKind.Prefunded, Finality.Release), (system.Position, system.Finality));
        Assert.Equal([2_000, 300], system.Accounts.Select(account => account.OpeningRequirementMinor));
        Assert.Equal([4_000, 600], system.Accounts.Select(account => account.Ceiling.AsCeiling(default)));
        Assert.Equal([0, 0], system.Accounts.Select(account => account.Floor.AsFloor(default)));
    }

    [Fact]
    public void Mechanisms_see_classes_and_run_in_phases()
    {
        SystemDefinition system = Good(
            "position: net, phases: [{ name: day, from: open }, { name: end, from: \"16:00\" }], "
            + "release: [{ bilateral: { when: entry, classes: [urgent, normal], phases: [end] } }, "
            + "{ distribute: { at: [\"11:00\"] } }, { top-up: { every: 5m } }]");

        Assert.Equal(
            [
                new Mechanism(MechanismKind.Bilateral, TriggerKind.Entry, 0) { Classes = 0b101, Phases = 0b10 },
                new Mechanism(MechanismKind.Distribute, TriggerKind.At, 0),
                new Mechanism(MechanismKind.TopUp, TriggerKind.Every, 5 * Minute),
            ],
            system.Release);
        Assert.Equal([Midnight + (11 * Hour)], system.Days[0].MechanismsAt[1]);
    }

    [Fact]
    public void Phases_begin_at_times_relative_to_the_hours_of_each_day()
    {
        SystemDefinition system = Good(
            "position: prefunded, hours: { open: \"21:00\", close: \"17:00\" }, phases: [{ name: a, from: open }, "
            + "{ name: b, from: { after-open: 1h } }, { name: c, from: \"12:00\", accepts: [tax], ceilings: waived }, "
            + "{ name: d, from: { before-close: 15m }, accepts: none, promotes: { normal: urgent }, "
            + "do: [bilateral, all-or-nothing, partial, require, pay-out, expire], ends-when: requirements-paid }, "
            + "{ name: e, from: \"17:00\", accepts: relief, ends-when: resolved }]");

        Assert.Equal(
            [-3 * Hour, -2 * Hour, 12 * Hour, (17 * Hour) - (15 * Minute), 17 * Hour],
            system.Days[0].PhasesAt.Select(at => at - Midnight));
        Assert.Equal(system.Days[0].PhasesAt.Select(at => at + (24 * Hour)), system.Days[1].PhasesAt);
        Assert.Equal(["a", "b", "c", "d", "e"], system.Phases.Select(phase => phase.Name));
        Assert.Null(system.Phases[0].Accepts);
        Assert.Equal([false, true], system.Phases[2].Accepts!);
        Assert.True(system.Phases[2].WaivesCeilings);
        Assert.Equal([false, false], system.Phases[3].Accepts!);
        Assert.Equal([0, 1, 0], system.Phases[3].Promotes!);
        Assert.Equal(Enum.GetValues<PhaseAction>(), system.Phases[3].Actions);
        Assert.Equal((PhaseEnd.RequirementsPaid, PhaseEnd.Resolved),
            (system.Phases[3].EndsWhen, system.Phases[4].EndsWhen));
        Assert.True(system.Phases[4].AcceptsRelief);
        Assert.Equal(PhaseEnd.None, system.Phases[0].EndsWhen);
    }

    [Fact]
    public void Failure_is_a_list_of_steps()
    {
        SystemDefinition system = Good(
            "position: net, finality: release, cycles: [\"12:00\"], failure: [grace: 30m, collateral: { from: cap }, "
            + "pool: { from: 2.00 }, share: { by: position }, guarantee, unwind: defaulter, unwind: all, postpone]");

        Assert.Equal(
            [
                new FailureStep(FailureStepKind.Grace, 30 * Minute), new FailureStep(FailureStepKind.Collateral),
                new FailureStep(FailureStepKind.Pool),
                new FailureStep(FailureStepKind.Share, Basis: ShareBasis.Position),
                new FailureStep(FailureStepKind.Guarantee), new FailureStep(FailureStepKind.UnwindDefaulter),
                new FailureStep(FailureStepKind.UnwindAll), new FailureStep(FailureStepKind.Postpone),
            ],
            system.Failure);
        Assert.Equal((Finality.Release, false), (system.Finality, system.CycleAtClose));
        Assert.Equal([1_000, 2_000], system.Accounts.Select(account => account.CollateralMinor));
        Assert.Equal([200, 200], system.Accounts.Select(account => account.PoolContributionMinor));
    }

    [Fact]
    public void Payees_answer_as_they_are_told()
    {
        SystemDefinition system = Good("answer: { timeout: 10s, after: 200ms, earmark: false }, accounts: ["
            + "{ participants: [A], answer: { after: never } }, { participants: [B], answer: { refuses: true } }]");

        Assert.Equal(new AnswerRule(10 * Second, Earmarks: false), system.Answer);
        Assert.Equal((-1L, false), (system.Accounts[0].Answer.AfterUs, system.Accounts[0].Answer.Refuses));
        Assert.Equal(new AnswerHabit(Second / 5, Refuses: true), system.Accounts[1].Answer);
    }

    [Fact]
    public void Overdrafts_are_priced_by_exact_fractions()
    {
        SystemDefinition system = Good(
            "shortage: overdraft, overdraft: { every: 1m, cap: 1.125 * cap, collateral: 5.00, "
            + "rate: 0.005, periods-of-day: 1440, waiver: { amount: 150.00 }, overnight-rate: 0.0825 }");

        Assert.Equal(
            new OverdraftRule
            {
                PeriodUs = Minute,
                RateNumber = 1,
                RateDivisor = 200,
                DaysOfYear = 360,
                PeriodsOfDay = 1440,
                WaiverMinor = 15_000,
                WaiverDays = 10,
                OvernightRateNumber = 33,
                OvernightRateDivisor = 400,
            },
            system.Overdraft);
        Assert.Equal([1_125, 2_250], system.Accounts.Select(account => account.OverdraftCapMinor));
        Assert.Equal([500, 500], system.Accounts.Select(account => account.OverdraftCollateralMinor));
    }

    [Theory]
    [InlineData("{ every: 1m }", Minute)]
    [InlineData("{ when: change }", 0)]
    public void The_queue_is_observed(string observe, long period) =>
        Assert.Equal(new ObservationRule(period), Good($"observe: {observe}").Observation);

    [Fact]
    public void Later_entries_of_accounts_win_key_by_key()
    {
        SystemDefinition system = Good(
            "position: net, floor: -1.00, reserves: { urgent: 1.00, high: 2.00 }, release: [top-up: { every: 5m }], "
            + "accounts: [{ participants: [A], floor: -2.00, ceiling: 5.00, shortage: reject, "
            + "top-up: { when-waiting: 50.00, add: 2 * cap } }, "
            + "{ participants: all, floor: -3.00, reserves: { high: 7.00 }, multilateral: 9.00 }]");

        Assert.Equal([-300, -300], system.Accounts.Select(account => account.Floor.AsFloor(default)));
        Assert.Equal([500, long.MaxValue], system.Accounts.Select(account => account.Ceiling.AsCeiling(default)));
        Assert.Equal([true, false], system.Accounts.Select(account => account.RejectsShort));
        Assert.Equal([100, 700, 0], system.Accounts[0].ReservesMinor!);
        Assert.Equal([900, 900], system.Accounts.Select(account => account.MultilateralLimitMinor));
        Assert.Equal(new TopUpPolicy(5_000, 2_000, long.MaxValue), system.Accounts[0].TopUp);
        Assert.Null(system.Accounts[1].TopUp);
    }

    [Fact]
    public void A_system_has_its_own_currency_clock_and_hours()
    {
        SystemDefinition system = Good(
            "currency: JPY, time-zone: Asia/Tokyo, hours: { close: \"15:00\" }, floor: -5, ceiling: cap + balance");

        Assert.Equal("JPY", system.Currency!.Value.Code);
        Assert.Equal((Midnight - (9 * Hour), Midnight + (6 * Hour)), (system.Days[0].OpenAt, system.Days[0].CloseAt));
        Assert.Equal(("JPY", 500L, -5L),
            (system.Accounts[0].CurrencyCode, system.Accounts[0].OpeningBalanceMinor,
                system.Accounts[0].Floor.AsFloor(default)));
        Assert.Equal([510, 20], system.Accounts.Select(account => account.Ceiling.AsCeiling(default)));
    }

    [Fact]
    public void A_continuous_system_opens_when_the_day_before_closes()
    {
        SystemDefinition system = Good("hours: { close: \"16:00\", continuous: true }");

        Assert.Equal(system.Days[0].CloseAt, system.Days[1].OpenAt);
        Assert.Equal(Midnight + (16 * Hour), system.Days[0].CloseAt);
    }

    [Fact]
    public void A_key_of_the_system_replaces_that_of_the_rulebook_whole()
    {
        Scenario scenario = Reading.Good(
            Yaml("./mine.yaml", "amount: { at-most: 5.00 }"),
            ("mine.yaml", "rulebook: mine\namount: { at-least: 1.00 }\nreserves: { high: 2.00 }\nfloor: -cap\n"));

        Assert.Equal(0, scenario.Systems[0].AmountAtLeastMinor);
        Assert.Equal(500, scenario.Systems[0].Days[0].AmountAtMostMinor);
        Assert.Equal([0, 200, 0], scenario.Systems[0].Accounts[0].ReservesMinor!);
        Assert.Equal(-1_000, scenario.Systems[0].Accounts[0].Floor.AsFloor(default));
    }

    private static SystemDefinition Good(string keys) => Reading.Good(Yaml("rtgs", keys)).Systems[0];

    private static string Yaml(string rulebook, string keys) =>
        $$"""
        name: rules
        calendar: { days: 2 }
        participants:
          - { id: A, balances: { JPY: 500 }, attributes: { cap: 10 } }
          - { id: B, attributes: { cap: 20 } }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 60.00, kind: tax }
        systems:
          - { name: s, rulebook: {{rulebook}}, {{keys}} }
          - { name: other, rulebook: rtgs }
        """;
}
