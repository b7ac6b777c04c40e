using Clearing.Journal.Groups;

namespace Clearing.Journal;

/// <summary>
/// A group as it was read and verified: checksum, hash of the group before, sequence, epoch, stream. Its memory belongs
/// to the reader and is good until the next group is asked for.
/// </summary>
/// <param name="Head">What its head says.</param>
/// <param name="Place">Where the stream stands behind it.</param>
/// <param name="Body">Head and payload.</param>
public readonly record struct JournalGroup(GroupHead Head, GroupPlace Place, ReadOnlyMemory<byte> Body)
{
    /// <summary>The octets behind the head: for a ledger its slices.</summary>
    public ReadOnlyMemory<byte> Payload => Body[GroupHead.Octets..];
}
