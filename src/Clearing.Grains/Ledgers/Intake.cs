namespace Clearing.Grains.Ledgers;

/// <summary>Where calls wait for their turn, and the one who takes turns for something to do.</summary>
/// <param name="most">Commands that may wait.</param>
internal sealed class Intake(int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<LedgerCall> _calls = new();
    private TaskCompletionSource? _waiter;
    private int _count;
    private bool _isWoken;

    /// <summary>False when as much waits as may.</summary>
    public bool TryAdd(LedgerCall call)
    {
        lock (_gate)
        {
            if (_count > 0 && _count + call.Count > most)
            {
                return false;
            }

            _calls.Enqueue(call);
            _count += call.Count;
        }

        Wake();
        return true;
    }

    /// <summary>Takes the first calls with at most so many commands, but at least one call if there is any.</summary>
    public void Take(List<LedgerCall> calls, int most)
    {
        calls.Clear();
        int commands = 0;
        lock (_gate)
        {
            while (_calls.TryPeek(out LedgerCall? call) && (commands == 0 || commands + call.Count <= most))
            {
                commands += call.Count;
                _count -= call.Count;
                calls.Add(_calls.Dequeue());
            }
        }
    }

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _isWoken |= waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits until a call waits, or somebody woke since the last time.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_isWoken || _calls.Count > 0)
            {
                _isWoken = false;
                return Task.CompletedTask;
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
