using Clearing.Grains.Accounts;
using Clearing.Grains.Settling;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests;

public sealed class SimulationHostTests : IAsyncLifetime
{
    private SimulationHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SimulationHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Grains_give_what_the_same_desks_give_without_them()
    {
        foreach (Scenario scenario in new[] { Worlds.Planned(), Worlds.Reactive() })
        {
            string[] plain = Worlds.Transcript(scenario, PlainSimulation.Run(scenario));
            SimulationResult first = await RunAsync(scenario);
            SimulationResult second = await RunAsync(scenario);
            Assert.Equal(plain, Worlds.Transcript(scenario, first));
            Assert.Equal(plain, Worlds.Transcript(scenario, second));
        }
    }

    [Fact]
    public async Task Worlds_are_worth_comparing()
    {
        Scenario scenario = Worlds.Reactive();
        SimulationResult result = await RunAsync(scenario);
        Settlement.Results.OutcomeTable gross = result.Systems[0].Payments;
        int[] byStatus = new int[5];
        int late = 0;
        for (int i = 0; i < gross.Count; i++)
        {
            byStatus[(int)gross.StatusOf(i)]++;
            late += gross.HasEntered(i) && gross.EnteredAt(i, 0) > scenario.Payments.DueAt[i] + 1_000_000 ? 1 : 0;
        }

        Assert.True(byStatus[(int)PaymentStatus.Settled] > 500, string.Join(' ', byStatus));
        Assert.True(byStatus[(int)PaymentStatus.Unsettled] > 50, string.Join(' ', byStatus));
        Assert.True(byStatus[(int)PaymentStatus.Rejected] > 5, string.Join(' ', byStatus));
        Assert.True(late > 300, $"{late} payments were held by their banks");
    }

    [Fact]
    public async Task A_statement_tells_every_movement_of_an_account()
    {
        Scenario scenario = new ScenarioBuilder().Bank("A", 100).Bank("B", 50).Gross("gross")
            .Script(new ScriptedEvent
            {
                Kind = ScriptedEventKind.Balance,
                At = ScenarioBuilder.At("09:30"),
                Account = 0,
                AmountMinor = -20,
            })
            .Pay("p1", "10:00", "A", "B", 70)
            .Pay("p2", "11:00", "B", "A", 30)
            .Build();
        await RunAsync(scenario, new() { Statements = ["A"] });
        AccountStatement a = (await _host.StatementAsync("gross", "A"))!;
        AccountStatement b = (await _host.StatementAsync("gross", "B"))!;
        Assert.Equal((100, 40, 10, 0), (a.OpeningMinor, a.ClosingMinor, a.MinimumMinor, a.CreditUsedMaxMinor));
        Assert.Equal(
            [
                new StatementLine(ScenarioBuilder.At("09:30"), -20, 80, -1, -1, Route.None),
                new StatementLine(ScenarioBuilder.At("10:00"), -70, 10, 0, 1, Route.Entry),
                new StatementLine(ScenarioBuilder.At("11:00"), 30, 40, 1, 1, Route.Entry),
            ],
            a.Lines.Span.ToArray());
        Assert.Equal((50, 90, 0), (b.OpeningMinor, b.ClosingMinor, b.Lines.Count));
        Assert.Null(await _host.StatementAsync("gross", "C"));
    }

    [Fact]
    public async Task Progress_grows_to_the_whole()
    {
        Scenario scenario = Worlds.Reactive();
        List<SimulationProgress> reports = [];
        await RunAsync(scenario, new() { WindowUs = 1_000_000 }, new Reports(reports.Add));
        Assert.True(reports.Count > 1);
        Assert.Equal(reports.OrderBy(r => r.Payments).ThenBy(r => r.Time), reports);
        Assert.All(reports, report => Assert.Equal(scenario.Payments.Count, report.PaymentsTotal));
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_leaves_the_host_fit_for_another()
    {
        Scenario scenario = Worlds.Reactive();
        using CancellationTokenSource cancellation = new();
        Reports cancelAtOnce = new(_ => cancellation.Cancel());
        SimulationOptions narrow = new() { WindowUs = 1_000_000 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _host.RunAsync(scenario, narrow, cancelAtOnce, cancellation.Token));
        SimulationResult result = await RunAsync(scenario);
        Assert.Equal(
            Worlds.Transcript(scenario, PlainSimulation.Run(scenario)), Worlds.Transcript(scenario, result));
    }

    [Fact]
    public async Task A_window_longer_than_the_smallest_delay_is_refused()
    {
        SimulationOptions options = new() { WindowUs = 60_000_001 };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RunAsync(Worlds.Reactive(), options));
    }

    [Fact]
    public async Task A_refused_run_leaves_the_host_fit_for_another()
    {
        Scenario scenario = Worlds.Planned();
        SimulationOptions options = new() { Statements = ["NOBODY"] };
        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(scenario, options));
        SimulationResult result = await RunAsync(scenario);
        Assert.Equal(
            Worlds.Transcript(scenario, PlainSimulation.Run(scenario)), Worlds.Transcript(scenario, result));
    }

    [Fact]
    public async Task A_day_without_payments_opens_and_closes()
    {
        Scenario scenario = new ScenarioBuilder().Bank("A", 5).Bank("B").Gross("gross").Net("netted").Build();
        SimulationResult result = await RunAsync(scenario);
        Assert.All(result.Systems, system => Assert.Equal(ScenarioBuilder.At("17:00"), system.Days.Single().CloseAt));
    }

    private Task<SimulationResult> RunAsync(
        Scenario scenario, SimulationOptions? options = null, IProgress<SimulationProgress>? progress = null) =>
        _host.RunAsync(scenario, options ?? new(), progress, TestContext.Current.CancellationToken);

    private sealed class Reports(Action<SimulationProgress> action) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value) => action(value);
    }
}
