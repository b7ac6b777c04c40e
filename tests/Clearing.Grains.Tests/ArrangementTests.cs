using Clearing.Grains.Conducting;
using Clearing.Grains.Settling;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests;

/// <summary>Banks send to arrangements; members share their grain and give an outcome each.</summary>
public sealed class ArrangementTests
{
    private static readonly RouteRule Small = new() { To = 1, Fallback = 0, AtMostMinor = 10 };

    [Fact]
    public void Each_payment_enters_one_member_and_every_arrangement()
    {
        Scenario scenario = Linked()
            .Pay("p1", "10:00", "A", "B", 5)
            .Pay("p2", "10:00", "A", "B", 50)
            .Pay("p3", "12:10", "A", "B", 6)
            .Halt("12:00", "13:00", system: 2)
            .Build();
        SimulationResult result = PlainSimulation.Run(scenario);
        Assert.Equal(["alone", "large", "small"], result.Systems.Select(system => system.Name));
        Assert.Equal("p1 10:00:00 settled 10:00:00", PlainSimulation.Describe(scenario, result.Systems[2])[0]);
        Assert.Equal(
            ["p1 - unsettled", "p2 10:00:00 settled 10:00:00", "p3 12:10:00 settled 12:10:00"],
            PlainSimulation.Describe(scenario, result.Systems[1]));
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(result.Systems[0].Payments.HasEntered(i)));
    }

    [Fact]
    public void A_payment_within_an_agent_reaches_no_engine_and_settles_when_it_is_due()
    {
        Scenario scenario = Linked()
            .Pay("p1", ScenarioBuilder.At("10:00"), 0, 0, 500, Priority.Normal, 1)
            .Outage("A", "09:30", "12:00")
            .Build();
        SimulationResult result = PlainSimulation.Run(scenario);
        Assert.Equal("p1 10:00:00 settled 10:00:00", PlainSimulation.Describe(scenario, result.Systems[0])[0]);
        Assert.Equal(Route.Internal, result.Systems[1].Payments.RouteOf(0));
        Assert.False(result.Systems[2].Payments.HasEntered(0));
        Assert.Equal(0, result.Systems[1].Accounts[0].SentCount);
    }

    [Fact]
    public void A_payment_of_another_currency_goes_to_a_member_of_that_currency_only()
    {
        Currency euro = new("EUR", 2);
        ScenarioBuilder builder = new ScenarioBuilder().Bank("A", 100).Bank("B", 100)
            .Gross("dollars").Gross("euros").Together("both")
            .Pay("p1", "10:00", "A", "B", 5).Pay("p2", "10:00", "A", "B", 6);
        Scenario scenario = WithCurrencies(builder.Build(), euro, [0, 1]);
        SimulationResult result = PlainSimulation.Run(scenario);
        Assert.Equal([true, false], Entered(result.Systems[0]));
        Assert.Equal([false, true], Entered(result.Systems[1]));
    }

    [Fact]
    public void A_group_over_two_members_is_held_and_one_within_a_member_is_its_own()
    {
        ScenarioBuilder builder = Linked()
            .Pay("p1", "10:00", "A", "B", 5).Pay("p2", "10:00", "B", "A", 50)
            .Pay("p3", "11:00", "A", "B", 5).Pay("p4", "11:00", "B", "A", 6);
        Scenario scenario = WithGroups(builder.Build(), [1, 1, 2, 2]);
        Conductor conductor = new(scenario, new SimulationOptions(), "test");
        SettlementBook linked = conductor.SettlementBooks[1];
        Assert.Equal([1, 1, 0, 0], linked.JointGroups!.Value.ToArray());
        Assert.Equal([0, 0, 2, 2], linked.Systems[1].Groups!);
        Assert.Null(conductor.SettlementBooks[0].JointGroups);
    }

    [Fact]
    public void The_linked_world_of_the_determinism_tests_is_worth_comparing()
    {
        SystemOutcome[] systems = [.. PlainSimulation.Run(Worlds.Linked()).Systems];
        Assert.All(systems, system => Assert.Null(system.BrokenInvariant));
        Assert.True(systems[1].Made.Length > 30, $"{systems[1].Made.Length} payments made");
        Assert.Equal(1, systems[3].CyclesPosted);
        Assert.All(systems, system => Assert.True(Entered(system).Count(entered => entered) > 200));
    }

    [Fact]
    public async Task Statements_are_kept_by_member()
    {
        await using SimulationHost host = await SimulationHost.StartAsync(TestContext.Current.CancellationToken);
        Scenario scenario = Linked().Pay("p1", "10:00", "A", "B", 5).Pay("p2", "10:00", "A", "B", 50).Build();
        await host.RunAsync(
            scenario, new SimulationOptions { Statements = ["A"] },
            cancellation: TestContext.Current.CancellationToken);
        Accounts.AccountStatement? statement = await host.StatementAsync("small", "A");
        Assert.Equal([-5L], statement!.Lines.ToArray().Select(line => line.AmountMinor));
        Assert.Equal(95, statement.ClosingMinor);
        Assert.Null(await host.StatementAsync("linked", "A"));
    }

    private static bool[] Entered(SystemOutcome outcome) =>
        [.. Enumerable.Range(0, outcome.Payments.Count).Select(outcome.Payments.HasEntered)];

    private static ScenarioBuilder Linked() => new ScenarioBuilder().Bank("A", 100).Bank("B", 100)
        .Gross("alone").Together("alone")
        .Gross("large").Gross("small").Together("linked", [Small]);

    private static Scenario WithCurrencies(Scenario scenario, Currency other, byte[] of) => Copy(
        scenario,
        Copy(scenario.Payments, of, [other], null),
        [scenario.Systems[0], scenario.Systems[1] with { Currency = other }]);

    private static Scenario WithGroups(Scenario scenario, int[] groups) => Copy(
        scenario,
        Copy(scenario.Payments, null, [], groups),
        [.. scenario.Systems.Select(system => system with { Groups = groups })]);

    private static PaymentTable Copy(PaymentTable table, byte[]? currency, Currency[] others, int[]? groups) =>
        new([.. table.Sources], table.SourceOf.ToArray(), table.RowOf.ToArray())
        {
            From = table.From,
            To = table.To,
            AmountMinor = table.AmountMinor,
            DueAt = table.DueAt,
            Priority = table.Priority,
            Kind = table.Kind,
            KindNames = table.KindNames,
            CurrencyCode = table.CurrencyCode,
            OtherCurrency = currency,
            OtherCurrencies = others,
            Group = groups,
        };

    private static Scenario Copy(Scenario scenario, PaymentTable payments, SystemDefinition[] systems) => new()
    {
        Name = scenario.Name,
        Currency = scenario.Currency,
        Calendar = scenario.Calendar,
        Participants = scenario.Participants,
        Payments = payments,
        Systems = systems,
        Arrangements = scenario.Arrangements,
        Events = scenario.Events,
        Behaviours = scenario.Behaviours,
        Expectations = [],
    };
}
