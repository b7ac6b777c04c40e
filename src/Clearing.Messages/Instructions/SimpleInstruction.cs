namespace Clearing.Messages.Instructions;

/// <summary>A payment of which only the essence is known, as a simulation or a generator knows it.</summary>
public static class SimpleInstruction
{
    /// <summary>An instruction that every format can carry: a customer's payment has two customers.</summary>
    /// <param name="kind">Customer's or bank's; a cover carries a customer's transfer between the same banks.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="receiver">Who receives it.</param>
    /// <param name="reference">At most 16 characters for MT and Fedwire.</param>
    /// <param name="uetr">Version-4 UUID; null = derived from the rest.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="amount">Greater than zero.</param>
    /// <param name="valueDate">Settlement date.</param>
    public static PaymentInstruction Create(
        InstructionKind kind, Agent sender, Agent receiver, string reference, string? uetr, string currency,
        DecimalAmount amount, DateOnly valueDate)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(reference);
        PaymentInstruction instruction = new()
        {
            Kind = kind,
            Reference = reference,
            EndToEndId = reference,
            Currency = currency,
            Amount = amount,
            ValueDate = valueDate,
            InstructingAgent = sender,
            InstructedAgent = receiver,
        };
        instruction = instruction with { Uetr = uetr ?? DerivedIds.Uetr(instruction) };
        Party debtor = CustomerOf("PAYER", "1", sender);
        Party creditor = CustomerOf("PAYEE", "2", receiver);
        return kind switch
        {
            InstructionKind.CustomerTransfer => instruction with
            {
                ChargeBearer = "SHAR",
                Debtor = debtor,
                DebtorAgent = sender,
                CreditorAgent = receiver,
                Creditor = creditor,
            },
            InstructionKind.CoverTransfer => instruction with
            {
                DebtorAgent = sender,
                CreditorInstitution = receiver,
                Underlying = new UnderlyingTransfer
                {
                    Debtor = debtor,
                    DebtorAgent = sender,
                    CreditorAgent = receiver,
                    Creditor = creditor,
                },
            },
            _ => instruction with { DebtorAgent = sender, CreditorInstitution = receiver },
        };
    }

    /// <summary>The same of two BICs.</summary>
    public static PaymentInstruction Create(
        InstructionKind kind, string senderBic, string receiverBic, string reference, string? uetr, string currency,
        DecimalAmount amount, DateOnly valueDate) =>
        Create(
            kind, new Agent { Bic = FinText.ShortBic(senderBic) }, new Agent { Bic = FinText.ShortBic(receiverBic) },
            reference, uetr, currency, amount, valueDate);

    private static Party CustomerOf(string role, string account, Agent agent)
    {
        string bank = agent.Bic ?? agent.MemberId ?? agent.Name ?? "A BANK";
        return new Party { Name = $"{role} AT {bank}", Account = $"{bank}-{account}" };
    }
}
