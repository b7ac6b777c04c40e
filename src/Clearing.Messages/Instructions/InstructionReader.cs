using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>
/// Messages of every format into the one instruction. What a message says and the instruction has no place for is
/// added to the losses; why a message is no payment, to the errors. Judges nothing else: a message that its reader
/// rejects may still be read here.
/// </summary>
public static class InstructionReader
{
    /// <summary>MT 103, 202 and 205, also COV and returns; null = no payment.</summary>
    public static PaymentInstruction? Read(FinMessage message, Losses losses, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(errors);
        return FinInstructionReader.Read(message, losses, errors);
    }

    /// <summary>How many payments a pacs.008, pacs.009 or pacs.004 holds.</summary>
    public static int Count(IsoMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return IsoInstructionReader.Count(message);
    }

    /// <summary>The payment at a place, from 0, of a pacs.008, pacs.009 or pacs.004; null = none.</summary>
    public static PaymentInstruction? Read(IsoMessage message, int index, Losses losses, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(errors);
        return IsoInstructionReader.Read(message, index, losses, errors);
    }

    /// <summary>Fedwire CTR, CTP and BTR; null = no payment.</summary>
    public static PaymentInstruction? Read(FedwireMessage message, Losses losses, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(errors);
        return FedwireInstructionReader.Read(message, losses, errors);
    }
}
