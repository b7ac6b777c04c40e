namespace Clearing.Client.Load.Sending;

/// <summary>
/// The system's time with timers that are good to about a millisecond. Those of the framework look at a clock that, on
/// Linux, moves every four, which is most of what a payment may be late. One thread, which sleeps while nothing is due.
/// </summary>
internal sealed class PacingTime : TimeProvider, IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(Paced Timer, int Version), long> _due = new();
    private readonly ManualResetEventSlim _changed = new(false, spinCount: 0);
    private readonly List<Paced> _fired = [];
    private readonly Thread _thread;
    private volatile bool _isStopped;

    public PacingTime()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "pacing" };
        _thread.Start();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Paced timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose()
    {
        _isStopped = true;
        _changed.Set();
        _thread.Join();
        _changed.Dispose();
    }

    private void Run()
    {
        while (!_isStopped)
        {
            _changed.Reset();
            int waitMs = FireDue();
            if (waitMs != 0)
            {
                _changed.Wait(waitMs);
            }
        }
    }

    /// <returns>Milliseconds until the next, at least one; 0 = look again; -1 = there is none.</returns>
    private int FireDue()
    {
        long now = GetTimestamp();
        long next = -1;
        lock (_gate)
        {
            while (_due.TryPeek(out (Paced Timer, int Version) first, out long due))
            {
                if (first.Version != first.Timer.Version)
                {
                    _due.Dequeue();
                }
                else if (due <= now)
                {
                    _due.Dequeue();
                    _fired.Add(first.Timer);
                    Repeat(first.Timer, due);
                }
                else
                {
                    next = due;
                    break;
                }
            }
        }

        _fired.ForEach(timer => timer.Fire());
        bool hasFired = _fired.Count > 0;
        _fired.Clear();
        return hasFired ? 0
            : next < 0 ? Timeout.Infinite
            : Math.Max(1, (int)Math.Min(60_000, GetElapsedTime(now, next).TotalMilliseconds));
    }

    private void Repeat(Paced timer, long due)
    {
        timer.Version++;
        if (timer.Period > TimeSpan.Zero)
        {
            _due.Enqueue((timer, timer.Version), due + Stamps(timer.Period));
        }
    }

    private bool Arm(Paced timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Version++;
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            long due = GetTimestamp() + Stamps(dueTime);
            bool isFirst = !_due.TryPeek(out _, out long first) || due < first;
            _due.Enqueue((timer, timer.Version), due);
            if (!isFirst)
            {
                return true;
            }
        }

        _changed.Set();
        return true;
    }

    private long Stamps(TimeSpan span) => (long)(span.TotalSeconds * TimestampFrequency);

    private sealed class Paced(PacingTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>What stands in the queue under another version is void.</summary>
        public int Version { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => time.Arm(this, dueTime, period);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
