using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Messages.Instructions;

/// <summary>
/// Ids that a target demands and the source has not: always the same for the same payment, never drawn.
/// </summary>
public static class DerivedIds
{
    /// <summary>A version-4 UUID out of sender, receiver, reference, value date and amount.</summary>
    public static string Uetr(PaymentInstruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(instruction.InstructingAgent)}|{Name(instruction.InstructedAgent)}|{instruction.Reference}|"
            + $"{instruction.ValueDate:yyyyMMdd}|{instruction.Currency}{instruction.Amount.ToText(5)}");
        return Uetr(text);
    }

    /// <summary>A version-4 UUID out of any text.</summary>
    public static string Uetr(string text)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        string hex = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }

    /// <summary>An IMAD of the value date, a source of our own and a sequence number (FW-5).</summary>
    /// <param name="instruction">Whose value date is taken.</param>
    /// <param name="sequence">1 to 999,999.</param>
    public static string Imad(PaymentInstruction instruction, int sequence)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        return string.Create(CultureInfo.InvariantCulture, $"{instruction.ValueDate:yyyyMMdd}CLEARING{sequence:D6}");
    }

    private static string Name(Agent agent) => agent.Bic ?? agent.MemberId ?? agent.Name ?? "";
}
