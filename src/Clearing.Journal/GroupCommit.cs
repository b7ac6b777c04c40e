namespace Clearing.Journal;

/// <summary>
/// Gathers slices into groups and writes them, one group at a time, on a thread of its own. Idle, it writes what comes
/// at once; while a write is under way the next group gathers. Fail-stop: the first fault ends it, everybody who waits
/// or comes later gets that fault, and nothing more is written.
/// </summary>
/// <remarks>
/// <see cref="HasRoomFor"/> and <see cref="Append"/> belong to one caller at a time, the ledger's shell; they never
/// block on a write. The tasks complete on the thread pool, in the order of the groups, not on the writer's thread.
/// </remarks>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <param name="journal">Stays the caller's to dispose, after this.</param>
    /// <param name="stamp">Goes into every group's head.</param>
    /// <param name="bounds">Null = <see cref="GroupBounds.Default"/>.</param>
    public GroupCommit(IJournal journal, GroupStamp stamp, GroupBounds? bounds = null) =>
        throw new NotSupportedException();

    /// <summary>The last place that is durable.</summary>
    public GroupPlace Durable => throw new NotSupportedException();

    /// <summary>What ended it; null while it runs.</summary>
    public JournalException? Fault => throw new NotSupportedException();

    /// <summary>
    /// Whether so much more may come without more than two full groups being outstanding. False: answer Busy. The
    /// answer stays good until the caller's next <see cref="Append"/>, since room only grows meanwhile.
    /// </summary>
    public bool HasRoomFor(int records, int octets) => throw new NotSupportedException();

    /// <summary>
    /// Takes one slice into the group that gathers. Never refused for want of room: what was executed must be written.
    /// </summary>
    /// <param name="instant">Of the slice; later than that of every slice before.</param>
    /// <param name="records">How many records the slice holds; 0 for time alone.</param>
    /// <param name="slice">Its octets, copied before this returns.</param>
    /// <param name="events">The octets of its events, which go into the group's digest and are not kept.</param>
    /// <param name="texts">Raw messages to be kept with it, copied.</param>
    /// <returns>
    /// The group's task, one for all its slices: done once the group is durable, with the place behind it, or failed
    /// with the <see cref="JournalException"/> that ended this.
    /// </returns>
    public Task<GroupPlace> Append(
        long instant,
        int records,
        ReadOnlySpan<byte> slice,
        ReadOnlySpan<byte> events,
        ReadOnlySpan<byte> texts = default) => throw new NotSupportedException();

    /// <summary>Writes what has gathered, then ends. Slices that come later get a fault.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
