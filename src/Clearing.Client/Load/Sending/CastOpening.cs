using Clearing.Client.Connections;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Serving;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Client.Load.Sending;

/// <summary>Logs the sessions of a profile in, and waits for a service that was only just started.</summary>
/// <param name="profile">What they are to send.</param>
/// <param name="options">Keys and clock.</param>
/// <param name="run">Names the run.</param>
internal sealed class CastOpening(LoadProfile profile, LoadRunOptions options, ulong run)
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(100);

    /// <param name="service">The service that was started; null = it runs already.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Cast> OpenAsync(PrivateService? service, CancellationToken cancellation)
    {
        IReadOnlyList<AuthenticationKey> keys = Keys();
        if (keys.Count > 0 && profile.Sessions > keys.Count)
        {
            throw new LoadException($"{profile.Sessions} sessions need as many keys; there are {keys.Count}.");
        }

        SessionOptions session = SessionOf(service);
        long start = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                Cast cast = await Cast.OpenAsync(
                    profile, run, session, service?.HttpPort ?? profile.Target.Http, keys, cancellation);
                CheckBulk(cast);
                return cast;
            }
            catch (SessionException) when (service is { HasEnded: true })
            {
                throw new LoadException(
                    $"The service ended before it took sessions. It said:\n{service.LastWords}", isEnvironment: true);
            }
            catch (SessionException e) when (
                service is not null && !e.IsFinal && options.Time.GetElapsedTime(start) < LongestStart)
            {
                await Task.Delay(StartPause, options.Time, cancellation);
            }
        }
    }

    private IReadOnlyList<AuthenticationKey> Keys()
    {
        if (options.Keys.Count > 0 || profile.Target.Keys is not { } path)
        {
            return options.Keys;
        }

        try
        {
            return KeyFile.Parse(File.ReadLines(path));
        }
        catch (FormatException e)
        {
            throw new LoadException($"{path}: {e.Message}", inner: e);
        }
    }

    private SessionOptions SessionOf(PrivateService? service)
    {
        SessionOptions session = new()
        {
            Host = profile.Target.Host ?? "127.0.0.1",
            Port = service?.Port ?? profile.Target.Port,
            Terminal = "",
            Time = options.Time,
        };
        return options.Sessions?.Invoke(session) ?? session;
    }

    // Bulk instructions carry their bank's own numbers, which two sessions would give twice.
    private void CheckBulk(Cast cast)
    {
        bool sendsBulk = profile.Phases.Any(
            p => p.Traffic.Message == LoadMessage.Bulk && p.Shape is not PauseShape);
        int banks = cast.Sessions.Select(s => s.Welcome.Participant).Distinct().Count();
        if (sendsBulk && banks < cast.Sessions.Count)
        {
            throw new LoadException(
                $"{cast.Sessions.Count} sessions are of {banks} banks; bulk instructions need one session a bank.");
        }
    }
}
