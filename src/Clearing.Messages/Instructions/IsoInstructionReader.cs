using System.Globalization;
using Clearing.Messages.Identifiers;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>pacs.008, pacs.009 and pacs.004, core and cover, into the instruction.</summary>
internal static class IsoInstructionReader
{
    private const string NoPlace = "the instruction has no place for this element";

    /// <summary>How many payments the message holds.</summary>
    public static int Count(IsoMessage message) =>
        message.Document is { } document ? IsoFields.All(document, ItemOf(message)).Count() : 0;

    public static PaymentInstruction? Read(IsoMessage message, int index, Losses losses, MessageErrors errors)
    {
        string type = message.DocumentId ?? message.HeaderId ?? "";
        string family = type.Length >= 8 ? type[..8] : type;
        IsoElement? item = message.Document is { } document
            ? IsoFields.All(document, ItemOf(message)).ElementAtOrDefault(index)
            : null;
        if (family is not "pacs.008" and not "pacs.009" and not "pacs.004" || item is null)
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "Document",
                $"{(type.Length == 0 ? "The message" : type)} is no payment; pacs.008, pacs.009 and pacs.004 are.");
            return null;
        }

        IsoFields fields = new();
        IsoElement group = message.Document!.Find("GrpHdr") ?? IsoElement.Of("GrpHdr");
        PaymentInstruction? instruction = family == "pacs.004"
            ? IsoReturns.Read(fields, group, item, errors)
            : ReadTransfer(fields, group, item, family == "pacs.008", errors);
        if (instruction is null)
        {
            return null;
        }

        // NbOfTxs says what the structure itself says.
        fields.Expect(Count(message).ToString(CultureInfo.InvariantCulture), group, "NbOfTxs");
        instruction = IsoHeader.Read(fields, message, instruction);
        fields.ReportRest(
            message.Document, "", NoPlace, losses,
            element => element.Name == item.Name && !ReferenceEquals(element, item));
        if (message.Header is { } header)
        {
            fields.ReportRest(header, "AppHdr", "belongs to the transport, not to the payment", losses);
        }

        return instruction;
    }

    private static string ItemOf(IsoMessage message) =>
        message.DocumentId?.StartsWith("pacs.004", StringComparison.Ordinal) == true ? "TxInf" : "CdtTrfTxInf";

    private static PaymentInstruction? ReadTransfer(
        IsoFields fields, IsoElement group, IsoElement item, bool isCustomer, MessageErrors errors)
    {
        Charge? settled = fields.Amount(item, "IntrBkSttlmAmt");
        DateTimeOffset? created = fields.Time(group, "CreDtTm");
        DateOnly? date = fields.Date(item, "IntrBkSttlmDt") ?? fields.Date(group, "IntrBkSttlmDt")
            ?? (created is { } time ? DateOnly.FromDateTime(time.DateTime) : null);
        string? message = fields.Text(group, "MsgId");
        if (settled is null || date is null || message is null)
        {
            errors.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, "CdtTrfTxInf",
                "A payment needs MsgId, IntrBkSttlmAmt and a settlement date.");
            return null;
        }

        IsoElement? underlying = item.Find("UndrlygCstmrCdtTrf");
        InstructionKind bank = underlying is null ? InstructionKind.BankTransfer : InstructionKind.CoverTransfer;
        string? reference = fields.Text(item, "PmtId", "InstrId");
        PaymentInstruction instruction = new()
        {
            Kind = isCustomer ? InstructionKind.CustomerTransfer : bank,
            Reference = reference ?? message,
            EndToEndId = Provided(fields.Text(item, "PmtId", "EndToEndId")),
            TransactionId = fields.Text(item, "PmtId", "TxId"),
            Uetr = fields.Text(item, "PmtId", "UETR"),
            ClearingSystemReference = fields.Text(item, "PmtId", "ClrSysRef"),
            CreatedAt = created,
            Currency = settled.Currency,
            Amount = settled.Amount,
            ValueDate = date.Value,
            InstructingAgent = Agent(fields, item, group, "InstgAgt"),
            InstructedAgent = Agent(fields, item, group, "InstdAgt"),
        };
        instruction = IsoSettlement.Read(fields, group, item, WithMessageId(instruction, message, reference));
        instruction = ReadChain(fields, item, instruction);
        instruction = isCustomer ? ReadCustomer(fields, item, instruction) : ReadBank(fields, item, instruction);
        instruction = IsoInformation.Read(fields, item, instruction);
        return instruction with { Underlying = underlying is null ? null : ReadUnderlying(fields, underlying) };
    }

    /// <summary>The message id is an IMAD on Fedwire, elsewhere mostly the same as the reference.</summary>
    public static PaymentInstruction WithMessageId(PaymentInstruction instruction, string message, string? reference)
    {
        if (Imad.IsValid(FinText.Ascii(message)))
        {
            return instruction with { Imad = message, Reference = reference ?? message[8..] };
        }

        return message == instruction.Reference ? instruction : instruction with { MessageId = message };
    }

    public static string? Provided(string? text) => text is "NOTPROVIDED" or "NONREF" ? null : text;

    public static Agent Agent(IsoFields fields, IsoElement item, IsoElement group, string name) =>
        IsoParties.ReadAgent(fields, item, name) ?? IsoParties.ReadAgent(fields, group, name) ?? new Agent();

    private static PaymentInstruction ReadChain(IsoFields fields, IsoElement item, PaymentInstruction instruction) =>
        instruction with
        {
            PreviousAgents = Agents(fields, item, "PrvsInstgAgt"),
            Intermediaries = Agents(fields, item, "IntrmyAgt"),
            CreditorAgent = IsoParties.ReadAgent(fields, item, "CdtrAgt"),
        };

    private static List<Agent> Agents(IsoFields fields, IsoElement item, string name)
    {
        List<Agent> agents = [];
        for (int i = 1; i <= 3; i++)
        {
            if (IsoParties.ReadAgent(fields, item, name + i.ToString(CultureInfo.InvariantCulture)) is { } agent)
            {
                agents.Add(agent);
            }
        }

        return agents;
    }

    private static PaymentInstruction ReadCustomer(IsoFields fields, IsoElement item, PaymentInstruction instruction)
    {
        List<Charge> charges = [];
        foreach (IsoElement element in IsoFields.All(item, "ChrgsInf"))
        {
            if (fields.Amount(element, "Amt") is { } charge)
            {
                Agent? agent = IsoParties.ReadAgent(fields, element, "Agt");
                bool isNamed = agent is { Bic: not null } or { Name: not null } or { MemberId: not null };
                _ = fields.Text(element, "Agt", "FinInstnId", "PstlAdr", "AdrLine");
                charges.Add(charge with { Agent = isNamed ? agent : null });
            }
        }

        string? bearer = fields.Text(item, "ChrgBr");
        return instruction with
        {
            Instructed = fields.Amount(item, "InstdAmt"),
            ExchangeRate = fields.Text(item, "XchgRate"),
            ChargeBearer = bearer,
            SenderCharges = bearer == "DEBT" ? charges[Math.Min(1, charges.Count)..] : charges,
            ReceiverCharge = bearer == "DEBT" ? charges.FirstOrDefault() : null,
            UltimateDebtor = IsoParties.ReadParty(fields, item.Find("UltmtDbtr"), null),
            UltimateCreditor = IsoParties.ReadParty(fields, item.Find("UltmtCdtr"), null),
            Debtor = IsoParties.ReadParty(fields, item.Find("Dbtr"), item.Find("DbtrAcct")),
            DebtorAgent = IsoParties.ReadAgent(fields, item, "DbtrAgt"),
            Creditor = IsoParties.ReadParty(fields, item.Find("Cdtr"), item.Find("CdtrAcct")),
        };
    }

    private static PaymentInstruction ReadBank(IsoFields fields, IsoElement item, PaymentInstruction instruction) =>
        instruction with
        {
            DebtorAgent = IsoParties.ReadAgent(fields, item, "Dbtr"),
            DebtorInstitutionAgent = IsoParties.ReadAgent(fields, item, "DbtrAgt"),
            CreditorInstitution = IsoParties.ReadAgent(fields, item, "Cdtr"),
        };

    private static UnderlyingTransfer ReadUnderlying(IsoFields fields, IsoElement at) => new()
    {
        Debtor = IsoParties.ReadParty(fields, at.Find("Dbtr"), at.Find("DbtrAcct")) ?? new Party(),
        DebtorAgent = IsoParties.ReadAgent(fields, at, "DbtrAgt"),
        Intermediaries = Agents(fields, at, "IntrmyAgt"),
        CreditorAgent = IsoParties.ReadAgent(fields, at, "CdtrAgt"),
        Creditor = IsoParties.ReadParty(fields, at.Find("Cdtr"), at.Find("CdtrAcct")) ?? new Party(),
        Remittance = IsoInformation.Remittance(fields, at),
        AgentInstructions = IsoInformation.AgentInstructions(fields, at).Lines,
        Instructed = fields.Amount(at, "InstdAmt"),
    };
}
