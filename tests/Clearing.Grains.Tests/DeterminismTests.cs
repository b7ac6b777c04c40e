using Clearing.Grains.Banks;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Clearing.Grains.Tests;

/// <summary>Same file and seed, same bytes: whatever silos, windows, processors and orders of completion.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Kinds => ["planned", "reactive", "linked", "carried"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_silos_give_the_bytes_of_none(string kind)
    {
        Scenario scenario = Make(kind);
        InProcessTestClusterBuilder builder = new(2);
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        SimulationRunner runner = RunnerOn(cluster, "two");
        for (int run = 0; run < 2; run++)
        {
            SimulationResult result = await RunAsync(runner, scenario);
            Assert.Equal(Plain(scenario), Worlds.Transcript(scenario, result));
        }

        // What was compared is worth nothing unless both silos really took part.
        IManagementGrain management = cluster.Client.GetGrain<IManagementGrain>(0);
        DetailedGrainStatistic[] grains = await management.GetDetailedGrainStatistics(
            types: null, hostsIds: null, TestContext.Current.CancellationToken);
        var perSilo = grains
            .Where(grain => grain.GrainType.Contains(nameof(BankGrain), StringComparison.Ordinal))
            .GroupBy(grain => grain.SiloAddress)
            .Select(silo => silo.Count());
        Assert.Equal(2, perSilo.Count());
        Assert.All(perSilo, count => Assert.True(count >= 10, $"{count} banks on one of two silos"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answers_in_any_order_give_the_same_bytes(string kind)
    {
        Scenario scenario = Make(kind);
        ShuffledAnswers shuffled = new();
        InProcessTestClusterBuilder builder = new(1);
        builder.ConfigureSilo((_, silo) => silo.AddIncomingGrainCallFilter(shuffled));
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        SimulationResult result = await RunAsync(RunnerOn(cluster, "shuffled"), scenario);
        Assert.Equal(Plain(scenario), Worlds.Transcript(scenario, result));
        Assert.True(shuffled.Count > 30, $"only {shuffled.Count} answers were held back");
    }

    [Fact]
    public async Task A_run_that_is_over_holds_on_to_no_bank()
    {
        // A never believes that it has enough, so its payment is still with it when the run ends.
        Scenario scenario = new ScenarioBuilder().Bank("A", 5).Bank("B").Gross("gross")
            .Behave(new BehaviourRule { Participants = [0], Send = SendRule.BalanceReactive, KeepMinor = 10 })
            .Pay("p1", "10:00", "A", "B", 5)
            .Build();
        InProcessTestClusterBuilder builder = new(1);
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        SimulationResult result = await RunAsync(RunnerOn(cluster, "over"), scenario);
        Assert.False(result.Systems[0].Payments.HasEntered(0));
        IBankGrain bank = cluster.Client.GetGrain<IBankGrain>("over-1/A");
        await Assert.ThrowsAsync<InvalidOperationException>(() => bank.ActAsync(long.MaxValue, default));
    }

    [Theory]
    [InlineData("reactive", 60_000_000)]
    [InlineData("reactive", 7_000_000)]
    [InlineData("reactive", 999_983)]
    [InlineData("carried", 60_000_000)]
    [InlineData("carried", 999_983)]
    [InlineData("linked", 60_000_000)]
    [InlineData("linked", 999_983)]
    public void Any_window_up_to_the_smallest_delay_gives_the_same_bytes(string kind, long windowUs)
    {
        Scenario scenario = Make(kind);
        SimulationResult result = PlainSimulation.Run(scenario, new SimulationOptions { WindowUs = windowUs });
        Assert.Equal(Plain(scenario), Worlds.Transcript(scenario, result));
    }

    [Fact]
    public async Task One_processor_gives_the_bytes_of_two()
    {
        // The processor count of a process is fixed when it starts, so the other run is a process of its own.
        Scenario scenario = Worlds.Reactive();
        string one = await ChildRun.HashAsync(processors: 1, TestContext.Current.CancellationToken);
        string two = await ChildRun.HashAsync(processors: 2, TestContext.Current.CancellationToken);
        Assert.Equal(ChildRun.HashOf(Plain(scenario)), one);
        Assert.Equal(one, two);
    }

    internal static string[] Plain(Scenario scenario) => Worlds.Transcript(scenario, PlainSimulation.Run(scenario));

    private static Scenario Make(string kind) => kind switch
    {
        "planned" => Worlds.Planned(),
        "reactive" => Worlds.Reactive(),
        "carried" => Worlds.Carried(),
        _ => Worlds.Linked(),
    };

    private static Task<SimulationResult> RunAsync(SimulationRunner runner, Scenario scenario) =>
        runner.RunAsync(scenario, new SimulationOptions(), null, TestContext.Current.CancellationToken);

    private static SimulationRunner RunnerOn(InProcessTestCluster cluster, string name) =>
        new(cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>(), name);

    /// <summary>Holds every third answer of a bank or system back for some turns of the scheduler.</summary>
    private sealed class ShuffledAnswers : IIncomingGrainCallFilter
    {
        private int _count;

        public int Count => _count;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.Grain is not IBankGrain and not Settling.ISettlementGrain)
            {
                return;
            }

            int turn = Interlocked.Increment(ref _count);
            for (int i = 0; i < turn * 7 % 23; i++)
            {
                await Task.Yield();
            }
        }
    }
}
