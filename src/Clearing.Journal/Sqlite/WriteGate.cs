namespace Clearing.Journal.Sqlite;

/// <summary>
/// One writer at a time, and appends before everything else: what writes in the background lets them pass between two
/// of its transactions, which a plain lock does not promise.
/// </summary>
internal sealed class WriteGate
{
    private readonly object _lock = new();
    private bool _taken;
    private int _urgent;

    public void Enter(bool urgent)
    {
        lock (_lock)
        {
            if (urgent)
            {
                _urgent++;
            }

            while (_taken || (!urgent && _urgent > 0))
            {
                Monitor.Wait(_lock);
            }

            _taken = true;
            if (urgent)
            {
                _urgent--;
            }
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _taken = false;
            Monitor.PulseAll(_lock);
        }
    }
}
