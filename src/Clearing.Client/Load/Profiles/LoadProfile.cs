using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Profiles;

/// <summary>How much of a run is asked about afterwards.</summary>
public enum AuditScope { All, Sample, None }

/// <summary>What is sent to whom, how fast, and what must come of it. Written as YAML (docs/reference/load-profile.md).
/// </summary>
public sealed record LoadProfile
{
    /// <summary>Path of the file.</summary>
    public required string File { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Names what is drawn: payees, amounts, ids, random rates.</summary>
    public ulong Seed { get; init; } = 1;

    public required LoadTarget Target { get; init; }

    /// <summary>Connections, each logged in as a bank; the banks of the directory in turn.</summary>
    public int Sessions { get; init; } = 4;

    public LoadTraffic Traffic { get; init; } = new();

    /// <summary>In which form instructions are answered.</summary>
    public AnswerForm Answers { get; init; }

    /// <summary>In which form sessions are told of their banks' payments.</summary>
    public NoticeForm Notices { get; init; }

    /// <summary>Most frames without an answer a session, in open loop; a frame due beyond it is counted, not sent.
    /// </summary>
    public int InFlight { get; init; } = 256;

    /// <summary>Load before the first phase of each repeat, of which nothing is counted; zero = none.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How many times all phases are run.</summary>
    public int Repeats { get; init; } = 1;

    public required IReadOnlyList<LoadPhase> Phases { get; init; }

    public IReadOnlyList<LoadThreshold> Thresholds { get; init; } = [];

    public AuditScope Audit { get; init; } = AuditScope.All;

    /// <summary>True when some of it is sent over HTTP.</summary>
    public bool UsesHttp => Phases.Any(p => p.Traffic.Message == LoadMessage.Json && p.Shape is not PauseShape);
}

/// <summary>Where the load goes: to a service that runs, or to one that is started for it.</summary>
/// <param name="Host">Name or address; null = the service is started.</param>
/// <param name="Port">1 to 65,535 where there is a host.</param>
/// <param name="Serve">The service to start; null = it runs already.</param>
/// <param name="Terminal">As whom to log in first; null = the owner of the first key.</param>
/// <param name="Keys">Full path of a file of keys; null = none, or those of the command line.</param>
/// <param name="Http">Port for requests over HTTP; 0 = none, or that of the service that is started.</param>
/// <param name="HttpKeys">Full path of the banks' keys for requests; null = the service takes their word.</param>
public sealed record LoadTarget(
    string? Host, int Port, ServeTarget? Serve, string? Terminal, string? Keys, int Http = 0, string? HttpKeys = null);

/// <summary>Where a private service keeps its journal.</summary>
public enum ServeStore
{
    /// <summary>In PostgreSQL when the command line names a database, else in SQLite.</summary>
    Either,

    /// <summary>SQLite in a temporary folder.</summary>
    Sqlite,

    /// <summary>The database that the command line must name.</summary>
    Postgres,
}

/// <summary>A service that is started for the run and ended with it.</summary>
/// <param name="Scenario">Full path of the world; null = the built-in one.</param>
/// <param name="Store">Where it keeps its journal.</param>
/// <param name="Keys">Full path of the keys that it demands; null = nobody proves anything.</param>
/// <param name="Options">Given to <c>clearing serve</c> as they stand.</param>
/// <param name="Access">Full path of the access file that it demands; null = none.</param>
public sealed record ServeTarget(
    string? Scenario, ServeStore Store, string? Keys, IReadOnlyList<string> Options, string? Access = null);

/// <summary>A stretch of a run.</summary>
public sealed record LoadPhase
{
    public required string Name { get; init; }

    public required LoadShape Shape { get; init; }

    public required TimeSpan Length { get; init; }

    public required LoadTraffic Traffic { get; init; }

    /// <summary>When the service is killed and started again, from the beginning of the phase.</summary>
    public IReadOnlyList<TimeSpan> Kills { get; init; } = [];

    /// <summary>True for the load before the first phase, of which nothing is counted.</summary>
    public bool IsWarmUp { get; init; }
}

/// <summary>How fast payments fall due. Rates are payments a second over all sessions.</summary>
public abstract record LoadShape;

/// <summary>The same rate throughout.</summary>
/// <param name="PerSecond">Payments a second; ignored where <paramref name="Of"/> is given.</param>
/// <param name="Share">Of what the phase named achieved.</param>
/// <param name="Of">An earlier phase; null = the rate stands by itself.</param>
public sealed record ConstantRate(long PerSecond, decimal Share = 1, string? Of = null) : LoadShape;

/// <summary>A rate that rises or falls evenly.</summary>
public sealed record RampingRate(long From, long To) : LoadShape;

/// <summary>A base rate and, at the beginning of every interval, a peak.</summary>
public sealed record BurstingRate(long Base, long Peak, TimeSpan Every, TimeSpan Lasting) : LoadShape;

/// <summary>A rate drawn anew for every interval.</summary>
public sealed record RandomRate(long From, long To, TimeSpan Every) : LoadShape;

/// <summary>Nothing falls due.</summary>
public sealed record PauseShape : LoadShape;

/// <summary>Closed loop: a session sends as soon as fewer frames than this are without an answer.</summary>
public sealed record ClosedLoop(int Window) : LoadShape;
