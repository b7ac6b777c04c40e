using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Clearing.Cli.Output;

/// <summary>
/// Writes the log of a service line by line: for people, or with <c>--format json</c> one object a line whose fields
/// are those of the event.
/// </summary>
internal sealed class LogLines(LiveLines lines, TimeProvider time) : ILoggerProvider
{
    /// <summary>What is logged: what this program says; of what it stands on only what is wrong.</summary>
    public void Configure(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Error)
        .AddFilter("Clearing", lines.Level)
        .AddProvider(this);

    public ILogger CreateLogger(string categoryName) => new Logger(lines, time, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LiveLines lines, TimeProvider time, string category) : ILogger
    {
        private const string Template = "{OriginalFormat}";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            string message = formatter(state, exception);
            string at = time.GetUtcNow().UtcDateTime.ToString(
                lines.IsJson ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "HH:mm:ss", CultureInfo.InvariantCulture);
            lines.Line(lines.IsJson
                ? Json(at, logLevel, eventId, message, state as IEnumerable<KeyValuePair<string, object?>>, exception)
                : $"{at} {Word(logLevel)}{message}{(exception is null ? "" : $": {exception}")}");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            LogLevel.Critical => "critical: ",
            _ => "",
        };

        private string Json(
            string at, LogLevel level, EventId id, string message, IEnumerable<KeyValuePair<string, object?>>? fields,
            Exception? exception)
        {
            using MemoryStream buffer = new();
            using (Utf8JsonWriter writer = new(buffer))
            {
                writer.WriteStartObject();
                writer.WriteString("time", at);
                writer.WriteString("level", level.ToString().ToLowerInvariant());
                writer.WriteString("category", category);
                writer.WriteString("event", id.Name);
                writer.WriteString("message", message);
                foreach ((string name, object? value) in fields ?? [])
                {
                    if (name != Template)
                    {
                        writer.WriteString(
                            JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
                            Convert.ToString(value, CultureInfo.InvariantCulture));
                    }
                }

                if (exception is not null)
                {
                    writer.WriteString("exception", exception.ToString());
                }

                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
    }
}
