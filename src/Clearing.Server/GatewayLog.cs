using Clearing.Messages.Sessions;
using Microsoft.Extensions.Logging;

namespace Clearing.Server;

/// <summary>What the gateway logs: sessions, never a payment.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Information,
        "Session {Session} of {Terminal} with {Ledger} is open (proven: {IsProven}, from {From})")]
    public static partial void Opened(
        ILogger logger, long session, string terminal, string ledger, bool isProven, string from);

    [LoggerMessage(2, LogLevel.Information,
        "Session {Session} of {Terminal} is closed: {Code} {Text} ({Instructions} instructions, {Refused} refused)")]
    public static partial void Closed(
        ILogger logger, long session, string terminal, CloseCode code, string text, ulong instructions, ulong refused);

    [LoggerMessage(3, LogLevel.Warning, "A login from {From} was refused: {Code} {Text}")]
    public static partial void Refused(ILogger logger, string from, CloseCode code, string text);

    [LoggerMessage(5, LogLevel.Warning, "The ledger {Ledger} tells no news at present: {Text}")]
    public static partial void NoNews(ILogger logger, string ledger, string text);

    [LoggerMessage(4, LogLevel.Error, "Session {Session} of {Terminal} failed")]
    public static partial void Failed(ILogger logger, long session, string terminal, Exception exception);
}
