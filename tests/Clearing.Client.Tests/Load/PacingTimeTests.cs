using System.Collections.Concurrent;
using Clearing.Client.Load.Sending;

namespace Clearing.Client.Tests.Load;

/// <summary>What fires how often, and not early; how exactly it is timed belongs to the machine.</summary>
public sealed class PacingTimeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timers_fire_once_each_and_never_early()
    {
        using PacingTime time = new();
        long start = time.GetTimestamp();
        ConcurrentBag<(int Ms, TimeSpan At)> fired = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = 5;
        List<ITimer> timers = [];
        foreach (int ms in (int[])[30, 1, 10, 20, 2])
        {
            timers.Add(time.CreateTimer(
                _ =>
                {
                    fired.Add((ms, time.GetElapsedTime(start)));
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        all.SetResult();
                    }
                },
                null, TimeSpan.FromMilliseconds(ms), Timeout.InfiniteTimeSpan));
        }

        await all.Task.WaitAsync(Stop);

        Assert.Equal([1, 2, 10, 20, 30], fired.Select(f => f.Ms).Order());
        Assert.All(fired, f => Assert.True(f.At >= TimeSpan.FromMilliseconds(f.Ms)));
        timers.ForEach(timer => timer.Dispose());
    }

    [Fact]
    public async Task A_timer_that_is_set_again_fires_once_and_a_period_again_and_again()
    {
        using PacingTime time = new();
        int once = 0;
        using ITimer again = time.CreateTimer(
            _ => once++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        using PeriodicTimer periodic = new(TimeSpan.FromMilliseconds(1), time);

        again.Change(TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan);
        again.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(await periodic.WaitForNextTickAsync(Stop));
        }

        Assert.Equal(1, once);
    }

    [Fact]
    public async Task Delays_and_time_limits_stand_on_it()
    {
        using PacingTime time = new();

        await Task.Delay(TimeSpan.FromMilliseconds(1), time, Stop);
        await Assert.ThrowsAsync<TimeoutException>(
            () => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(1), time, Stop));
    }
}
