using Clearing.Client.Connections;
using Clearing.Client.Load.Measuring;
using Clearing.Messages.Switching;

namespace Clearing.Client.Load;

/// <summary>Where a service that was audited keeps its journal.</summary>
/// <param name="Folder">Data folder; null = it is in a database.</param>
/// <param name="Postgres">Connection string; null = it is in a folder.</param>
public sealed record JournalPlace(string? Folder, string? Postgres);

/// <summary>The payments of a run that a ledger acknowledged: taken, whatever became of them.</summary>
/// <param name="Ledger">Its name, as sessions are told it.</param>
/// <param name="Ids">All of them, made again at each going through; none is kept.</param>
public sealed record AcknowledgedPayments(string Ledger, IEnumerable<UInt128> Ids);

/// <summary>Audits a journal: conservation of money, one effect an id, and each of these ids there.</summary>
public delegate Task<IReadOnlyList<AuditLine>> JournalAudit(
    JournalPlace place, AcknowledgedPayments acknowledged, CancellationToken cancellation);

/// <summary>What a run needs beside its profile.</summary>
public sealed record LoadRunOptions
{
    /// <summary>Program and first arguments of the <c>clearing</c> command, for a service that is started.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Connection string of an empty database, for a service that is started on PostgreSQL.</summary>
    public string? Postgres { get; init; }

    /// <summary>Keys of terminals, over those that the profile names.</summary>
    public IReadOnlyList<AuthenticationKey> Keys { get; init; } = [];

    /// <summary>Told once a second.</summary>
    public Action<LoadProgress>? Progress { get; init; }

    /// <summary>Where a service that runs already keeps its journal; null = that is not known.</summary>
    public JournalPlace? Journal { get; init; }

    /// <summary>Audits the journal of the service; null = nobody does.</summary>
    public JournalAudit? Audit { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Changes how sessions reach the service, for TLS or a proxy; null = as they are.</summary>
    public Func<SessionOptions, SessionOptions>? Sessions { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Repeat">From 1.</param>
/// <param name="Phase">Name of the phase, or what is done beside phases.</param>
/// <param name="Elapsed">Since its start.</param>
/// <param name="Length">Of the phase; zero = not known.</param>
/// <param name="OfferedPerSecond">Payments that fell due in the last second.</param>
/// <param name="AnsweredPerSecond">Answered in it.</param>
/// <param name="P99Us">Of the phase so far, from due to answer.</param>
/// <param name="LagUs">How late they were sent, the 99th of a hundred.</param>
/// <param name="InFlight">Frames without an answer.</param>
/// <param name="Errors">Answers that should not have come, so far.</param>
public readonly record struct LoadProgress(
    int Repeat, string Phase, TimeSpan Elapsed, TimeSpan Length, long OfferedPerSecond, long AnsweredPerSecond,
    long P99Us, long LagUs, int InFlight, long Errors);
