namespace Clearing.Messages.Instructions;

/// <summary>
/// Money sent back by MT 103 or 202: field 72 begins with /RETN/ or /REJT/, then the reason, the reference of the
/// payment that comes back (/MREF/) and a text (/TEXT/).
/// </summary>
internal static class FinReturns
{
    private const string Original = "/MREF/";
    private const string Text = "/TEXT/";

    public static bool IsReturn(IReadOnlyList<string> lines) =>
        lines.Count > 0
        && (lines[0].StartsWith("/RETN/", StringComparison.Ordinal)
            || lines[0].StartsWith("/REJT/", StringComparison.Ordinal));

    public static PaymentInstruction Read(PaymentInstruction instruction)
    {
        List<string> rest = [];
        foreach (string line in instruction.AgentInstructions)
        {
            if (rest.Count == 0 && (IsReturn([line]) && line.Length <= 10))
            {
                continue;
            }

            string? reason = ReasonOf(line, out string text);
            if (reason is not null && instruction.ReturnReason is null)
            {
                instruction = instruction with { ReturnReason = reason };
                if (text.Length > 0)
                {
                    rest.Add(Text + text);
                }
            }
            else if (line.StartsWith(Original, StringComparison.Ordinal) && instruction.OriginalReference is null)
            {
                instruction = instruction with { OriginalReference = line[Original.Length..] };
            }
            else
            {
                rest.Add(line);
            }
        }

        return instruction with { AgentInstructions = rest };
    }

    /// <summary>Field 72 of a return.</summary>
    public static List<string> Write(PaymentInstruction instruction)
    {
        List<string> lines = ["/RETN/99", $"/{instruction.ReturnReason ?? "NARR"}/"];
        if (instruction.OriginalReference is { } reference)
        {
            lines.Add(Original + FinText.Reference(reference));
        }

        return lines;
    }

    // /AC01/ and a text, also behind /RC/.
    private static string? ReasonOf(string line, out string text)
    {
        string[] parts = line.Split('/');
        int at = parts.Length > 2 && parts[1] == "RC" ? 2 : 1;
        text = parts.Length > at + 1 ? string.Join('/', parts[(at + 1)..]) : "";
        bool isReason = parts.Length > at && parts[at].Length == 4 && parts[at] is not "MREF" and not "TREF"
            and not "CHGS" and not "TEXT" and not "RETN" and not "REJT"
            && (char.IsAsciiDigit(parts[at][3]) || parts[at] is "CUST" or "DUPL" or "FOCR" or "NARR" or "FRAD");
        return isReason ? parts[at] : null;
    }
}
