namespace Clearing.Messages.Instructions;

/// <summary>
/// Field 70: remittance lines, and under code words what MT has no field for: /ROC/ the end-to-end id (a line that
/// begins with // goes on with it), /PURP/ a purpose that is no code of field 26T.
/// </summary>
internal static class FinRemittance
{
    private const string EndToEnd = "/ROC/";
    private const string PurposeCode = "/PURP/";
    private const int Width = 35;
    private const int MostLines = 4;

    public static PaymentInstruction Read(PaymentInstruction instruction, string[] lines)
    {
        List<string> remittance = [];
        string? endToEnd = null;
        string? purpose = instruction.Purpose;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (endToEnd is null && line.StartsWith(EndToEnd, StringComparison.Ordinal))
            {
                endToEnd = line[EndToEnd.Length..];
                if (line.Length == Width && i + 1 < lines.Length
                    && lines[i + 1].StartsWith("//", StringComparison.Ordinal))
                {
                    endToEnd += lines[++i][2..];
                }
            }
            else if (purpose is null && line.StartsWith(PurposeCode, StringComparison.Ordinal))
            {
                purpose = line[PurposeCode.Length..];
            }
            else
            {
                remittance.Add(line);
            }
        }

        return instruction with
        {
            EndToEndId = endToEnd ?? instruction.EndToEndId,
            Purpose = purpose,
            Remittance = remittance,
        };
    }

    public static List<string> Write(PaymentInstruction instruction)
    {
        List<string> lines = [];
        if (instruction.EndToEndId is { } id)
        {
            string text = EndToEnd + FinText.Clean(id);
            lines.Add(text.Length <= Width ? text : text[..Width]);
            if (text.Length > Width)
            {
                lines.Add("//" + text[Width..]);
            }
        }

        if (instruction.Purpose is { } purpose && !IsTransactionType(purpose))
        {
            lines.Add(FinText.Cut(PurposeCode + purpose, Width));
        }

        lines.AddRange(FinText.Wrap(instruction.Remittance, Width, MostLines));
        return lines.Count <= MostLines ? lines : lines[..MostLines];
    }

    /// <summary>True of a code that fits field 26T.</summary>
    public static bool IsTransactionType(string purpose) =>
        purpose.Length == 3 && purpose.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
