using Clearing.Server.Sessions;

namespace Clearing.Server.Notices;

/// <summary>Where one session is in the news of a ledger.</summary>
/// <param name="account">The account that it is told of.</param>
/// <param name="position">Sequence up to which it has been told.</param>
/// <param name="woken">Set when there is something new for it.</param>
/// <param name="replaced">Called when another session of the same participant takes over.</param>
internal sealed class NoticeFeed(int account, long position, Signal woken, Action replaced)
{
    public int Account => account;

    /// <summary>Changed under the lock of its board.</summary>
    public long Position { get; set; } = position;

    public Signal Woken => woken;

    public Action Replaced => replaced;
}
