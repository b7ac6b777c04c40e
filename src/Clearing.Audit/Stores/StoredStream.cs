namespace Clearing.Audit.Stores;

/// <summary>Behind a group of a stream, as its row says.</summary>
internal sealed record StoredPlace(long Sequence, long Records, long Instant, byte[] Hash);

/// <summary>The row of a stream, and what stands behind its last group, as they were together at one instant.</summary>
/// <param name="Id">By which its groups are found.</param>
/// <param name="Name">WORLD/ARRANGEMENT.</param>
/// <param name="Epoch">That of its last opener.</param>
/// <param name="First">Before the first group that is kept.</param>
/// <param name="Tail">Behind the last.</param>
/// <param name="Behind">Groups that stand behind the last.</param>
internal sealed record StoredStream(
    long Id, string Name, long Epoch, StoredPlace First, StoredPlace Tail, long Behind);

/// <summary>A group as a store has it.</summary>
/// <param name="Sequence">By its key.</param>
/// <param name="Body">Its octets.</param>
internal readonly record struct StoredGroup(long Sequence, byte[] Body);

/// <summary>The head of something that is kept in parts.</summary>
internal sealed record StoredHead(int Kind, long Number, long Epoch, byte[] Body)
{
    public const int Checkpoint = 1;
    public const int SealedRun = 2;
}

/// <summary>A fact of the world.</summary>
internal sealed record StoredFact(string Key, byte[] Value, long Checksum);
