namespace Clearing.Journal;

/// <summary>A group as it goes into a store.</summary>
/// <param name="Place">Where the stream ends once the group is written.</param>
/// <param name="Body">Head and payload. Not touched by its owner until the append has returned.</param>
/// <param name="Texts">
/// The raw octets of the group's messages, written in the same transaction; empty where the world does not keep them.
/// </param>
public readonly record struct PendingGroup(GroupPlace Place, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Texts);
