using Clearing.Journal;

namespace Clearing.Grains.Replaying;

/// <summary>A state hash beside the one that was recorded.</summary>
/// <param name="Place">The state is that behind this group.</param>
/// <param name="Recorded">Of what was saved there; null = nothing was.</param>
/// <param name="Replayed">Of what the journal makes it.</param>
public sealed record ReplayedState(GroupPlace Place, byte[]? Recorded, byte[] Replayed)
{
    public bool Agrees => Recorded is null || Recorded.AsSpan().SequenceEqual(Replayed);
}

/// <summary>What the journal of a ledger came to.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="From">Sequence of the group behind which it was begun; 0 = from the beginning.</param>
/// <param name="Scripted">Commands of the script that were carried out.</param>
/// <param name="Outside">Instructions from outside.</param>
/// <param name="States">At the newest checkpoint, where there is one, and at the tail.</param>
/// <param name="IsOver">True when nothing more happens in it by itself, and its script is at its end.</param>
public sealed record LedgerReplayed(
    string Stream, long From, int Scripted, int Outside, IReadOnlyList<ReplayedState> States, bool IsOver)
{
    /// <summary>Behind the last group.</summary>
    public GroupPlace Tail => States[^1].Place;
}
