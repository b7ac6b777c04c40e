using Microsoft.Extensions.Logging;

namespace Clearing.Server.Http;

/// <summary>What the HTTP interface logs: never a payment, an amount or a secret.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void Failed(ILogger logger, string method, string route, Exception exception);
}
