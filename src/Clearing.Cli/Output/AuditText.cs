using System.Globalization;
using System.Text.Json;
using Clearing.Audit;

namespace Clearing.Cli.Output;

/// <summary>Prints what an audit found.</summary>
internal static class AuditText
{
    private const int NameWidth = 12;

    public static void Print(Terminal terminal, AuditReport report)
    {
        terminal.Line($"Journal in {report.Location}"
            + (report.IsServed ? ", which a service writes: up to what was durable when the audit began" : ""));
        Print(terminal, report.Store);
        foreach (LedgerFindings ledger in report.Ledgers)
        {
            terminal.Line();
            terminal.Line(ledger.Stream);
            foreach (AuditSection section in ledger.Sections)
            {
                Print(terminal, section);
            }

            terminal.Line(ledger.Last == 0
                ? "  no group was read"
                : string.Create(CultureInfo.InvariantCulture, $"  last good group {ledger.Last}, {ledger.Hash}"));
        }

        terminal.Line();
        terminal.Line(Conclusion(report));
    }

    public static string Json(AuditReport report)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("location", report.Location);
            writer.WriteBoolean("served", report.IsServed);
            writer.WriteBoolean("holds", report.Holds);
            writer.WriteBoolean("whole", report.IsWhole);
            writer.WritePropertyName("store");
            Write(writer, report.Store);
            writer.WriteStartArray("ledgers");
            foreach (LedgerFindings ledger in report.Ledgers)
            {
                writer.WriteStartObject();
                writer.WriteString("stream", ledger.Stream);
                writer.WriteNumber("groups", ledger.Groups);
                writer.WriteNumber("records", ledger.Records);
                writer.WriteNumber("last_group", ledger.Last);
                writer.WriteString("hash", ledger.Hash);
                writer.WriteStartArray("sections");
                foreach (AuditSection section in ledger.Sections)
                {
                    Write(writer, section);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Print(Terminal terminal, AuditSection section)
    {
        string mark = section.Verdict switch
        {
            AuditVerdict.Holds => "[green]✓[/]",
            AuditVerdict.Broken => "[red]✗[/]",
            _ => "[yellow]–[/]",
        };
        string text = Spectre.Console.Markup.Escape($" {section.Name.PadRight(NameWidth)} {section.Text}");
        terminal.Markup($"  {mark}{text}");
        foreach (AuditFinding finding in section.Findings)
        {
            terminal.Line($"      {Place(finding)}{finding.What}.");
            terminal.Line($"      {finding.Next}");
        }
    }

    private static string Place(AuditFinding finding) => finding.Group == 0 ? ""
        : finding.Record == 0
            ? string.Create(CultureInfo.InvariantCulture, $"group {finding.Group}: ")
            : string.Create(CultureInfo.InvariantCulture, $"group {finding.Group}, record {finding.Record}: ");

    private static string Conclusion(AuditReport report) => !report.Holds ? "The journal is broken."
        : report.IsWhole ? "Nothing is wrong."
        : report.Ledgers.Any(ledger => ledger.Sections.Any(section => section.Text == AuditReport.NoScenario))
            ? "Nothing is wrong in what could be judged. Name the scenario that it was served with, to have all judged."
        : "Nothing is wrong in what could be judged. Lines with – say why the rest was not.";

    private static void Write(Utf8JsonWriter writer, AuditSection section)
    {
        writer.WriteStartObject();
        writer.WriteString("name", section.Name);
        writer.WriteString("verdict", section.Verdict switch
        {
            AuditVerdict.Holds => "holds",
            AuditVerdict.Broken => "broken",
            _ => "not-judged",
        });
        writer.WriteString("text", section.Text);
        writer.WriteStartArray("findings");
        foreach (AuditFinding finding in section.Findings)
        {
            writer.WriteStartObject();
            writer.WriteNumber("group", finding.Group);
            writer.WriteNumber("record", finding.Record);
            writer.WriteString("what", finding.What);
            writer.WriteString("next", finding.Next);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
