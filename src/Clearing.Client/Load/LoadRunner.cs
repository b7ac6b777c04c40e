using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Client.Connections;
using Clearing.Client.Load.Auditing;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Load.Serving;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Client.Load;

/// <summary>Runs a load profile against a service, and audits it afterwards.</summary>
public sealed class LoadRunner
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(100);

    private readonly LoadProfile _profile;
    private readonly LoadRunOptions _options;
    private readonly ulong _run = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    private LoadRunner(LoadProfile profile, LoadRunOptions options)
    {
        _profile = profile;
        _options = options;
    }

    /// <summary>Runs all phases of all repeats.</summary>
    /// <exception cref="LoadException">The profile cannot be run here.</exception>
    /// <exception cref="SessionException">The service cannot be reached, or lets nobody in.</exception>
    public static Task<LoadResult> RunAsync(
        LoadProfile profile, LoadRunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        return new LoadRunner(profile, options).RunAsync(cancellation);
    }

    private async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        MachineFacts machine = MachineFacts.Gather(Path.GetTempPath());
        IReadOnlyList<AuthenticationKey> keys = Keys();
        await using PrivateService? service =
            _profile.Target.Serve is { } serve ? PrivateService.Start(serve, _options) : null;
        SessionOptions session = SessionOf(service);
        List<List<PhaseFigures>> repeats = [];
        List<AuditLine> audit = [];
        await using (Cast cast = await OpenAsync(session, keys, service, cancellation))
        {
            if (keys.Count > 0 && _profile.Sessions > keys.Count)
            {
                throw new LoadException($"{_profile.Sessions} sessions need as many keys; there are {keys.Count}.");
            }

            CheckBulk(cast);
            PhaseRunner runner = new(cast, service, _profile, _options);
            for (int repeat = 1; repeat <= _profile.Repeats; repeat++)
            {
                repeats.Add(await RepeatAsync(runner, repeat, cancellation));
            }

            if (_profile.Audit != AuditScope.None)
            {
                Tell("audit");
                audit.AddRange(await new LoadAudit(cast, _profile.Audit, _options.Time).RunAsync(cancellation));
            }
        }

        if (service is not null)
        {
            audit.AddRange(await EndAsync(service, cancellation));
        }

        PhaseResult[] phases =
            [.. _profile.Phases.Select((phase, i) => new PhaseResult(phase, [.. repeats.Select(r => r[i])]))];
        return new LoadResult
        {
            Profile = _profile,
            Run = _run,
            Target = service is null ? $"{session.Host}:{session.Port}" : Started(_profile.Target.Serve!),
            Machine = machine,
            Phases = phases,
            Thresholds = Thresholds.Judge(_profile, phases),
            Audit = audit,
        };
    }

    private async Task<List<PhaseFigures>> RepeatAsync(PhaseRunner runner, int repeat, CancellationToken cancellation)
    {
        List<PhaseFigures> figures = [];
        double Achieved(string name) => figures.Find(f => f.Tally.Phase.Name == name)![LoadMetric.Rate] ?? 0;

        if (_profile.WarmUp > TimeSpan.Zero)
        {
            LoadPhase first = _profile.Phases.First(p => p.Shape is not PauseShape);
            await runner.RunAsync(
                first with { Name = "warm-up", Length = _profile.WarmUp, Kills = [] }, repeat, Achieved, cancellation);
        }

        foreach (LoadPhase phase in _profile.Phases)
        {
            figures.Add(await runner.RunAsync(phase, repeat, Achieved, cancellation));
        }

        return figures;
    }

    private async Task<IReadOnlyList<AuditLine>> EndAsync(PrivateService service, CancellationToken cancellation)
    {
        Tell("stopping the service");
        await service.StopAsync();
        IReadOnlyList<AuditLine> lines = [];
        if (_options.Audit is { } audit && _profile.Audit != AuditScope.None)
        {
            Tell("verifying the journal");
            lines = await audit(service.Place, cancellation);
        }

        // What an audit found wrong is kept to be looked at.
        if (lines.All(line => line.Holds))
        {
            service.RemoveData();
        }

        return lines;
    }

    private async Task<Cast> OpenAsync(
        SessionOptions session, IReadOnlyList<AuthenticationKey> keys, PrivateService? service,
        CancellationToken cancellation)
    {
        Tell(service is null ? "connecting" : "starting the service");
        long start = _options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await Cast.OpenAsync(_profile, _run, session, keys, cancellation);
            }
            catch (SessionException) when (service is { HasEnded: true })
            {
                throw new LoadException($"The service ended before it took sessions. It said:\n{service.LastWords}");
            }
            catch (SessionException e) when (
                service is not null && !e.IsFinal && _options.Time.GetElapsedTime(start) < LongestStart)
            {
                await Task.Delay(StartPause, _options.Time, cancellation);
            }
        }
    }

    // Bulk instructions carry their bank's own numbers, which two sessions would give twice.
    private void CheckBulk(Cast cast)
    {
        bool sendsBulk = _profile.Phases.Any(
            p => p.Traffic.Message == LoadMessage.Bulk && p.Shape is not PauseShape);
        int banks = cast.Sessions.Select(s => s.Welcome.Participant).Distinct().Count();
        if (sendsBulk && banks < cast.Sessions.Count)
        {
            throw new LoadException(
                $"{cast.Sessions.Count} sessions are of {banks} banks; bulk instructions need one session a bank.");
        }
    }

    private IReadOnlyList<AuthenticationKey> Keys()
    {
        if (_options.Keys.Count > 0 || _profile.Target.Keys is not { } path)
        {
            return _options.Keys;
        }

        try
        {
            return KeyFile.Parse(File.ReadLines(path));
        }
        catch (FormatException e)
        {
            throw new LoadException($"{path}: {e.Message}", e);
        }
    }

    private SessionOptions SessionOf(PrivateService? service)
    {
        SessionOptions session = new()
        {
            Host = _profile.Target.Host ?? "127.0.0.1",
            Port = service?.Port ?? _profile.Target.Port,
            Terminal = "",
            Time = _options.Time,
        };
        return _options.Sessions?.Invoke(session) ?? session;
    }

    private void Tell(string what) => _options.Progress?.Invoke(
        new LoadProgress(0, what, TimeSpan.Zero, TimeSpan.Zero, 0, 0, 0, 0, 0, 0));

    private static string Started(ServeTarget serve) =>
        $"started for this run: {(serve.Scenario is { } path ? Path.GetFileName(path) : "the built-in world")}, "
        + $"{serve.Store}{(serve.Keys is null ? "" : ", MAC")}"
        + string.Concat(serve.Options.Select(option => " " + option));
}
