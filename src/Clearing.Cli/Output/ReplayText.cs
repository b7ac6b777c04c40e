using System.Globalization;
using System.Text.Json;
using Clearing.Grains.Replaying;
using Clearing.Reports;

namespace Clearing.Cli.Output;

/// <summary>Prints what journals came to.</summary>
internal static class ReplayText
{
    public static void Print(
        Terminal terminal, string location, IReadOnlyList<LedgerReplayed> ledgers, RunSummary? summary, string? folder)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            terminal.Line(Json(location, ledgers, folder));
            return;
        }

        terminal.Line($"Journal in {location}");
        foreach (LedgerReplayed ledger in ledgers)
        {
            terminal.Line();
            terminal.Line(Heading(ledger));
            foreach (ReplayedState state in ledger.States)
            {
                Print(terminal, state);
            }
        }

        if (summary is not null)
        {
            terminal.Line();
            ComparisonTable.Print(terminal, summary);
            ExpectationLines.Print(terminal, summary.Expectations);
            terminal.Line();
            terminal.Line($"Files:  {folder}");
            terminal.Line($"Report: {Path.Combine(folder!, "report.html")}");
        }
    }

    private static string Heading(LedgerReplayed ledger)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        string from = ledger.From == 0 ? "" : string.Create(plain, $" from behind group {ledger.From}");
        string until = ledger.Tail.Sequence == 0 ? "nothing" : string.Create(
            plain, $"{ledger.Tail.Sequence:N0} groups{from} to {Time(ledger.Tail.Instant)}");
        string over = ledger.IsOver ? "all days are over" : "its days go on";
        return string.Create(
            plain, $"{ledger.Stream}: {until}; {ledger.Scripted:N0} commands of the script, ")
            + string.Create(plain, $"{ledger.Outside:N0} instructions from outside; {over}");
    }

    private static void Print(Terminal terminal, ReplayedState state)
    {
        string mark = state.Agrees ? "[green]✓[/]" : "[red]✗[/]";
        string recorded = state.Recorded is null ? "no state is recorded here" : "recorded " + Hash(state.Recorded);
        terminal.Markup($"  {mark} behind group {state.Place.Sequence}, record {state.Place.Records}");
        terminal.Line($"      replayed {Hash(state.Replayed)}");
        terminal.Line($"      {recorded}");
    }

    private static string Json(string location, IReadOnlyList<LedgerReplayed> ledgers, string? folder)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("location", location);
            writer.WriteString("files", folder);
            writer.WriteStartArray("ledgers");
            foreach (LedgerReplayed ledger in ledgers)
            {
                writer.WriteStartObject();
                writer.WriteString("stream", ledger.Stream);
                writer.WriteNumber("from_group", ledger.From);
                writer.WriteNumber("last_group", ledger.Tail.Sequence);
                writer.WriteNumber("records", ledger.Tail.Records);
                writer.WriteNumber("scripted", ledger.Scripted);
                writer.WriteNumber("outside", ledger.Outside);
                writer.WriteBoolean("over", ledger.IsOver);
                writer.WriteStartArray("states");
                foreach (ReplayedState state in ledger.States)
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("group", state.Place.Sequence);
                    writer.WriteString("recorded", state.Recorded is null ? null : Hash(state.Recorded));
                    writer.WriteString("replayed", Hash(state.Replayed));
                    writer.WriteBoolean("agrees", state.Agrees);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Hash(byte[] hash) => Convert.ToHexStringLower(hash);

    private static string Time(long instant) => DateTime.UnixEpoch.AddTicks(instant * 10)
        .ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
