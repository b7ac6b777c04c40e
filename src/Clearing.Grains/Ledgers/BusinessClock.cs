namespace Clearing.Grains.Ledgers;

/// <summary>
/// Business time: a wall clock, moved to another instant and sped up. It is read from the wall once; from then on it
/// runs by the machine's steady clock, so that nothing that is done to the wall clock moves it, and it never goes back.
/// </summary>
public sealed class BusinessClock
{
    private readonly TimeProvider _time;
    private readonly long _startUs;
    private readonly long _startedAt;
    private long _last = long.MinValue;

    /// <param name="time">The wall and the steady clock.</param>
    /// <param name="anchorBusinessUs">An instant of business, microseconds since 1970 UTC.</param>
    /// <param name="anchorWallUs">
    /// What the wall clock showed then; before that the business instant is the anchor.
    /// </param>
    /// <param name="speed">Seconds of business to one of the wall, 1 to 100,000.</param>
    public BusinessClock(TimeProvider time, long anchorBusinessUs, long anchorWallUs, int speed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(speed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, 100_000);
        _time = time;
        Speed = speed;
        _startedAt = time.GetTimestamp();
        _startUs = After(anchorBusinessUs, Int128.Max(0, WallUs(time) - (Int128)anchorWallUs) * speed);
    }

    /// <summary>31 December 9999: the clock stands still there.</summary>
    public static long LastUs { get; } = WallUs(DateTimeOffset.MaxValue);

    /// <summary>Seconds of business to one of the wall.</summary>
    public int Speed { get; }

    /// <summary>The business instant now, microseconds since 1970 UTC; never less than before.</summary>
    public long NowUs
    {
        get
        {
            Int128 ticks = (Int128)_time.GetElapsedTime(_startedAt).Ticks * Speed;
            long now = After(_startUs, ticks / TimeSpan.TicksPerMicrosecond);
            long last = Interlocked.Read(ref _last);
            while (now > last)
            {
                long seen = Interlocked.CompareExchange(ref _last, now, last);
                if (seen == last)
                {
                    return now;
                }

                last = seen;
            }

            return last;
        }
    }

    /// <summary>What the wall clock shows, microseconds since 1970 UTC.</summary>
    public static long WallUs(TimeProvider time) => WallUs(time.GetUtcNow());

    /// <summary>How long until a business instant by the wall; zero where it is past, at most a day.</summary>
    public TimeSpan Until(long instant)
    {
        Int128 wallUs = (((Int128)instant - NowUs) + Speed - 1) / Speed;
        return TimeSpan.FromMicroseconds((long)Int128.Clamp(wallUs, 0, 24L * 3600 * 1_000_000));
    }

    private static long WallUs(DateTimeOffset at) =>
        (at.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long After(long instant, Int128 us) => (long)Int128.Min(instant + us, LastUs);
}
