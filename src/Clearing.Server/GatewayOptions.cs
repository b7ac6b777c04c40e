using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Access;

namespace Clearing.Server;

/// <summary>Who may open sessions, how many, and how long the gateway waits for them.</summary>
public sealed record GatewayOptions
{
    /// <summary>Test or live; a session of the other is refused.</summary>
    public NetworkEnvironment Environment { get; init; } = NetworkEnvironment.Test;

    /// <summary>
    /// Keys of the terminals. None at all is for development: then nobody proves anything, and only loopback
    /// addresses are served.
    /// </summary>
    public IReadOnlyList<AuthenticationKey> Keys { get; init; } = [];

    /// <summary>Holds sessions to an access file as well; null = there is none.</summary>
    public SessionGuard? Guard { get; init; }

    /// <summary>
    /// Keeps that a terminal ordered something about limits or funds: told both, before the answer leaves; null = nobody
    /// keeps it.
    /// </summary>
    public Func<string, string, Task>? KeepOrder { get; init; }

    /// <summary>The most sessions at once.</summary>
    public int MostSessions { get; init; } = 1024;

    /// <summary>The most unanswered instructions of a session, at least a frame of them.</summary>
    public int InstructionWindow { get; init; } = 4 * SessionProtocol.MostInFrame;

    /// <summary>The most notices of a session that it has not acknowledged.</summary>
    public int NoticeWindow { get; init; } = 4 * SessionProtocol.MostInFrame;

    /// <summary>
    /// The most batches of a session on their way to the ledger. While they are, what comes gathers and makes the next
    /// batch larger.
    /// </summary>
    public int BatchesUnderWay { get; init; } = 4;

    /// <summary>How long each step of a login may take.</summary>
    public TimeSpan LoginTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which a heartbeat is due; twice as long ends the session.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what was sent may stay unread.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a peer may take to read why it is disconnected.</summary>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Finds out whether the options can be run.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says why.</exception>
    public void Check()
    {
        if (InstructionWindow < SessionProtocol.MostInFrame || NoticeWindow < 1 || BatchesUnderWay < 1
            || MostSessions < 1)
        {
            throw new ArgumentException(
                $"A window holds at least {SessionProtocol.MostInFrame} instructions; other limits are at least 1.");
        }

        if (LoginTime <= TimeSpan.Zero || Heartbeat <= TimeSpan.Zero || WriteTime <= TimeSpan.Zero
            || CloseTime <= TimeSpan.Zero)
        {
            throw new ArgumentException("Times are longer than nothing.");
        }
    }
}
