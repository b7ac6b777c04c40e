using System.Text;
using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>How results are printed.</summary>
public enum OutputFormat { Text, Json }

/// <summary>
/// Where a verb prints: results on <see cref="Out"/>, progress and diagnostics on <see cref="Error"/>.
/// </summary>
public sealed class Terminal : IDisposable
{
    // Nobody wraps a file: a table or an error that is piped may be as wide as it needs.
    private const int WidthOfNoTerminal = 1_000_000;

    private int _progressWidth;

    public Terminal(IAnsiConsole standardOut, IAnsiConsole standardError)
    {
        Out = standardOut;
        Error = standardError;
    }

    public IAnsiConsole Out { get; private set; }

    public IAnsiConsole Error { get; private set; }

    public OutputFormat Format { get; private set; }

    public bool Quiet { get; private set; }

    /// <summary>True when a moving progress bar makes sense.</summary>
    public bool Animates { get; private init; }

    public static Terminal OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            Create(Console.Out, Console.IsOutputRedirected, color: true),
            Create(Console.Error, Console.IsErrorRedirected, color: true))
        {
            Animates = !Console.IsErrorRedirected,
        };
    }

    /// <summary>Takes over what the command line says about printing.</summary>
    public void Configure(OutputFormat format, bool quiet, bool noColor)
    {
        Format = format;
        Quiet = quiet;
        if (noColor)
        {
            Out.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            Error.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }
    }

    /// <summary>A line of the result, as it is.</summary>
    public void Line(string text = "") => Out.Profile.Out.Writer.WriteLine(text);

    /// <summary>A line of the result in Spectre's markup.</summary>
    public void Markup(string markup) => Out.MarkupLine(markup);

    /// <summary>A line about what is going on; not with <c>--quiet</c>.</summary>
    public void Note(string text)
    {
        if (!Quiet)
        {
            Error.Profile.Out.Writer.WriteLine(text);
        }
    }

    /// <summary>
    /// A line about how far something is: over the one before where somebody watches, else below it; not with
    /// <c>--quiet</c>.
    /// </summary>
    public void Progress(string text)
    {
        if (Quiet || !Animates)
        {
            Note(text);
            return;
        }

        string shown = text.Length < Error.Profile.Width ? text : text[..(Error.Profile.Width - 1)];
        Error.Profile.Out.Writer.Write("\r" + shown.PadRight(_progressWidth));
        _progressWidth = shown.Length;
    }

    /// <summary>No more lines about how far it is; what is printed next stands on a line of its own.</summary>
    public void EndProgress()
    {
        if (_progressWidth > 0)
        {
            Error.Profile.Out.Writer.WriteLine();
            _progressWidth = 0;
        }
    }

    /// <summary>A line about what went wrong.</summary>
    public void Problem(string text) => Error.MarkupLine($"[red]{Spectre.Console.Markup.Escape(text)}[/]");

    public void Dispose()
    {
        Out.Profile.Out.Writer.Flush();
        Error.Profile.Out.Writer.Flush();
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected, bool color)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || !color ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = WidthOfNoTerminal;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
