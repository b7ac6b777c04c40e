using System.Text.Json;
using Clearing.Scenarios;

namespace Clearing.Cli.Output;

/// <summary>Errors of files, as people and editors read them.</summary>
internal static class ErrorLines
{
    /// <summary><c>file:line:column: CODE message</c>; parts that are not known are left out.</summary>
    public static string Format(ScenarioError error)
    {
        string place = error.File;
        if (error.Line > 0)
        {
            place += $":{error.Line}";
            if (error.Column > 0)
            {
                place += $":{error.Column}";
            }
        }

        return $"{place}: {error.Code} {error.Message}";
    }

    public static void Print(Terminal terminal, IReadOnlyList<ScenarioError> errors)
    {
        foreach (ScenarioError error in errors)
        {
            terminal.Problem(Format(error));
        }
    }

    /// <summary>One JSON object a file: <c>file</c>, <c>valid</c>, <c>errors</c>.</summary>
    public static string Json(string file, IReadOnlyList<ScenarioError> errors)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteBoolean("valid", errors.Count == 0);
            writer.WriteStartArray("errors");
            foreach (ScenarioError error in errors)
            {
                writer.WriteStartObject();
                writer.WriteString("code", error.Code);
                writer.WriteString("file", error.File);
                writer.WriteNumber("line", error.Line);
                writer.WriteNumber("column", error.Column);
                writer.WriteString("message", error.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
