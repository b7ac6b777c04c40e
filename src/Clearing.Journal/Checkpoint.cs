namespace Clearing.Journal;

/// <summary>A whole, verified copy of a ledger's state.</summary>
/// <param name="Place">The state is that behind this group.</param>
/// <param name="Stamp">Who wrote it, for which world.</param>
/// <param name="State">The octets that were saved; the journal does not look into them.</param>
public sealed record Checkpoint(GroupPlace Place, GroupStamp Stamp, ReadOnlyMemory<byte> State);
