using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clearing.Cli.Output;
using Clearing.Messages;
using Clearing.Messages.Instructions.Explanations;
using Spectre.Console;

namespace Clearing.Cli.Verbs;

/// <summary>A message field by field as a table for people, or as one JSON object.</summary>
internal static class MessageExplainOutput
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record Whole(
        string File, int Index, bool Valid, string? Format, string Type, string Title, IReadOnlyList<Field> Fields,
        IReadOnlyList<ChainLink> Chain, IReadOnlyList<string> Next, IReadOnlyList<Error> Errors,
        IReadOnlyList<Error> Warnings);

    private sealed record Field(
        string Name, string Words, string Value, string? Meaning, IReadOnlyList<Error>? Errors);

    private sealed record Error(string Code, string? Layer, string Where, string What);

    public static void Print(
        Terminal terminal, string file, int index, MessageReading reading, IReadOnlyList<MessageError> warnings)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            PrintJson(terminal, file, index, reading, warnings);
            return;
        }

        string title = reading.Title.Length > 0 ? $", {reading.Title}" : "";
        terminal.Line($"{file}, message {index}: {reading.Type}{title}");
        if (reading.Lines.Count > 0)
        {
            terminal.Out.Write(TableOf(reading));
        }

        Print(terminal, "Not accepted:", reading.Errors.Select(Text));
        Print(terminal, "Remarks:", warnings.Select(Text));
        Print(terminal, "Who is who:", Chain(reading.Chain));
        Print(terminal, "What happens:", reading.Next);
        terminal.Line();
    }

    private static Table TableOf(MessageReading reading)
    {
        Table table = new() { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (string head in (string[])["field", "what it is", "says", "means"])
        {
            table.AddColumn(new TableColumn(head));
        }

        foreach (ReadingLine line in reading.Lines)
        {
            table.AddRow(
                Markup.Escape(line.Field), Markup.Escape(line.Name), Markup.Escape(line.Value),
                Markup.Escape(line.Meaning));
            foreach (MessageError error in line.Errors)
            {
                table.AddRow("", "[red]not accepted[/]", $"[red]{Markup.Escape(error.Code)}[/]",
                    $"[red]{Markup.Escape(error.What)}[/]");
            }
        }

        return table;
    }

    private static IEnumerable<string> Chain(IReadOnlyList<ChainLink> chain)
    {
        int width = chain.Count == 0 ? 0 : chain.Max(link => link.Role.Length);
        return chain.Select((link, i) => $"{(i == 0 ? "   " : "-> ")}{link.Role.PadRight(width)}  {link.Who}");
    }

    private static void Print(Terminal terminal, string head, IEnumerable<string> lines)
    {
        bool isFirst = true;
        foreach (string line in lines)
        {
            if (isFirst)
            {
                terminal.Line(head);
                isFirst = false;
            }

            terminal.Line("  " + line);
        }
    }

    private static string Text(MessageError error) => $"{error.Code} {error.Where}: {error.What}";

    private static void PrintJson(
        Terminal terminal, string file, int index, MessageReading reading, IReadOnlyList<MessageError> warnings)
    {
        Whole whole = new(
            file, index, reading.Errors.Count == 0 && reading.Lines.All(line => line.Errors.Count == 0),
            MessageNames.Of(reading.Format), reading.Type, reading.Title,
            [
                .. reading.Lines.Select(line => new Field(
                    line.Field, line.Name, line.Value, line.Meaning.Length == 0 ? null : line.Meaning,
                    line.Errors.Count == 0 ? null : [.. line.Errors.Select(Of)])),
            ],
            reading.Chain, reading.Next, [.. reading.Errors.Select(Of)], [.. warnings.Select(Of)]);
        terminal.Line(JsonSerializer.Serialize(whole, Snake));
    }

    private static Error Of(MessageError error) =>
        new(error.Code, MessageNames.Of(error.Layer), error.Where, error.What);
}
