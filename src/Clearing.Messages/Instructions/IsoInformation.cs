using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>What a payment says to banks, authorities and the payee.</summary>
internal static class IsoInformation
{
    private const string ForCreditorAgent = "/ACC/";

    // The only codes of field 23E that InstrForCdtrAgt knows.
    private static readonly string[] CreditorAgentCodes = ["CHQB", "HOLD", "PHOB", "TELB"];

    public static PaymentInstruction Read(IsoFields fields, IsoElement item, PaymentInstruction instruction)
    {
        (IReadOnlyList<string> codes, IReadOnlyList<string> lines) = AgentInstructions(fields, item);
        List<string> reporting = [];
        foreach (IsoElement details in IsoFields.All(item, "RgltryRptg").SelectMany(r => IsoFields.All(r, "Dtls")))
        {
            reporting.AddRange(Texts(fields, details, "Inf"));
        }

        return instruction with
        {
            InstructionCodes = codes,
            AgentInstructions = lines,
            Purpose = fields.Choice(item, "Purp"),
            RegulatoryReporting = reporting,
            Remittance = Remittance(fields, item),
        };
    }

    public static List<string> Remittance(IsoFields fields, IsoElement at) =>
        at.Find("RmtInf") is { } remittance ? Texts(fields, remittance, "Ustrd") : [];

    public static (IReadOnlyList<string> Codes, IReadOnlyList<string> Lines) AgentInstructions(
        IsoFields fields, IsoElement at)
    {
        List<string> codes = [];
        List<string> lines = [];
        foreach (IsoElement element in IsoFields.All(at, "InstrForCdtrAgt"))
        {
            string? text = fields.Text(element, "InstrInf");
            if (fields.Text(element, "Cd") is { } code)
            {
                codes.Add(text is null ? code : $"{code}/{text}");
            }
            else if (text is not null)
            {
                lines.Add(text.StartsWith('/') ? text : ForCreditorAgent + text);
            }
        }

        foreach (IsoElement element in IsoFields.All(at, "InstrForNxtAgt"))
        {
            if (fields.Text(element, "InstrInf") is { } text)
            {
                lines.Add(text);
            }
        }

        return (codes, lines);
    }

    private static List<string> Texts(IsoFields fields, IsoElement at, string name)
    {
        List<string> texts = [];
        foreach (IsoElement element in IsoFields.All(at, name))
        {
            if (fields.Text(element) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>InstrForCdtrAgt and InstrForNxtAgt.</summary>
    public static List<IsoElement> Instructions(IReadOnlyList<string> codes, IReadOnlyList<string> lines)
    {
        List<IsoElement> elements = [];
        foreach (string code in codes)
        {
            if (code.Length >= 4 && CreditorAgentCodes.Contains(code[..4]))
            {
                elements.Add(IsoElement.Of(
                    "InstrForCdtrAgt",
                    IsoElement.Leaf("Cd", code[..4]),
                    code.Length > 5 ? IsoLeaf.Text("InstrInf", code[5..], 140) : null));
            }
        }

        bool isForCreditorAgent = false;
        List<IsoElement> next = [];
        foreach (string line in lines)
        {
            // A line that begins with // goes on with the one before.
            isForCreditorAgent = line.StartsWith("//", StringComparison.Ordinal)
                ? isForCreditorAgent
                : line.StartsWith(ForCreditorAgent, StringComparison.Ordinal);
            if (IsoLeaf.Text("InstrInf", line, 140) is { } text)
            {
                (isForCreditorAgent ? elements : next).Add(
                    IsoElement.Of(isForCreditorAgent ? "InstrForCdtrAgt" : "InstrForNxtAgt", text));
            }
        }

        return [.. elements, .. next];
    }

    public static IsoElement? Reporting(IReadOnlyList<string> lines) => lines.Count == 0 ? null : IsoElement.Of(
        "RgltryRptg", IsoElement.Of("Dtls", [.. lines.Select(line => IsoLeaf.Text("Inf", line))]));

    public static IsoElement? Remittance(IReadOnlyList<string> lines) => lines.Count == 0 ? null : IsoLeaf.Some(
        IsoElement.Of("RmtInf", [.. lines.Select(line => IsoLeaf.Text("Ustrd", line, 140))]));
}
