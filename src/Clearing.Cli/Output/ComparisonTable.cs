using Clearing.Reports;
using Clearing.Reports.Metrics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Clearing.Cli.Output;

/// <summary>
/// The systems side by side: a row a metric, a column a system. An arrangement stands before its members.
/// </summary>
internal static class ComparisonTable
{
    // What a person compares first; everything else is in summary.json and the report. A row is left out where it is
    // zero for every system and says nothing then. Decimals are those of ratios.
    private static readonly (string Metric, string Label, int Decimals, bool WhenZero)[] Rows =
    [
        ("settled_count", "settled", 0, true),
        ("settled_value", "  value", 0, true),
        ("unsettled_count", "unsettled", 0, true),
        ("unsettled_value", "  value", 0, false),
        ("rejected_count", "rejected", 0, false),
        ("cancelled_count", "cancelled", 0, false),
        ("unwound_count", "unwound", 0, false),
        ("unwound_value", "  value", 0, false),
        ("liquidity_used", "liquidity used", 0, true),
        ("funding_value", "money paid in", 0, false),
        ("turnover", "turnover", 2, true),
        ("delay_indicator", "delay indicator", 4, true),
        ("mean_delay_seconds", "mean delay (s)", 1, true),
        ("queue_value_max", "largest queue", 0, true),
        ("exposure_peak", "largest exposure", 0, false),
        ("free_seconds", "free (s)", 0, false),
        ("gridlock_seconds", "gridlock (s)", 0, false),
        ("sequence_deadlock_seconds", "sequence deadlock (s)", 0, false),
        ("deadlock_seconds", "deadlock (s)", 0, false),
        ("cycles_posted", "cycles posted", 0, false),
        ("cycles_postponed", "cycles postponed", 0, false),
        ("failed_count", "failed banks", 0, false),
        ("loss_covered", "losses covered", 0, false),
        ("loss_shared", "  as shares", 0, false),
        ("overdraft_fee", "overdraft fee", 0, false),
        ("overdraft_breaches", "ends below cap", 0, false),
    ];

    public static void Print(Terminal terminal, RunSummary run)
    {
        // A table wider than the terminal would break its figures: as many systems as fit stand beside each other.
        int first = 0;
        while (first < run.Columns.Count)
        {
            int count = run.Columns.Count - first;
            Table table = Of(run, first, count);
            while (count > 1 && WidthOf(table, terminal.Out) > terminal.Out.Profile.Width)
            {
                table = Of(run, first, --count);
            }

            terminal.Out.Write(table);
            first += count;
        }

        PrintBounds(terminal, run);
    }

    private static Table Of(RunSummary run, int first, int count)
    {
        Table table = new() { Border = TableBorder.Simple, ShowRowSeparators = false };
        table.AddColumn(new TableColumn("").NoWrap());
        foreach (ComparisonColumn column in run.Columns.Skip(first).Take(count))
        {
            table.AddColumn(new TableColumn(Head(column)).RightAligned().NoWrap());
        }

        foreach ((string name, string label, int decimals, bool whenZero) in Rows)
        {
            if (whenZero || run.Columns.Any(c => c.Metric(name).Number != 0))
            {
                table.AddRow(
                [
                    label, .. run.Columns.Skip(first).Take(count)
                        .Select(c => Figures.Format(c.Metric(name), c.Currency, decimals)),
                ]);
            }
        }

        return table;
    }

    private static int WidthOf(IRenderable table, IAnsiConsole console) =>
        table.Measure(RenderOptions.Create(console), int.MaxValue / 2).Max;

    // A rulebook named like its system is not said twice.
    private static string Head(ComparisonColumn column)
    {
        string name = Markup.Escape(column.Name);
        string head = column.IsMember ? "└ " + name : $"[bold]{name}[/]";
        return column.Rulebook == column.Name || column.System < 0
            ? head
            : $"{head} ({Markup.Escape(column.Rulebook)})";
    }

    // They belong to the payments, whatever system settles them.
    private static void PrintBounds(Terminal terminal, RunSummary run)
    {
        string Of(string metric) => Figures.Format(run.OfTheDay(metric), run.Scenario.Currency);

        terminal.Line($"  {Of("payments")} payments worth {Of("value")} {run.CurrencyCode}.");
        terminal.Line("  "
            + $"Liquidity to settle each when due: {Of("upper_bound_liquidity")}; "
            + $"all netted at once: {Of("lower_bound_liquidity")} (saves {Percent(run)}).");
    }

    private static string Percent(RunSummary run) =>
        run.OfTheDay("netting_ratio") is { Kind: MetricKind.Ratio } ratio ? Figures.Percent(ratio) : "nothing";
}
