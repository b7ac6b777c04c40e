namespace Clearing.Client.Submitting;

/// <summary>Waits that double up to a bound, and start again after a success.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        TimeSpan wait = _next;
        _next = _next * 2 < longest ? _next * 2 : longest;
        return wait;
    }

    public void Reset() => _next = first;
}
