namespace Clearing.Journal;

/// <summary>
/// A place in a stream: behind one of its groups, or its start. What is read from a place on must follow from its hash,
/// so a place cannot be made up from a number alone.
/// </summary>
/// <param name="Sequence">Number of the group, from 1; 0 is the start of the stream.</param>
/// <param name="Records">Records of the stream up to and with that group.</param>
/// <param name="Instant">
/// Last instant of that group, microseconds since 1970 UTC; at the start <see cref="long.MinValue"/>.
/// </param>
/// <param name="Hash">SHA-256 over the whole body of that group; at the start none.</param>
public readonly record struct GroupPlace(long Sequence, long Records, long Instant, Hash256 Hash)
{
    /// <summary>Before the first group of any stream.</summary>
    public static GroupPlace Start { get; } = new(0, 0, long.MinValue, default);
}
