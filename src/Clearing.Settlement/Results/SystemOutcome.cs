namespace Clearing.Settlement.Results;

/// <summary>What one system did over the whole run.</summary>
public sealed class SystemOutcome
{
    public required string Name { get; init; }

    public required string Rulebook { get; init; }

    public required OutcomeTable Payments { get; init; }

    /// <summary>In account order (ordinal participant id).</summary>
    public required AccountOutcome[] Accounts { get; init; }

    /// <summary>The days that were opened, in order.</summary>
    public required DayOutcome[] Days { get; init; }

    /// <summary>Per mechanism, in the order of the definition.</summary>
    public required MechanismOutcome[] Mechanisms { get; init; }

    public int CyclesPosted { get; init; }

    public int CyclesPostponed { get; init; }

    /// <summary>The first thing found that must never be (money not conserved, ended twice), or null.</summary>
    public string? BrokenInvariant { get; init; }

    /// <summary>Payments that the arrangement made in this system, in the order in which they were made.</summary>
    public MadePayment[] Made { get; init; } = [];

    /// <summary>What became of them, by their place in <see cref="Made"/>.</summary>
    public OutcomeTable MadePayments { get; init; } = new(0);

    /// <summary>The steps of failure procedures, in order.</summary>
    public FailureLine[] Failures { get; init; } = [];

    /// <summary>The nets of posted cycles, by cycle and account.</summary>
    public NetLine[] Nets { get; init; } = [];

    /// <summary>What was paid into positions, for each day on which anything was.</summary>
    public FundingLine[] Funding { get; init; } = [];

    /// <summary>What closings asked for, in order.</summary>
    public ClosingLine[] Closings { get; init; } = [];

    /// <summary>The greatest value at any time that was released and not yet final (11.1, point 3).</summary>
    public Int128 ExposurePeakMinor { get; init; }

    /// <summary>The released sets, where they were asked for.</summary>
    public SetCertificates Certificates { get; init; } = SetCertificates.None;

    /// <summary>Daylight overdrafts by day and account, where they are measured and there were any.</summary>
    public OverdraftLine[] Overdrafts { get; init; } = [];

    /// <summary>The state of the queue over the day, where it is observed.</summary>
    public QueueObservation[] Observations { get; init; } = [];

    /// <summary>
    /// The tests failed at the close by the payments that waited then. Here, in certificates and in queues a payment
    /// that the arrangement made has the number of its place in <see cref="Made"/> after those of the scenario.
    /// </summary>
    public FailedTest[] FailedTests { get; init; } = [];

    /// <summary>The queue where it was seen stuck and just before a close, where that was asked for.</summary>
    public QueueSnapshot[] Queues { get; init; } = [];

    /// <summary>SHA-256 of the state at the end, 32 bytes (docs/reference/settlement.md).</summary>
    public required byte[] StateHash { get; init; }
}

/// <summary>One account over the whole run. Amounts in minor units.</summary>
public struct AccountOutcome
{
    public long OpeningMinor { get; set; }
    public long ClosingMinor { get; set; }

    /// <summary>Lowest balance seen, the opening included.</summary>
    public long MinimumMinor { get; set; }

    public int SentCount { get; set; }
    public long SentMinor { get; set; }
    public int ReceivedCount { get; set; }
    public long ReceivedMinor { get; set; }
}

/// <summary>One business day of one system.</summary>
/// <param name="Number">From 1.</param>
/// <param name="OpenAt">Instant of the open.</param>
/// <param name="CloseAt">Instant at which the day really closed.</param>
/// <param name="LiquidityUsedMinor">Metric 4: sum over accounts of max(0, opening - lowest),
/// injections left out.</param>
public readonly record struct DayOutcome(int Number, long OpenAt, long CloseAt, Int128 LiquidityUsedMinor);

/// <summary>What one release mechanism achieved.</summary>
public readonly record struct MechanismOutcome(int Sets, long Payments, Int128 ValueMinor);
