using System.Globalization;
using Clearing.Reports;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>Who failed in which round, and who paid what; nothing where nobody did.</summary>
internal static class FailureTable
{
    private const int MostRows = 30;

    public static void Print(Terminal terminal, RunSummary run)
    {
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            FailureLine[] lines = run.Outcomes[s].Failures;
            if (!Array.Exists(lines, line => line.Event is FailureEvent.Failed or FailureEvent.Unwound))
            {
                continue;
            }

            terminal.Line();
            terminal.Markup($"[bold]{Markup.Escape(run.Systems[s].Name)}[/]: who could not pay");
            Table table = new() { Border = TableBorder.Simple, ShowRowSeparators = false };
            table.AddColumn(new TableColumn("round").RightAligned());
            table.AddColumn(new TableColumn("what").NoWrap());
            table.AddColumn(new TableColumn("amount").RightAligned().NoWrap());
            foreach (FailureLine line in lines.Take(MostRows))
            {
                table.AddRow(
                    line.Round.ToString(CultureInfo.InvariantCulture), Markup.Escape(What(run.Scenario, s, line)),
                    Figures.Separate(run.CurrencyOf(s).Format(line.AmountMinor)));
            }

            terminal.Out.Write(table);
            if (lines.Length > MostRows)
            {
                terminal.Line($"  and {lines.Length - MostRows} lines more in failures.csv");
            }
        }
    }

    private static string What(Scenario scenario, int system, FailureLine line)
    {
        string Id(int account) => scenario.Participants[account].Id;
        string failed = line.Failed < 0 ? "the cycle" : Id(line.Failed);
        return line.Event switch
        {
            FailureEvent.Failed => $"{failed} fails, net debit",
            FailureEvent.Unwound => line.Failed < 0 ? "all payments taken out" : $"payments of {failed} taken out",
            FailureEvent.Postponed => line.Failed < 0 ? "cycle postponed" : $"cycle postponed, {failed} short by",
            _ => scenario.Systems[system].Failure[line.Step].Kind switch
            {
                FailureStepKind.Collateral => $"{failed}: own collateral",
                FailureStepKind.Pool => $"{failed}: pool, share of {Id(line.Payer)}",
                FailureStepKind.Guarantee => $"{failed}: the operator pays",
                _ => line.Payer < 0 ? $"{failed}: the operator pays" : $"{failed}: {Id(line.Payer)} pays",
            },
        };
    }
}
