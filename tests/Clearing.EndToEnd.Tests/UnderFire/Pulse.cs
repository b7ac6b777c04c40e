using System.Diagnostics;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>How long a ledger acknowledged nothing, by what its banks were told.</summary>
internal sealed class Pulse
{
    private readonly Lock _gate = new();
    private long _last = Stopwatch.GetTimestamp();
    private long _longest;

    /// <summary>The longest time without an acknowledgement, up to now.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                return Stopwatch.GetElapsedTime(0, Math.Max(_longest, Stopwatch.GetTimestamp() - _last));
            }
        }
    }

    /// <summary>Forgets what was.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _last = Stopwatch.GetTimestamp();
            _longest = 0;
        }
    }

    /// <summary>Something was acknowledged that was handed in at a moment.</summary>
    /// <param name="since">A timestamp.</param>
    public void Beat(long since)
    {
        lock (_gate)
        {
            HandedIn = Math.Max(HandedIn, since);
            long now = Stopwatch.GetTimestamp();
            _longest = Math.Max(_longest, now - _last);
            _last = now;
        }
    }

    /// <summary>The latest timestamp at which something was handed in that was acknowledged.</summary>
    public long HandedIn { get; private set; }
}
