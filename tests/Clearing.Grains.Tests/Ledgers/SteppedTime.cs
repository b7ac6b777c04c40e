namespace Clearing.Grains.Tests.Ledgers;

/// <summary>
/// A clock that stands until the test moves it; the wall may be set to anything, the steady clock only goes on.
/// Thread-safe.
/// </summary>
public sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _steady;
    private DateTimeOffset _wall = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _steady.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(this, () => callback(state));
        lock (_gate)
        {
            _alarms.Add(alarm);
        }

        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves both clocks; what falls due meanwhile rings.</summary>
    public void Advance(TimeSpan by)
    {
        List<Alarm> due;
        lock (_gate)
        {
            _steady += by;
            _wall = DateTimeOffset.MaxValue - _wall > by ? _wall + by : DateTimeOffset.MaxValue;
            due = [.. _alarms.Where(a => a.Due <= _steady)];
            due.ForEach(a => a.Due = null);
        }

        due.ForEach(a => a.Ring());
    }

    /// <summary>Somebody sets the wall clock.</summary>
    public void SetWall(DateTimeOffset wall)
    {
        lock (_gate)
        {
            _wall = wall;
        }
    }

    /// <summary>Waits, without a clock, until something holds that happens on other threads.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Run(Thread.Yield);
        }
    }

    /// <summary>Moves on in small steps until something holds that happens on other threads.</summary>
    public async Task AdvanceUntilAsync(Func<bool> holds, TimeSpan step)
    {
        while (!holds())
        {
            Advance(step);
            await Task.Run(Thread.Yield);
        }
    }

    private sealed class Alarm(SteppedTime time, Action ring) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isDue = dueTime == TimeSpan.Zero;
            lock (time._gate)
            {
                Due = dueTime < TimeSpan.Zero || isDue ? null : time._steady + dueTime;
            }

            if (isDue)
            {
                ring();
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
