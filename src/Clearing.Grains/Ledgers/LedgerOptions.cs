using Clearing.Journal;

namespace Clearing.Grains.Ledgers;

/// <summary>How much a ledger's shell holds at once, so that nothing in it grows without bound.</summary>
public sealed record LedgerOptions
{
    /// <summary>Commands that one turn carries out at most.</summary>
    public int MostCommands { get; init; } = 4_096;

    /// <summary>Commands that may wait for their turn; more are answered Busy.</summary>
    public int MostWaiting { get; init; } = 32_768;

    /// <summary>Payments that may wait in the systems' queues; with more, payments are answered Busy.</summary>
    public int MostQueued { get; init; } = 4_000_000;

    /// <summary>Records from one checkpoint to the next.</summary>
    public long CheckpointRecords { get; init; } = 4_000_000;

    /// <summary>Events that may wait for an observer; one with more is dropped.</summary>
    public int MostNews { get; init; } = 262_144;

    /// <summary>Bounds of groups; null = the journal's own.</summary>
    public GroupBounds? Groups { get; init; }

    /// <summary>From a fault of the store to the first try to open it again; it doubles with every try.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time between two tries.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(2);
}
