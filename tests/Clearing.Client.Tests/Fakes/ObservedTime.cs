using Microsoft.Extensions.Time.Testing;

namespace Clearing.Client.Tests.Fakes;

/// <summary>A clock that the test turns, and that tells which short waits were begun on it.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];

    /// <summary>Waits of timers set again, up to three seconds: back-offs, not patience or heartbeats.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Observed(this, base.CreateTimer(callback, state, dueTime, period));

    private sealed class Observed(ObservedTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isChanged = timer.Change(dueTime, period);
            if (dueTime > TimeSpan.Zero && dueTime.Milliseconds % 50 == 0 && dueTime <= TimeSpan.FromSeconds(3))
            {
                lock (time._gate)
                {
                    time._waits.Add(dueTime);
                }
            }

            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
