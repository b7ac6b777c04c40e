using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>Code words of MT and their twins in ISO 20022.</summary>
internal static class FinCodes
{
    // Field 23E: the order in which the codes must stand (D98).
    private static readonly string[] InstructionOrder =
    [
        "SDVA", "INTC", "REPA", "CORT", "HOLD", "CHQB", "PHOB", "TELB", "PHON", "TELE", "PHOI", "TELI",
    ];

    private static readonly string[] WithText = ["PHON", "PHOB", "PHOI", "TELE", "TELB", "TELI", "HOLD", "REPA"];

    private static readonly (string Mt, string Iso)[] Bearers =
        [("OUR", "DEBT"), ("BEN", "CRED"), ("SHA", "SHAR"), ("SHA", "SLEV")];

    /// <summary>DEBT, CRED, SHAR of OUR, BEN, SHA; another word as it is.</summary>
    public static string? BearerOf(string? code) =>
        Bearers.FirstOrDefault(pair => pair.Mt == code, (Mt: code!, Iso: code!)).Iso;

    /// <summary>OUR, BEN, SHA; SHA where nothing is said.</summary>
    public static string WriteBearer(string? code) =>
        Bearers.FirstOrDefault(pair => pair.Iso == code, (Mt: "SHA", Iso: "SHAR")).Mt;

    /// <summary>G001 of 001.</summary>
    public static string ServiceOf(string type) => type.Length == 3 ? "G" + type : type;

    /// <summary>001 of G001; null of another service.</summary>
    public static string? ServiceType(IReadOnlyList<string> services)
    {
        string? service = services.FirstOrDefault(s => s.Length == 4 && s[0] == 'G' && s[1..].All(char.IsAsciiDigit));
        return service?[1..];
    }

    /// <summary>
    /// SDVA is a service of ISO 20022, INTC and CORT are purposes; the other codes tell an agent what to do.
    /// </summary>
    public static (IReadOnlyList<string> Codes, IReadOnlyList<string> Services, string? Purpose) SplitInstructionCodes(
        IReadOnlyList<FinField> fields)
    {
        List<string> codes = [];
        List<string> services = [];
        string? purpose = null;
        foreach (FinField field in fields)
        {
            if (field.Value == "SDVA")
            {
                services.Add(field.Value);
            }
            else if (field.Value is "INTC" or "CORT" && purpose is null)
            {
                purpose = field.Value;
            }
            else
            {
                codes.Add(field.Value);
            }
        }

        return (codes, services, purpose);
    }

    /// <summary>The values of field 23E in the order the network wants.</summary>
    public static List<string> InstructionCodes(PaymentInstruction instruction)
    {
        List<string> values = [.. instruction.Services.Where(s => s == "SDVA"), .. instruction.InstructionCodes];
        if (instruction.CategoryPurpose is "INTC" or "CORT")
        {
            values.Add(instruction.CategoryPurpose);
        }

        List<string> ordered = [];
        foreach (string code in InstructionOrder)
        {
            string? value = values.Find(v => v.StartsWith(code, StringComparison.Ordinal));
            if (value is not null)
            {
                string text = value.Length > 5 && WithText.Contains(code) ? FinText.Cut(value[5..], 30) : "";
                ordered.Add(text.Length > 0 ? $"{code}/{text}" : code);
            }
        }

        return ordered;
    }
}
