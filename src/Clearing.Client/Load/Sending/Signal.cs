using System.Threading.Tasks.Sources;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// Something to wait for, with a time limit, for one waiter; allocates nothing. It may also end without a reason, so
/// the waiter looks again.
/// </summary>
internal sealed class Signal : IValueTaskSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isWaiting;
    private bool _isSet;

    public Signal(TimeProvider time) =>
        _timer = time.CreateTimer(_ => End(keep: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends when it is set, or the time is over.</summary>
    public ValueTask WaitAsync(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return ValueTask.CompletedTask;
            }

            _core.Reset();
            _isWaiting = true;
            _timer.Change(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            return new ValueTask(this, _core.Version);
        }
    }

    /// <summary>Ends the wait; kept for the next one when nobody waits.</summary>
    public void Set() => End(keep: true);

    public void Dispose() => _timer.Dispose();

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void End(bool keep)
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                _isSet |= keep;
                return;
            }

            _isWaiting = false;
        }

        _core.SetResult(true);
    }
}
