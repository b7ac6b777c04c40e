using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Client.Connections;
using Clearing.Client.Load.Auditing;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Load.Serving;

namespace Clearing.Client.Load;

/// <summary>Runs a load profile against a service, and audits it afterwards.</summary>
public sealed class LoadRunner
{
    private readonly LoadProfile _profile;
    private readonly LoadRunOptions _options;
    private readonly ulong _run = NewRun();

    private LoadRunner(LoadProfile profile, LoadRunOptions options)
    {
        _profile = profile;
        _options = options;
    }

    /// <summary>Runs all phases of all repeats.</summary>
    /// <exception cref="LoadException">The profile cannot be run here.</exception>
    /// <exception cref="SessionException">The service cannot be reached, or lets nobody in.</exception>
    public static async Task<LoadResult> RunAsync(
        LoadProfile profile, LoadRunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        using PacingTime? pacing = options.Time == TimeProvider.System ? new PacingTime() : null;
        return await new LoadRunner(profile, options with { Time = pacing ?? options.Time }).RunAsync(cancellation);
    }

    private async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        MachineFacts machine = MachineFacts.Gather(Path.GetTempPath());
        await using PrivateService? service =
            _profile.Target.Serve is { } serve ? PrivateService.Start(serve, _options, _profile.UsesHttp) : null;
        List<List<PhaseFigures>> repeats = [];
        List<AuditLine> audit = [];
        AcknowledgedPayments acknowledged;
        Tell(service is null ? "connecting" : "starting the service");
        await using (Cast cast = await new CastOpening(_profile, _options, _run).OpenAsync(service, cancellation))
        {
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

            acknowledged = cast.Acknowledged();
        }

        audit.AddRange(service is null
            ? await VerifyAsync(_options.Journal, acknowledged, cancellation)
            : await EndAsync(service, acknowledged, audit, cancellation));

        PhaseResult[] phases =
            [.. _profile.Phases.Select((phase, i) => new PhaseResult(phase, [.. repeats.Select(r => r[i])]))];
        return new LoadResult
        {
            Profile = _profile,
            Run = _run,
            Target = _profile.Target.Serve is { } started
                ? Started(started) : $"{_profile.Target.Host}:{_profile.Target.Port}",
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

    private async Task<IReadOnlyList<AuditLine>> EndAsync(
        PrivateService service, AcknowledgedPayments acknowledged, IReadOnlyList<AuditLine> asked,
        CancellationToken cancellation)
    {
        Tell("stopping the service");
        await service.StopAsync();
        IReadOnlyList<AuditLine> lines = await VerifyAsync(service.Place, acknowledged, cancellation);

        if (asked.Concat(lines).All(line => line.Holds))
        {
            service.RemoveData();
            return lines;
        }

        // What an audit found wrong is kept to be looked at.
        string place = service.Folder ?? "the database";
        return [.. lines, new AuditLine($"the journal is kept in {place}", Holds: false)];
    }

    private async Task<IReadOnlyList<AuditLine>> VerifyAsync(
        JournalPlace? place, AcknowledgedPayments acknowledged, CancellationToken cancellation)
    {
        if (_options.Audit is not { } audit || place is null || _profile.Audit == AuditScope.None)
        {
            return [];
        }

        Tell("verifying the journal");
        return await audit(place, acknowledged, cancellation);
    }

    /// <summary>A name for a run that no other has.</summary>
    internal static ulong NewRun() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    private void Tell(string what) => _options.Progress?.Invoke(
        new LoadProgress(0, what, TimeSpan.Zero, TimeSpan.Zero, 0, 0, 0, 0, 0, 0));

    private string Started(ServeTarget serve) =>
        $"started for this run: {(serve.Scenario is { } path ? Path.GetFileName(path) : "the built-in world")}, "
        + (PrivateService.IsInDatabase(serve, _options) ? "PostgreSQL" : "SQLite")
        + (serve.Keys is null ? "" : ", MAC")
        + string.Concat(serve.Options.Select(option => " " + option));
}
