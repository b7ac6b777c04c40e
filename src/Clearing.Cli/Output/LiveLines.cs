using Microsoft.Extensions.Logging;

namespace Clearing.Cli.Output;

/// <summary>
/// What a service says on standard error: lines of its log, and its status. On a terminal the status stays the last
/// line and changes in place; elsewhere it is a line like others. For many threads at once.
/// </summary>
internal sealed class LiveLines(Terminal terminal)
{
    private const string Erase = "\r\u001b[K";

    private readonly Lock _lock = new();
    private string _status = "";

    private TextWriter Writer => terminal.Error.Profile.Out.Writer;

    /// <summary>The least level of the log that is wanted.</summary>
    public LogLevel Level => terminal.Quiet ? LogLevel.Warning : LogLevel.Information;

    /// <summary>True when lines of the log are JSON objects.</summary>
    public bool IsJson => terminal.Format == OutputFormat.Json;

    /// <summary>A line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            Writer.WriteLine(_status.Length > 0 ? $"{Erase}{text}" : text);
            if (_status.Length > 0)
            {
                Writer.Write(_status);
            }
        }
    }

    /// <summary>The status now; not with <c>--quiet</c>.</summary>
    public void Status(string text)
    {
        if (terminal.Quiet)
        {
            return;
        }

        if (!terminal.Animates)
        {
            Line(text);
            return;
        }

        lock (_lock)
        {
            // A line that wraps could not be erased.
            int width = terminal.Error.Profile.Width - 1;
            _status = text.Length > width ? text[..width] : text;
            Writer.Write(Erase + _status);
        }
    }

    /// <summary>The status has been said for the last time.</summary>
    public void EndStatus()
    {
        lock (_lock)
        {
            if (_status.Length > 0)
            {
                Writer.WriteLine();
                _status = "";
            }
        }
    }
}
