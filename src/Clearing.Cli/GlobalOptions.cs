using System.CommandLine;
using Clearing.Cli.Output;

namespace Clearing.Cli;

/// <summary>What every verb takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string> _format = new("--format")
    {
        Description = "How results are printed: text or json.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
        Recursive = true,
    };

    public GlobalOptions() => _format.AcceptOnlyFromAmong("text", "json");

    public Option<bool> NoColor { get; } =
        new("--no-color") { Description = "Print without colour.", Recursive = true };

    public Option<bool> Quiet { get; } =
        new("--quiet") { Description = "Print results and errors only.", Recursive = true };

    public void AddTo(Command root)
    {
        root.Add(NoColor);
        root.Add(Quiet);
        root.Add(_format);
    }

    public OutputFormat FormatOf(ParseResult parsed) =>
        parsed.GetValue(_format) == "json" ? OutputFormat.Json : OutputFormat.Text;
}
