using Clearing.Messages;

namespace Clearing.Server.Intake;

/// <summary>Which messages are instructions to pay: one payment each, to the network and not from it.</summary>
internal static class PaymentTypes
{
    /// <summary>Octets of LT, session and sequence; the 28 of a MIR are those of a message from the network.</summary>
    private const int InputIdentity = 22;

    /// <summary>True for an instruction to pay.</summary>
    /// <param name="message">Its octets.</param>
    /// <param name="facts">What a reader that accepted it said.</param>
    /// <param name="isCustomers">True when a customer pays or is paid.</param>
    public static bool IsPayment(ReadOnlySpan<byte> message, in MessageFacts facts, out bool isCustomers)
    {
        switch (facts.Format)
        {
            case MessageFormat.Mt:
                isCustomers = facts.Type == "103";
                return facts.Type is "103" or "202" or "205" && facts.Identity.Length == InputIdentity;
            case MessageFormat.Iso20022:
                isCustomers = facts.Type.StartsWith("pacs.008.", StringComparison.Ordinal);
                return (isCustomers || facts.Type.StartsWith("pacs.009.", StringComparison.Ordinal))
                    && facts.Transfers == 1 && !facts.IsAdvice;
            default:
                isCustomers = facts.Type is "CTR" or "CTP";
                return (isCustomers || facts.Type == "BTR") && IsTransfer(facts.Subtype.Of(message));
        }
    }

    /// <summary>Subtypes 00, 02 and 08 move money; 01 and 07 ask for it back.</summary>
    private static bool IsTransfer(ReadOnlySpan<byte> subtype) =>
        subtype is [_, _, (byte)'0', (byte)'0' or (byte)'2' or (byte)'8'];
}
