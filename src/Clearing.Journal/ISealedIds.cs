namespace Clearing.Journal;

/// <summary>The sealed ids of a stream. Thread-safe.</summary>
public interface ISealedIds
{
    /// <summary>How many runs are sealed: the number of the next one.</summary>
    long Runs { get; }

    /// <summary>
    /// False: the id was never sealed. True: ask <see cref="FindAsync"/>; for an id never sealed this happens less than
    /// once in 10,000 for each run. From memory, without allocating.
    /// </summary>
    bool MayHold(UInt128 id);

    /// <summary>The value octets of a sealed id; null when it was never sealed.</summary>
    Task<byte[]?> FindAsync(UInt128 id, CancellationToken cancellation = default);

    /// <summary>
    /// Seals a run: sorted, written in parts, counted only when whole. A run that is there already (a replay makes it
    /// again) is left as it is.
    /// </summary>
    Task SealAsync(SealedRun run, CancellationToken cancellation = default);
}
