namespace Clearing.Journal.Storage;

/// <summary>What a store says of a stream as a whole.</summary>
/// <param name="Epoch">That of its last opener.</param>
/// <param name="Beginning">Before the first group that is kept.</param>
/// <param name="Tail">
/// Behind the last group. Kept beside the groups and changed with each of them, so that a lost group shows.
/// </param>
public readonly record struct StreamRow(long Epoch, GroupPlace Beginning, GroupPlace Tail);
