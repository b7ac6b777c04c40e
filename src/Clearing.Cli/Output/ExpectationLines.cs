using Clearing.Reports.Expectations;
using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>What the scenario expects, and whether the run agrees.</summary>
internal static class ExpectationLines
{
    public static void Print(Terminal terminal, IReadOnlyList<ExpectationResult> expectations)
    {
        if (expectations.Count == 0)
        {
            return;
        }

        terminal.Line();
        foreach (ExpectationResult expectation in expectations)
        {
            string text = Markup.Escape(expectation.Text);
            terminal.Markup(expectation.Met
                ? $"[green]✓[/] {text}"
                : $"[red]✗ {text}[/] (found {Markup.Escape(expectation.Found)})");
        }

        int met = expectations.Count(e => e.Met);
        terminal.Line($"{met} of {expectations.Count} expectations met");
    }
}
