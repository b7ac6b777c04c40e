using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

/// <summary>A payment as a simulation knows it: who pays whom how much on which day.</summary>
/// <param name="Id">Becomes the reference; what a format cannot carry of it is cut.</param>
/// <param name="Payer">Paying bank: BIC, and for Fedwire its routing number.</param>
/// <param name="Payee">Paid bank, the same.</param>
/// <param name="Currency">ISO 4217 code; Fedwire knows USD only.</param>
/// <param name="Amount">Greater than zero.</param>
/// <param name="Date">Value date.</param>
public sealed record PlainPayment(
    string Id, Agent Payer, Agent Payee, string Currency, DecimalAmount Amount, DateOnly Date);

/// <summary>Writes the payments of a simulation as real messages.</summary>
public static class PaymentMessages
{
    private static readonly Dictionary<string, InstructionKind> Kinds = new()
    {
        ["103"] = InstructionKind.CustomerTransfer,
        ["pacs.008.001.08"] = InstructionKind.CustomerTransfer,
        ["CTR"] = InstructionKind.CustomerTransfer,
        ["202"] = InstructionKind.BankTransfer,
        ["pacs.009.001.08"] = InstructionKind.BankTransfer,
        ["BTR"] = InstructionKind.BankTransfer,
        ["202.COV"] = InstructionKind.CoverTransfer,
    };

    /// <summary>The types that a payment can be written as.</summary>
    public static IReadOnlyCollection<string> Types => Kinds.Keys;

    /// <summary>Writes a payment as a message of <paramref name="type"/>.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="payment">Which.</param>
    /// <param name="to">Where its octets go.</param>
    /// <param name="errors">Why it could not be written.</param>
    /// <returns>False when the format cannot carry it; then nothing is written.</returns>
    public static bool TryWrite(string type, PlainPayment payment, IBufferWriter<byte> to, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(errors);
        errors.Clear();
        PaymentInstruction instruction = SimpleInstruction.Create(
            Kinds[type], payment.Payer, payment.Payee, ReferenceOf(payment.Id), uetr: null, payment.Currency,
            payment.Amount, payment.Date);
        switch (MessageGenerator.FormatOf(type))
        {
            case MessageFormat.Mt when InstructionWriter.ToFin(instruction, errors) is { } message:
                FinWriter.Write(message, to, withChecksum: true);
                return true;
            case MessageFormat.Iso20022 when InstructionWriter.ToIso(instruction, errors) is { } message:
                IsoWriter.Write(message, to);
                return true;
            case MessageFormat.Fedwire when InstructionWriter.ToFedwire(instruction, errors) is { } message:
                FedwireWriter.Write(message, to);
                return true;
            default:
                return false;
        }
    }

    /// <summary>At most 16 characters of set x, without slashes at the ends or side by side (T26).</summary>
    private static string ReferenceOf(string id)
    {
        string kept = string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
        return kept.Length <= 16 ? kept : kept[^16..];
    }
}
