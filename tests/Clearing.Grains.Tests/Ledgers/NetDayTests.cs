using Clearing.Grains.Ledgers;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>A net system that is open to the outside: its cycles are posted once, whatever happens meanwhile.</summary>
public sealed class NetDayTests
{
    private const int Payments = 24;
    private const long First = 10_000;
    private const long Second = 30_000;

    [Fact]
    public async Task B1_T3_Stopped_at_each_step_of_a_posting_a_cycle_is_posted_once_and_every_payment_settles_once()
    {
        SimulatedDevice whole = await RunAsync(null);
        Assert.InRange(whole.Operations, 20, 2_000);
        for (int stop = 0; stop <= whole.Operations; stop++)
        {
            SimulatedDevice device = await RunAsync(stop);
            await ExpectAsync(device.AfterKill(), $"killed after operation {stop}");
            await ExpectAsync(device.AfterPowerLoss((ulong)stop), $"power lost after operation {stop}");
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7_000)]
    [InlineData(60_000)]
    public async Task T3_However_late_the_clock_comes_each_cycle_is_posted_at_its_own_instant_and_once(int stepUs)
    {
        Bench bench = BenchOn(new SimulatedDevice(), startUs: 0);
        await using LedgerDesk desk = await bench.OpenAsync();
        for (int i = 0; i < Payments; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        for (long at = 0; at < 60_000; at += stepUs)
        {
            bench.Time.Advance(TimeSpan.FromMicroseconds(stepUs));
            await desk.AccountsAsync();
        }

        LedgerEvent[] events = (await desk.NewsAsync(0)).Events.ToArray();
        Assert.Equal(
            [Bench.OpenAt + First],
            events.Where(e => e.Event.Kind == EventKind.CyclePosted).Select(e => e.Event.Time));
        Assert.Equal(Bench.Balances(Enumerable.Range(0, Payments)), await Bench.BalancesAsync(desk));
    }

    private static Bench BenchOn(SimulatedDevice device, long startUs) => new()
    {
        Store = new FaultyStore(device),
        Window = 64,
        Options = new LedgerOptions { CheckpointRecords = 10 },
        StartAt = Bench.OpenAt + startUs,
        System = Bench.Gross with
        {
            Name = "dns",
            Position = PositionKind.Net,
            Accounts = [.. Bench.Gross.Accounts.Select(account => account with { Floor = Bound.None })],
            Days =
            [
                new SettlementDay
                {
                    Number = 1,
                    OpenAt = Bench.OpenAt,
                    CloseAt = Bench.CloseAt,
                    CyclesAt = [Bench.OpenAt + First, Bench.OpenAt + Second],
                },
            ],
        },
    };

    // Half of the payments, the first cycle, and the others, as far as the device goes.
    private static async Task<SimulatedDevice> RunAsync(int? stop)
    {
        SimulatedDevice device = new() { StopAfter = stop };
        Bench bench = BenchOn(device, 0);
        await using LedgerDesk desk = bench.Start();
        await desk.OpenAsync();
        for (int i = 0; i < Payments; i++)
        {
            if (i == Payments / 2)
            {
                bench.Time.Advance(TimeSpan.FromMicroseconds(First + 5_000));
            }

            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        return device;
    }

    private static async Task ExpectAsync(SimulatedDevice device, string when)
    {
        Bench bench = BenchOn(device, First + 10_000);
        await using LedgerDesk desk = await bench.OpenAsync();
        for (int i = 0; i < Payments; i++)
        {
            PaymentState state = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
            Assert.True(state.Standing is Standing.Settled or Standing.Provisional, $"{when}: {state}");
        }

        bench.Time.Advance(TimeSpan.FromMicroseconds(Second));
        await SteppedTime.UntilAsync(() => desk.Status.Time >= Bench.OpenAt + Second);
        Assert.Equal(Bench.Balances(Enumerable.Range(0, Payments)), await Bench.BalancesAsync(desk));
        SettlementEvent[] events = [.. (await desk.NewsAsync(0)).Events.ToArray().Select(e => e.Event)];
        long[] posted = [.. events.Where(e => e.Kind == EventKind.CyclePosted).Select(e => e.Time)];
        Assert.True(posted.Distinct().Count() == posted.Length && posted.Length > 0, when);
        Assert.All(posted, instant => Assert.Equal(
            0, events.Where(e => e.Kind == EventKind.NetPosted && e.Time == instant).Sum(e => e.AmountMinor)));
        int[] settled = [.. events.Where(e => e.Kind == EventKind.Settled).Select(e => e.Payment)];
        Assert.Equal((Payments, Payments), (settled.Length, settled.Distinct().Count()));
    }
}
