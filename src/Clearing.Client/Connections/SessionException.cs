using Clearing.Messages.Sessions;

namespace Clearing.Client.Connections;

/// <summary>A session could not be opened, or has ended.</summary>
public sealed class SessionException : IOException
{
    public SessionException(string message, CloseCode? code = null, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>What the service said; null when the connection ended without a word.</summary>
    public CloseCode? Code { get; }

    /// <summary>True when trying again cannot help: another version, key, ledger, or something we did wrong.</summary>
    public bool IsFinal => Code is not (null or CloseCode.Done or CloseCode.Full or CloseCode.Idle or CloseCode.Slow
        or CloseCode.Unavailable or CloseCode.Stopping);

    internal static SessionException Of(Close close) => new(
        $"The service closed the session: {close.Code}{(close.Text.Length > 0 ? $", {close.Text}" : "")}.", close.Code);
}
