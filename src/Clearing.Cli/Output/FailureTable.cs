using System.Globalization;
using Clearing.Reports;
using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>Who failed in which round, and who paid what; nothing where nobody did.</summary>
internal static class FailureTable
{
    private const int MostRows = 30;

    public static void Print(Terminal terminal, RunSummary run)
    {
        for (int s = 0; s < run.Systems.Count; s++)
        {
            IReadOnlyList<FailureStory> lines = FailureStory.Of(run, s);
            if (lines.Count == 0)
            {
                continue;
            }

            terminal.Line();
            terminal.Markup($"[bold]{Markup.Escape(run.Systems[s].Name)}[/]: who could not pay");
            Table table = new() { Border = TableBorder.Simple, ShowRowSeparators = false };
            table.AddColumn(new TableColumn("round").RightAligned());
            table.AddColumn(new TableColumn("what").NoWrap());
            table.AddColumn(new TableColumn("amount").RightAligned().NoWrap());
            foreach (FailureStory line in lines.Take(MostRows))
            {
                table.AddRow(
                    line.Round.ToString(CultureInfo.InvariantCulture), Markup.Escape(line.What),
                    Figures.Separate(line.Amount));
            }

            terminal.Out.Write(table);
            if (lines.Count > MostRows)
            {
                terminal.Line($"  and {lines.Count - MostRows} lines more in failures.csv");
            }
        }
    }
}
