using Clearing.Client.Connections;
using Clearing.Client.Load.Auditing;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;

namespace Clearing.Client.Load;

/// <summary>
/// The payments of a profile, frame by frame, for a load tool that has a schedule of its own and calls for each frame.
/// Sessions, messages, counting and the audit are those of <see cref="LoadRunner"/>. Phases are run one after another.
/// </summary>
public sealed class LoadFeed : IAsyncDisposable
{
    private readonly LoadProfile _profile;
    private readonly Cast _cast;
    private readonly TimeProvider _time;
    private readonly PhaseFeed[] _phases;
    private long _next;

    private LoadFeed(LoadProfile profile, Cast cast, TimeProvider time)
    {
        _profile = profile;
        _cast = cast;
        _time = time;
        _phases = [.. profile.Phases.Where(p => p.Shape is not PauseShape).Select(phase => new PhaseFeed(
            phase, new PhaseTally(phase, time.GetTimestamp(), time)))];
    }

    /// <summary>Logs the sessions of a profile in. The service must run.</summary>
    /// <exception cref="SessionException">The service cannot be reached, or lets nobody in.</exception>
    /// <exception cref="LoadException">The profile does not suit it.</exception>
    public static async Task<LoadFeed> OpenAsync(
        LoadProfile profile, LoadRunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        CastOpening opening = new(profile, options, LoadRunner.NewRun());
        return new LoadFeed(profile, await opening.OpenAsync(null, cancellation), options.Time);
    }

    /// <summary>What was counted in a phase so far.</summary>
    public PhaseTally TallyOf(string phase) => Find(phase).Tally;

    /// <summary>Sends the next frame of a phase over the next session in turn, and waits for its answers.</summary>
    /// <param name="phase">Name of a phase in which something is sent.</param>
    /// <returns>True when all of it is answered; false when it was not sent, or its connection ended.</returns>
    public async Task<bool> SubmitAsync(string phase)
    {
        PhaseFeed feed = Find(phase);
        LoadSession session = _cast.Sessions[(int)(Interlocked.Increment(ref _next) % _cast.Sessions.Count)];
        return await session.SendOneAsync(feed.WriterOf(_cast, session), feed.Tally, _profile.InFlight);
    }

    /// <summary>Asks by id what became of the payments.</summary>
    public Task<IReadOnlyList<AuditLine>> AuditAsync(CancellationToken cancellation = default) =>
        new LoadAudit(_cast, _profile.Audit, _time).RunAsync(cancellation);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private PhaseFeed Find(string phase) => Array.Find(_phases, p => p.Phase.Name == phase)
        ?? throw new ArgumentException($"'{phase}' is no phase in which something is sent.", nameof(phase));

    private sealed class PhaseFeed(LoadPhase phase, PhaseTally tally)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, PaymentWriter> _writers = [];

        public LoadPhase Phase => phase;

        public PhaseTally Tally => tally;

        public PaymentWriter WriterOf(Cast cast, LoadSession session)
        {
            lock (_gate)
            {
                if (!_writers.TryGetValue(session.Index, out PaymentWriter? writer))
                {
                    _writers.Add(session.Index, writer = cast.WriterOf(phase.Traffic, session));
                }

                return writer;
            }
        }
    }
}
