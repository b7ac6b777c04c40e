using System.Globalization;
using System.Text.Json;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>The figures of a scenario, in the order in which publications give them.</summary>
internal static class DescriptionTable
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static void Print(Terminal terminal, Scenario scenario, ScenarioDescription described)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            terminal.Line(JsonSerializer.Serialize(described, Snake));
            return;
        }

        terminal.Markup($"[bold]{Markup.Escape(described.Scenario)}[/] (amounts in {described.Currency})");
        Table table = new() { Border = TableBorder.Simple, ShowHeaders = false };
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        foreach ((string label, string figure) in Rows(scenario, described))
        {
            table.AddRow(Markup.Escape(label), Markup.Escape(figure));
        }

        terminal.Out.Write(table);
    }

    private static IEnumerable<(string Label, string Figure)> Rows(Scenario scenario, ScenarioDescription d)
    {
        string Amount(Int128 minor) => Figures.Format(MetricValue.Amount(minor), scenario.Currency);
        AmountDescription a = d.Amounts;
        NetworkDescription n = d.Network;
        ConcentrationDescription c = d.Concentration;
        return
        [
            ("days", Number(d.Days)),
            ("participants", Number(d.Participants)),
            ("  that send or receive", Number(d.ActiveParticipants)),
            ("opening balances", Amount(d.BalanceMinor)),
            ("intraday credit", Amount(d.CreditMinor)),
            ("  unlimited for", Number(d.UnlimitedCredit)),
            ("payments", Number(d.Payments)),
            ("value", Amount(d.ValueMinor)),
            ("amount, mean", Amount((Int128)decimal.Round(a.MeanMinor))),
            ("  smallest", Amount(a.MinimumMinor)),
            ("  1st percentile", Amount(a.Percentile1Minor)),
            ("  10th percentile", Amount(a.Percentile10Minor)),
            ("  median", Amount(a.MedianMinor)),
            ("  90th percentile", Amount(a.Percentile90Minor)),
            ("  99th percentile", Amount(a.Percentile99Minor)),
            ("  largest", Amount(a.MaximumMinor)),
            ("value sent by the largest", Percent(c.Top1)),
            ("  5 largest", Percent(c.Top5)),
            ("  10 largest", Percent(c.Top10)),
            ("  40 largest", Percent(c.Top40)),
            ("  Herfindahl index", c.Herfindahl.ToString("0.0000", CultureInfo.InvariantCulture)),
            ("links a day", Number(n.Links)),
            ("  density", Percent(n.Density)),
            ("  reciprocity", Percent(n.Reciprocity)),
            ("  mean degree", Number(n.MeanDegree)),
            ("  largest out, in", $"{Number(n.MaximumOutDegree)}, {Number(n.MaximumInDegree)}"),
            ("net debit positions", Amount(d.NetDebitMinor)),
            ("  short at the close", Number(d.ShortAtClose)),
            .. d.Hours.Select(h => ($"{h.Hour:00}:00 count, value", Shares(h.CountShare, h.ValueShare))),
            .. d.Priorities.Select(p => ($"{p.Name} count, value", Shares(p.CountShare, p.ValueShare))),
            .. d.Kinds.Select(k => ($"kind {k.Name} count, value", Shares(k.CountShare, k.ValueShare))),
        ];
    }

    private static string Number(decimal number) => number.ToString("#,##0.##", CultureInfo.InvariantCulture);

    private static string Percent(decimal share) =>
        (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Shares(decimal count, decimal value) => $"{Percent(count)}, {Percent(value)}";
}
