using Microsoft.Extensions.Logging;

namespace Clearing.Server.Serving;

/// <summary>What the service logs.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "Key {Number} of {Terminal} has another secret than before; a new secret should have a new number")]
    public static partial void KeyChanged(ILogger logger, int number, string terminal);
}
