using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests;

/// <summary>What random traces once found, as the smallest trace that shows it.</summary>
public sealed class Regressions
{
    public static TheoryData<string> EngineNames => Engines.Names;

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(EngineNames))]
    public async Task A_limit_stops_a_payer_without_a_floor_under_bypass_fifo(string engine)
    {
        SystemDefinition net = Engines.Net(4, 1);
        SystemDefinition system = new()
        {
            Name = net.Name,
            Rulebook = net.Rulebook,
            Position = net.Position,
            Queue = QueueDiscipline.BypassFifo,
            CycleAtClose = true,
            Accounts = net.Accounts,
            Days = net.Days,
            Limits = [new BilateralLimit(1, 0, 1)],
        };
        SettlementCommand[] commands = Engines.Payments("B>A 5, B>A 1");
        SystemOutcome outcome = await Task.Run(
            () => Engines.Run(engine, system, commands), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentStatus.Unsettled, outcome.Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Settled, outcome.Payments.StatusOf(1));
        Assert.Equal([5L, 0], outcome.Accounts.Select(a => a.ClosingMinor));
    }
}
