using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>The instruction as pacs.008, pacs.009 or pacs.004.</summary>
internal static class IsoInstructionWriter
{
    private const string NotProvided = "NOTPROVIDED";

    /// <param name="instruction">What to write.</param>
    /// <param name="usage">By whose rules.</param>
    /// <param name="documentId">pacs.008.001.08 ...; null = version .08 (pacs.004: .09) of what the payment is.</param>
    /// <param name="errors">Why it cannot be written.</param>
    public static IsoMessage? Write(
        PaymentInstruction instruction, IsoUsage usage, string? documentId, MessageErrors errors)
    {
        bool isCustomer = instruction.Creditor is not null && instruction.Underlying is null;
        string family = instruction.Kind == InstructionKind.Return ? "pacs.004" : isCustomer ? "pacs.008" : "pacs.009";
        documentId ??= family + (family == "pacs.004" ? ".001.09" : ".001.08");
        if (!documentId.StartsWith(family, StringComparison.Ordinal))
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "Document",
                $"This payment is a {family}, not a {documentId}.");
            return null;
        }

        if (Addressed(instruction, usage, errors) is not { } addressed)
        {
            return null;
        }

        DateTimeOffset createdAt = CreatedAt(addressed);
        IsoElement document = family switch
        {
            "pacs.004" => IsoReturns.Write(addressed, createdAt, usage),
            "pacs.008" => IsoElement.Of(
                "FIToFICstmrCdtTrf", Group(addressed, createdAt, usage), Customer(addressed, usage)),
            _ => IsoElement.Of("FICdtTrf", Group(addressed, createdAt, usage), Bank(addressed, usage)),
        };
        return IsoHeader.Write(documentId, document, addressed, createdAt, usage);
    }

    /// <summary>The day of value where the source had no time.</summary>
    public static DateTimeOffset CreatedAt(PaymentInstruction instruction) =>
        instruction.CreatedAt ?? new DateTimeOffset(instruction.ValueDate.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    // What the usage demands and the instruction does not say: UETR and IMAD are derived, never drawn.
    private static PaymentInstruction? Addressed(PaymentInstruction instruction, IsoUsage usage, MessageErrors errors)
    {
        (string? scheme, string system) = usage switch
        {
            IsoUsage.Fedwire => ("USABA", "Fedwire"),
            IsoUsage.Chips => ("USPID", "CHIPS"),
            _ => ((string?)null, ""),
        };
        if (scheme is not null && instruction.Currency != "USD")
        {
            errors.Add(
                ConversionCodes.Currency, MessageLayer.Semantic, "IntrBkSttlmAmt",
                $"{system} settles USD only, this payment is in {instruction.Currency}.");
            return null;
        }

        foreach (Agent agent in (Agent[])[instruction.InstructingAgent, instruction.InstructedAgent])
        {
            if (scheme is not null && (agent.MemberScheme != scheme || agent.MemberId is null))
            {
                errors.Add(
                    ConversionCodes.Address, MessageLayer.Semantic, "InstgAgt, InstdAgt",
                    $"{system} addresses institutions by {scheme}; {agent.Bic ?? "one"} has no such number: give it.");
                return null;
            }
        }

        return instruction with
        {
            Uetr = instruction.Uetr ?? DerivedIds.Uetr(instruction),
            Imad = usage == IsoUsage.Fedwire ? instruction.Imad ?? DerivedIds.Imad(instruction, 1) : instruction.Imad,
        };
    }

    public static string MessageId(PaymentInstruction instruction, IsoUsage usage) =>
        usage == IsoUsage.Fedwire ? instruction.Imad! : instruction.MessageId ?? instruction.Reference;

    private static IsoElement Group(PaymentInstruction instruction, DateTimeOffset createdAt, IsoUsage usage) =>
        IsoElement.Of(
            "GrpHdr",
            IsoLeaf.Text("MsgId", MessageId(instruction, usage)),
            IsoLeaf.Time("CreDtTm", createdAt),
            IsoElement.Leaf("NbOfTxs", "1"),
            IsoSettlement.Settlement(instruction, usage));

    private static List<IsoElement?> Head(PaymentInstruction instruction, IsoUsage usage) =>
    [
        IsoElement.Of(
            "PmtId",
            IsoLeaf.Text("InstrId", instruction.Reference),
            IsoLeaf.Text("EndToEndId", instruction.EndToEndId ?? instruction.RelatedReference ?? NotProvided),
            IsoLeaf.Text("TxId", instruction.TransactionId),
            IsoLeaf.Text("UETR", instruction.Uetr, 36),
            IsoLeaf.Text("ClrSysRef", instruction.ClearingSystemReference)),
        IsoSettlement.Type(instruction, usage),
        IsoLeaf.Amount("IntrBkSttlmAmt", new Charge(instruction.Currency, instruction.Amount)),
        IsoLeaf.Date("IntrBkSttlmDt", instruction.ValueDate),
        IsoLeaf.Text("SttlmPrty", instruction.SettlementPriority),
        .. IsoSettlement.Times(instruction),
    ];

    private static List<IsoElement?> Agents(string name, IReadOnlyList<Agent> agents)
    {
        List<IsoElement?> elements = [];
        for (int i = 0; i < Math.Min(3, agents.Count); i++)
        {
            elements.AddRange(
                IsoParties.WriteWithAccount(name + (i + 1).ToString(CultureInfo.InvariantCulture), agents[i]));
        }

        return elements;
    }

    private static List<IsoElement?> Chain(PaymentInstruction instruction) =>
    [
        .. Agents("PrvsInstgAgt", instruction.PreviousAgents),
        Named(IsoParties.WriteAgent("InstgAgt", instruction.InstructingAgent)),
        Named(IsoParties.WriteAgent("InstdAgt", instruction.InstructedAgent)),
        .. Agents("IntrmyAgt", instruction.Intermediaries),
    ];

    // An institution of which nothing is known is left out where the schema lets it.
    private static IsoElement? Named(IsoElement? agent) =>
        agent?.Find("FinInstnId") is { Children.Count: > 0 } ? agent : null;

    private static IsoElement Customer(PaymentInstruction instruction, IsoUsage usage)
    {
        Agent debtorAgent = instruction.DebtorAgent ?? instruction.InstructingAgent;
        Agent creditorAgent = instruction.CreditorAgent ?? instruction.InstructedAgent;
        Charge settled = new(instruction.Currency, instruction.Amount);
        List<IsoElement?> elements =
        [
            .. Head(instruction, usage),
            IsoLeaf.Amount("InstdAmt", instruction.Instructed ?? (usage == IsoUsage.Fedwire ? settled : null)),
            IsoLeaf.Text("XchgRate", instruction.ExchangeRate),
            IsoElement.Leaf("ChrgBr", Bearer(instruction, usage)),
            .. Charges(instruction),
            .. Chain(instruction),
            instruction.UltimateDebtor is { } first ? IsoParties.WriteParty("UltmtDbtr", first) : null,
            .. WithAccount("Dbtr", instruction.Debtor ?? new Party()),
            .. IsoParties.WriteWithAccount("DbtrAgt", debtorAgent),
            .. IsoParties.WriteWithAccount("CdtrAgt", creditorAgent),
            .. WithAccount("Cdtr", instruction.Creditor!),
            instruction.UltimateCreditor is { } last ? IsoParties.WriteParty("UltmtCdtr", last) : null,
            .. IsoInformation.Instructions(instruction.InstructionCodes, AgentLines(instruction, usage)),
            IsoLeaf.Choice("Purp", instruction.Purpose),
            IsoInformation.Reporting(instruction.RegulatoryReporting),
            IsoInformation.Remittance(instruction.Remittance),
        ];
        return IsoElement.Of("CdtTrfTxInf", [.. elements]);
    }

    // Fedwire knows instructions for the creditor's agent only.
    private static IReadOnlyList<string> AgentLines(PaymentInstruction instruction, IsoUsage usage) =>
        usage == IsoUsage.Fedwire
            ? [.. instruction.AgentInstructions.Where(line => line.StartsWith("/ACC/", StringComparison.Ordinal))]
            : instruction.AgentInstructions;

    private static string Bearer(PaymentInstruction instruction, IsoUsage usage) =>
        instruction.ChargeBearer switch
        {
            "DEBT" or "CRED" or "SHAR" => instruction.ChargeBearer,
            "SLEV" when usage != IsoUsage.Cbpr => "SLEV",
            _ => "SHAR",
        };

    private static List<IsoElement?> Charges(PaymentInstruction instruction)
    {
        Charge[] charges = [.. instruction.ReceiverCharge is { } charge ? [charge] : Array.Empty<Charge>(),
            .. instruction.SenderCharges];
        return
        [
            .. charges.Select(c => IsoElement.Of(
                "ChrgsInf", IsoLeaf.Amount("Amt", c), IsoParties.WriteAgent("Agt", c.Agent ?? NobodyKnown))),
        ];
    }

    private static readonly Agent NobodyKnown = new() { Name = NotProvided, Address = [NotProvided] };

    public static IsoElement?[] WithAccount(string name, Party party) =>
        [IsoParties.WriteParty(name, party), IsoParties.WriteAccount(name + "Acct", party.Account)];

    private static IsoElement Bank(PaymentInstruction instruction, IsoUsage usage)
    {
        List<IsoElement?> elements =
        [
            .. Head(instruction, usage),
            .. Chain(instruction),
            .. IsoParties.WriteWithAccount("Dbtr", instruction.DebtorAgent ?? instruction.InstructingAgent),
            .. IsoParties.WriteWithAccount("DbtrAgt", instruction.DebtorInstitutionAgent),
            .. IsoParties.WriteWithAccount("CdtrAgt", instruction.CreditorAgent),
            .. IsoParties.WriteWithAccount("Cdtr", instruction.CreditorInstitution ?? instruction.InstructedAgent),
            .. IsoInformation.Instructions(instruction.InstructionCodes, AgentLines(instruction, usage)),
            IsoLeaf.Choice("Purp", instruction.Purpose),
            IsoInformation.Remittance(instruction.Remittance),
            instruction.Underlying is { } underlying ? Underlying(underlying, instruction) : null,
        ];
        return IsoElement.Of("CdtTrfTxInf", [.. elements]);
    }

    private static IsoElement Underlying(UnderlyingTransfer underlying, PaymentInstruction cover)
    {
        Agent debtorAgent = underlying.DebtorAgent ?? cover.DebtorAgent ?? cover.InstructingAgent;
        Agent creditorAgent = underlying.CreditorAgent ?? cover.CreditorInstitution ?? cover.InstructedAgent;
        List<IsoElement?> elements =
        [
            .. WithAccount("Dbtr", underlying.Debtor),
            .. IsoParties.WriteWithAccount("DbtrAgt", debtorAgent),
            .. Agents("IntrmyAgt", underlying.Intermediaries),
            .. IsoParties.WriteWithAccount("CdtrAgt", creditorAgent),
            .. WithAccount("Cdtr", underlying.Creditor),
            .. IsoInformation.Instructions([], underlying.AgentInstructions),
            IsoInformation.Remittance(underlying.Remittance),
            IsoLeaf.Amount("InstdAmt", underlying.Instructed),
        ];
        return IsoElement.Of("UndrlygCstmrCdtTrf", [.. elements]);
    }
}
