using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class SystemTests
{
    [Fact]
    public void Mechanisms_have_their_triggers_and_times()
    {
        SystemDefinition system = Good(
            "{ name: s, rulebook: rtgs, release: [{ bilateral: { when: entry } }, "
            + "{ all-or-nothing: { when: change } }, { partial: { at: [\"12:00\", \"10:00\"] } }, "
            + "{ partial: { every: 90s } }] }");

        Assert.Equal(
            [
                new Mechanism(MechanismKind.Bilateral, TriggerKind.Entry, 0),
                new Mechanism(MechanismKind.AllOrNothing, TriggerKind.Change, 0),
                new Mechanism(MechanismKind.Partial, TriggerKind.At, 0),
                new Mechanism(MechanismKind.Partial, TriggerKind.Every, 90_000_000),
            ],
            system.Release);
        Assert.Equal([0, 0, 2, 0], system.Days[0].MechanismsAt.Select(times => times.Length));
        Assert.Equal(2 * 3_600_000_000L, system.Days[0].MechanismsAt[2][1] - system.Days[0].MechanismsAt[2][0]);
    }

    [Fact]
    public void A_net_system_without_cycles_has_one_at_the_close()
    {
        SystemDefinition system = Good("{ name: s, rulebook: dns }");

        Assert.True(system.CycleAtClose);
        Assert.Empty(system.Days[0].CyclesAt);
        Assert.Equal([new(FailureStepKind.Postpone)], system.Failure);
    }

    [Fact]
    public void The_built_in_rulebooks_are_what_the_contract_says()
    {
        SystemDefinition rtgs = Good("{ name: s, rulebook: rtgs }");
        SystemDefinition lsm = Good("{ name: s, rulebook: rtgs-lsm }");

        Assert.Equal((PositionKind.Balance, QueueDiscipline.Fifo), (rtgs.Position, rtgs.Queue));
        Assert.Empty(rtgs.Release);
        Assert.Equal(-7, rtgs.Accounts[0].Floor.AsFloor(new BoundInputs(7)));
        Assert.Equal([new Mechanism(MechanismKind.Partial, TriggerKind.Every, 300_000_000)], lsm.Release);
        Assert.Equal(("rtgs-lsm", QueueDiscipline.Fifo), (lsm.Rulebook, lsm.Queue));
    }

    [Fact]
    public void A_rulebook_of_ones_own_is_named_by_its_path()
    {
        Scenario scenario = Reading.Good(
            Yaml("{ name: s, rulebook: ./mine.yaml, queue: bypass-fifo }"),
            ("mine.yaml", "rulebook: mine\nceiling: 2 * cap\nqueue: fifo\n"));

        Assert.Equal(("mine", QueueDiscipline.BypassFifo), (scenario.Systems[0].Rulebook, scenario.Systems[0].Queue));
        Assert.Equal(2_000, scenario.Systems[0].Accounts[0].Ceiling.AsCeiling(default));
    }

    [Fact]
    public void A_limit_without_a_system_holds_in_all()
    {
        string yaml = Yaml("{ name: s, rulebook: rtgs }") + "\n  - { name: t, rulebook: dns }"
            + "\nlimits: [{ from: B, to: A, bilateral: 7.00 }]";

        Assert.All(Reading.Good(yaml).Systems, system => Assert.Equal([new BilateralLimit(1, 0, 700)], system.Limits));
    }

    private static SystemDefinition Good(string system) => Reading.Good(Yaml(system)).Systems[0];

    private static string Yaml(string system) =>
        $$"""
        name: rules
        participants:
          - { id: A, attributes: { cap: 10.00 } }
          - { id: B, attributes: { cap: 20.00 } }
        payments: []
        systems:
          - {{system}}
        """;
}
