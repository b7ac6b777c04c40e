using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Runs a system and looks at its queue between instants, as often as its observation rule says. What the system does
/// does not depend on it.
/// </summary>
/// <remarks>
/// With a period: at the open + k × period, k ≥ 1, while the day is open, when all of that instant is over. Without:
/// after every instant in which anything happened, told only where it differs from the observation before.
/// </remarks>
public sealed class QueueWatch
{
    private readonly SettlementEngine _engine;
    private readonly IReadOnlyList<SettlementDay> _days;
    private readonly long _periodUs;
    private readonly bool _isWatched;
    private readonly bool _keepsQueues;
    private readonly List<QueueObservation> _observations = [];
    private readonly List<QueueSnapshot> _queues = [];
    private int _day;
    private long _next;
    private bool _hasHappened;

    /// <param name="engine">What runs the system.</param>
    /// <param name="system">The system.</param>
    /// <param name="keepsQueues">True when the whole queue is kept wherever it is seen stuck.</param>
    public QueueWatch(SettlementEngine engine, SystemDefinition system, bool keepsQueues = false)
    {
        _keepsQueues = keepsQueues;
        _engine = engine;
        _days = system.Days;
        _isWatched = system.Observation is not null;
        _periodUs = system.Observation?.PeriodUs ?? 0;
        _next = _isWatched && _periodUs > 0 && _days.Count > 0 ? _days[0].OpenAt + _periodUs : long.MaxValue;
    }

    /// <summary>What was seen, in order.</summary>
    public IReadOnlyList<QueueObservation> Observations => _observations;

    /// <summary>The queue at each observation that is not <see cref="QueueState.Free"/>, where they are kept.</summary>
    public IReadOnlyList<QueueSnapshot> Queues => _queues;

    /// <summary>Takes commands in ascending time, as <see cref="SettlementEngine.Execute"/>.</summary>
    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events)
    {
        while (commands.Length > 0)
        {
            long time = commands[0].Time;
            Watch(time, events);
            int count = commands.Length;
            if (_isWatched && commands[^1].Time > (_periodUs > 0 ? _next : time))
            {
                count = CountUntil(commands, _periodUs > 0 ? _next : time);
            }

            int before = events.Count;
            _engine.Execute(commands[..count], events);
            _hasHappened |= events.Count > before;
            commands = commands[count..];
        }
    }

    /// <summary>Completes every instant strictly before this one.</summary>
    public void AdvanceTo(long time, EventBuffer events)
    {
        Watch(time, events);
        _engine.AdvanceTo(time, events);
    }

    /// <summary>Completes everything that is still to come.</summary>
    public void Finish(EventBuffer events) => AdvanceTo(long.MaxValue, events);

    private static int CountUntil(ReadOnlySpan<SettlementCommand> commands, long time)
    {
        int count = 0;
        while (commands[count].Time <= time)
        {
            count++;
        }

        return count;
    }

    // Takes all observations before this instant, of which no more commands come.
    private void Watch(long time, EventBuffer events)
    {
        if (!_isWatched)
        {
            return;
        }

        if (_periodUs > 0)
        {
            WatchTimes(time, events);
            return;
        }

        for (long next = _engine.NextOwnInstant; next < time; next = _engine.NextOwnInstant)
        {
            int before = events.Count;
            _engine.AdvanceTo(next + 1, events);
            if (_hasHappened || events.Count > before)
            {
                Observe(next);
            }

            _hasHappened = false;
        }
    }

    private void WatchTimes(long time, EventBuffer events)
    {
        while (_next < time)
        {
            _engine.AdvanceTo(_next + 1, events);
            if (_engine.IsOpen)
            {
                Keep(_engine.Observe() with { Time = _next });
                _next += _periodUs;
            }
            else
            {
                _day++;
                _next = _day < _days.Count ? _days[_day].OpenAt + _periodUs : long.MaxValue;
            }
        }
    }

    private void Observe(long time)
    {
        QueueObservation seen = _engine.Observe() with { Time = time };
        if (_observations.Count == 0 || _observations[^1] with { Time = time } != seen)
        {
            Keep(seen);
        }
    }

    private void Keep(in QueueObservation seen)
    {
        _observations.Add(seen);
        if (_keepsQueues && seen.State != QueueState.Free
            && _engine.Snapshot() is { Payments.Length: > 0 } queue)
        {
            _queues.Add(queue with { Time = seen.Time });
        }
    }
}
