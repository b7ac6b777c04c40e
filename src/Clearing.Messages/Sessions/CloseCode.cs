namespace Clearing.Messages.Sessions;

/// <summary>Why a connection ends.</summary>
public enum CloseCode : ushort
{
    /// <summary>As asked: a logout, all answered.</summary>
    Done = 0,

    /// <summary>Login: the protocol version is not spoken here; the number says which one is.</summary>
    Version = 1,

    /// <summary>Login: the environment is another one (test, live).</summary>
    Environment = 2,

    /// <summary>Login or later: the proof is missing or wrong, whatever the reason.</summary>
    Authentication = 3,

    /// <summary>Login: there is no such ledger here.</summary>
    Ledger = 4,

    /// <summary>Login: the terminal is of no participant of that ledger.</summary>
    Participant = 5,

    /// <summary>Login: as many sessions are open as may be.</summary>
    Full = 6,

    /// <summary>A head with a length, format or flags that cannot be.</summary>
    Frame = 16,

    /// <summary>A control frame that cannot be read, or not at this point.</summary>
    Control = 17,

    /// <summary>A batch whose lengths do not add up, or of more instructions than a frame may hold.</summary>
    Batch = 18,

    /// <summary>An instruction is not numbered as the next one; the number says which was expected.</summary>
    Sequence = 19,

    /// <summary>A frame of a kind that the session may not send.</summary>
    NotAllowed = 20,

    /// <summary>A notice was acknowledged that was never sent; the number is the last that was.</summary>
    Notices = 21,

    /// <summary>Nothing came for too long, not even a heartbeat; or a login or frame took too long to come.</summary>
    Idle = 32,

    /// <summary>What was sent was not read for too long.</summary>
    Slow = 33,

    /// <summary>Another session of the participant took over its notices.</summary>
    Replaced = 34,

    /// <summary>The ledger cannot go on at present; log in again later.</summary>
    Unavailable = 35,

    /// <summary>The service stops.</summary>
    Stopping = 36,
}
