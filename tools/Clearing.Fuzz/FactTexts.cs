using System.Globalization;
using System.Text;
using Clearing.Messages;
using Clearing.Messages.Iso20022;

namespace Clearing.Fuzz;

/// <summary>What a message says, as one text, so that two messages can be compared whose octets differ.</summary>
internal static class FactTexts
{
    /// <summary>Also shows that every slot lies within the message.</summary>
    public static string Of(in MessageFacts facts, ReadOnlySpan<byte> message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{facts.Type}|{Text(facts.Sender, message)}|{Text(facts.Receiver, message)}|{Text(facts.Reference, message)}|"
        + $"{Text(facts.Uetr, message)}|{facts.ValueDate}|{Text(facts.Currency, message)}|{facts.HasAmount}|"
        + $"{facts.Amount.ToText(0)}|{facts.IsPossibleDuplicate}|{Text(facts.Identity, message)}");

    /// <summary>Tells kinds of verdicts apart: accepted ones by type, others by their errors without figures.</summary>
    public static ulong Signature(bool isAccepted, in MessageFacts facts, MessageErrors errors)
    {
        ulong hash = isAccepted ? 1469598103934665603UL : 1099511628211UL;
        hash = Add(hash, facts.Type ?? "");
        foreach (MessageError error in errors.All.Take(2))
        {
            hash = Add(Add(hash, error.Code), error.Where);
        }

        return hash;
    }

    private static string Text(Slot slot, ReadOnlySpan<byte> message) =>
        slot.IsEmpty ? "" : message.Length > 0 && message[0] == '{'
            ? Encoding.Latin1.GetString(slot.Of(message)) : IsoText.Decode(slot.Of(message)).Trim();

    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                hash = unchecked((hash ^ c) * 1099511628211UL);
            }
        }

        return hash;
    }
}
