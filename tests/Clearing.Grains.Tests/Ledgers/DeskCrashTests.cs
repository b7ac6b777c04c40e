using Clearing.Grains.Ledgers;
using Clearing.Journal.Tests.Faults;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>
/// The shell under load on a device that stops after any of its operations: whatever was answered is there, whatever
/// was
/// not had its effect once or not at all, and sending everything again ends where it would have ended without the stop.
/// </summary>
public sealed class DeskCrashTests
{
    private const int Payments = 60;

    [Fact]
    public async Task S1_S2_Stopped_after_any_operation_nothing_answered_is_lost_and_nothing_is_doubled()
    {
        (SimulatedDevice whole, _) = await RunAsync(null);
        Assert.InRange(whole.Operations, 40, 2_000);
        for (int stop = 0; stop <= whole.Operations; stop++)
        {
            (SimulatedDevice device, Dictionary<int, PaymentState> answered) = await RunAsync(stop);
            ulong seed = (ulong)stop;
            await ExpectAsync(device.AfterKill(), answered, $"killed after operation {stop}");
            await ExpectAsync(
                device.AfterPowerLoss(seed), answered, $"power lost after operation {stop}, seed {seed}");
        }
    }

    private static Bench BenchOn(SimulatedDevice device) => new()
    {
        Store = new FaultyStore(device),
        Window = 64,
        Options = new LedgerOptions { CheckpointRecords = 25 },
    };

    // Calls of one to three payments, several at once, until all are answered in whatever way.
    private static async Task<(SimulatedDevice Device, Dictionary<int, PaymentState> Answered)> RunAsync(int? stop)
    {
        SimulatedDevice device = new() { StopAfter = stop };
        Dictionary<int, PaymentState> answered = [];
        LedgerDesk desk = BenchOn(device).Start();
        await using (desk)
        {
            await desk.OpenAsync();
            for (int i = 0; i < Payments;)
            {
                List<(int First, int Count, Task<InstructionAnswers> Call)> calls = [];
                for (int caller = 0; caller < 3 && i < Payments; caller++)
                {
                    int count = Math.Min(Payments - i, 1 + (i % 3));
                    calls.Add((i, count, desk.SubmitAsync(
                        Bench.Batch([.. Enumerable.Range(i, count).Select(n => Bench.Pay(n))]))));
                    i += count;
                }

                foreach ((int first, int count, Task<InstructionAnswers> call) in calls)
                {
                    PaymentState[] states = (await call).Answers.ToArray();
                    for (int n = 0; n < count; n++)
                    {
                        Assert.True(
                            states[n].Standing is Standing.Settled or Standing.Unavailable or Standing.InDoubt,
                            $"{states[n].Standing}");
                        if (states[n].Standing == Standing.Settled)
                        {
                            answered.Add(first + n, states[n]);
                        }
                    }
                }
            }
        }

        return (device, answered);
    }

    private static async Task ExpectAsync(SimulatedDevice device, Dictionary<int, PaymentState> answered, string when)
    {
        Bench bench = BenchOn(device);
        await using LedgerDesk desk = bench.Start();
        LedgerInfo info = await desk.OpenAsync();
        Assert.True(info.State == LedgerState.Serving, $"{when}: {info.State} {info.Trouble}");
        HashSet<int> numbers = [];
        for (int i = 0; i < Payments; i++)
        {
            PaymentState state = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
            Assert.True(state.Standing == Standing.Settled, $"{when}: payment {i} is {state.Standing}");
            Assert.True(numbers.Add(state.Number), $"{when}: number {state.Number} twice");
            if (answered.TryGetValue(i, out PaymentState before))
            {
                bool isSame = state == before with { IsRepeated = true };
                Assert.True(isSame, $"{when}: payment {i} was {before}, is {state}");
            }
        }

        Assert.Equal(Payments, numbers.Count);
        Assert.Equal(Bench.Balances(Enumerable.Range(0, Payments)), await Bench.BalancesAsync(desk));
    }
}
