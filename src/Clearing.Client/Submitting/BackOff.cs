namespace Clearing.Client.Submitting;

/// <summary>Waits that double up to a bound, and start again after a success.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private int _tries;

    public TimeSpan Next()
    {
        TimeSpan wait = first * (1L << Math.Min(_tries++, 20));
        return wait < longest ? wait : longest;
    }

    public void Reset() => _tries = 0;
}
