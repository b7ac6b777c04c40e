namespace Clearing.Fuzz;

/// <summary>
/// Ends the process when one input is not done within a minute, and says which: a hang cannot be caught from within.
/// </summary>
public sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Campaign _campaign;
    private readonly string _crashers;
    private readonly Timer _timer;
    private byte[]? _last;

    public Watchdog(Campaign campaign, string? crashers)
    {
        _campaign = campaign;
        _crashers = crashers ?? Directory.GetCurrentDirectory();
        _timer = new Timer(_ => Look(), null, Patience, Patience);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        byte[] current = _campaign.Current;
        if (ReferenceEquals(current, _last))
        {
            string path = Crashers.Write(_crashers, _campaign.Report.Target, current);
            Console.Error.WriteLine($"One input runs for more than {Patience.TotalSeconds} s: {path}");
            Environment.Exit(6);
        }

        _last = current;
    }
}
