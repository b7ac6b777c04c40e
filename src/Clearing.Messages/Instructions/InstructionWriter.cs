using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>
/// The one instruction in every format. A writer returns null and says why in the errors where the format cannot carry
/// the payment at all (<see cref="ConversionCodes"/>); what it leaves out is told by the losses of a conversion.
/// </summary>
public static class InstructionWriter
{
    /// <summary>MT 103 of a customer's payment, 202 or 202 COV between banks.</summary>
    /// <param name="instruction">What to write.</param>
    /// <param name="errors">Why it cannot be written.</param>
    /// <param name="type">205 instead of 202; null = as said above.</param>
    public static FinMessage? ToFin(PaymentInstruction instruction, MessageErrors errors, string? type = null)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(errors);
        return FinInstructionWriter.Write(instruction, type, errors);
    }

    /// <summary>pacs.008 of a customer's payment, pacs.009 between banks, pacs.004 of a return.</summary>
    /// <param name="instruction">What to write.</param>
    /// <param name="errors">Why it cannot be written.</param>
    /// <param name="usage">By whose rules.</param>
    /// <param name="documentId">Another version: pacs.008.001.10; null = .08, of pacs.004 .09.</param>
    public static IsoMessage? ToIso(
        PaymentInstruction instruction, MessageErrors errors, IsoUsage usage = IsoUsage.Cbpr, string? documentId = null)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(errors);
        return IsoInstructionWriter.Write(instruction, usage, documentId, errors);
    }

    /// <summary>Fedwire CTR of a customer's payment, BTR between banks, CTP with COVS of a cover.</summary>
    public static FedwireMessage? ToFedwire(PaymentInstruction instruction, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(errors);
        return FedwireInstructionWriter.Write(instruction, errors);
    }
}
