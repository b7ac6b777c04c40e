namespace Clearing.Server.Notices;

/// <summary>How far a participant has taken its notices.</summary>
/// <param name="Sequence">A group of the ledger's journal, up to which all is taken.</param>
/// <param name="Before">How many notices the participant had up to there.</param>
/// <param name="Taken">Number of the last notice taken; those from <paramref name="Before"/> on are worked out again.
/// </param>
public readonly record struct NoticePlace(long Sequence, ulong Before, ulong Taken);

/// <summary>
/// Keeps what must last of the sessions of participants: how many there were, and how far their notices were taken.
/// What is lost of the latter costs repeats with the numbers they had, never a notice.
/// </summary>
public interface INoticePlaces
{
    /// <summary>A session begins; its number, which no other session of the participant ever has.</summary>
    Task<long> BeginSessionAsync(int participant);

    /// <summary>
    /// A session has the notices of a ledger, or wants them. False when a later session of the participant has them, be
    /// it through another process.
    /// </summary>
    Task<bool> HoldAsync(string ledger, int participant, long session);

    /// <summary>The place of a participant; the beginning when none was kept.</summary>
    Task<NoticePlace> ReadAsync(string ledger, int participant);

    Task WriteAsync(string ledger, int participant, NoticePlace place);
}
