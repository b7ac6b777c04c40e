using Microsoft.Extensions.Logging;

namespace Clearing.Server.Access;

/// <summary>What is logged of who may call: never a secret.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(1, LogLevel.Information, "{File} has changed and is in force: {Count} principals")]
    public static partial void Changed(ILogger logger, string file, int count);

    [LoggerMessage(3, LogLevel.Error,
        "The audit trail could not take a line ({Kind} by {By} about {About}): {Why}")]
    public static partial void NotKept(ILogger logger, string kind, string by, string about, string why);

    [LoggerMessage(2, LogLevel.Error,
        "{File}:{Line}:{Column}: {Code} {Text}. The access file has changed, and as long as it is wrong what was in "
        + "force before stays in force")]
    public static partial void Broken(ILogger logger, string file, int line, int column, string code, string text);
}
