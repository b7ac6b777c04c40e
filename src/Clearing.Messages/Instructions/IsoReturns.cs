using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>pacs.004: money sent back, with the chain it goes along and what it answers.</summary>
internal static class IsoReturns
{
    private const string Text = "/TEXT/";

    public static PaymentInstruction? Read(IsoFields fields, IsoElement group, IsoElement item, MessageErrors errors)
    {
        Charge? settled = fields.Amount(item, "RtrdIntrBkSttlmAmt");
        DateTimeOffset? created = fields.Time(group, "CreDtTm");
        DateOnly? date = fields.Date(item, "IntrBkSttlmDt") ?? fields.Date(group, "IntrBkSttlmDt")
            ?? (created is { } time ? DateOnly.FromDateTime(time.DateTime) : null);
        string? message = fields.Text(group, "MsgId");
        if (settled is null || date is null || message is null)
        {
            errors.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, "TxInf",
                "A return needs MsgId, RtrdIntrBkSttlmAmt and a settlement date.");
            return null;
        }

        string? reference = fields.Text(item, "RtrId");
        IsoElement? original = item.Find("OrgnlGrpInf") ?? item.Find("OrgnlTxRef", "OrgnlGrpInf");
        PaymentInstruction instruction = new()
        {
            Kind = InstructionKind.Return,
            Reference = reference ?? message,
            CreatedAt = created,
            EndToEndId = IsoInstructionReader.Provided(fields.Text(item, "OrgnlEndToEndId")),
            TransactionId = fields.Text(item, "OrgnlTxId"),
            Uetr = fields.Text(item, "OrgnlUETR"),
            ClearingSystemReference = fields.Text(item, "ClrSysRef"),
            OriginalReference = IsoInstructionReader.Provided(
                fields.Text(item, "OrgnlInstrId") ?? fields.Text(original, "OrgnlMsgId")),
            OriginalType = fields.Text(original, "OrgnlMsgNmId"),
            OriginalAmount = fields.Amount(item, "OrgnlIntrBkSttlmAmt"),
            OriginalValueDate = fields.Date(item, "OrgnlIntrBkSttlmDt"),
            Currency = settled.Currency,
            Amount = settled.Amount,
            ValueDate = date.Value,
            Instructed = fields.Amount(item, "RtrdInstdAmt"),
            ExchangeRate = fields.Text(item, "XchgRate"),
            ChargeBearer = fields.Text(item, "ChrgBr"),
            InstructingAgent = IsoInstructionReader.Agent(fields, item, group, "InstgAgt"),
            InstructedAgent = IsoInstructionReader.Agent(fields, item, group, "InstdAgt"),
            SettlementMethod = fields.Text(group, "SttlmInf", "SttlmMtd"),
            ClearingSystem = fields.Choice(group, "SttlmInf", "ClrSys"),
        };
        fields.Expect(instruction.OriginalReference, original, "OrgnlMsgId");
        instruction = IsoInstructionReader.WithMessageId(instruction, message, reference);
        instruction = ReadReason(fields, item, instruction);
        return item.Find("RtrChain") is { } chain ? ReadChain(fields, chain, instruction) : instruction;
    }

    private static PaymentInstruction ReadReason(IsoFields fields, IsoElement item, PaymentInstruction instruction)
    {
        IsoElement? reason = item.Find("RtrRsnInf");
        List<string> texts = [];
        foreach (IsoElement text in IsoFields.All(reason, "AddtlInf"))
        {
            texts.Add(Text + fields.Text(text));
        }

        return instruction with { ReturnReason = fields.Choice(reason, "Rsn"), AgentInstructions = texts };
    }

    private static PaymentInstruction ReadChain(IsoFields fields, IsoElement chain, PaymentInstruction instruction) =>
        instruction with
        {
            Debtor = IsoParties.ReadParty(fields, chain.Find("Dbtr", "Pty"), null),
            Creditor = IsoParties.ReadParty(fields, chain.Find("Cdtr", "Pty"), null),
            CreditorInstitution = chain.Find("Cdtr") is { } creditor
                ? IsoParties.ReadAgent(fields, creditor, "Agt")
                : null,
            DebtorAgent = IsoParties.ReadAgent(fields, chain, "DbtrAgt")
                ?? (chain.Find("Dbtr") is { } debtor ? IsoParties.ReadAgent(fields, debtor, "Agt") : null),
            DebtorInstitutionAgent = null,
            CreditorAgent = IsoParties.ReadAgent(fields, chain, "CdtrAgt"),
            Intermediaries = IsoParties.ReadAgent(fields, chain, "IntrmyAgt1") is { } agent ? [agent] : [],
            UltimateDebtor = IsoParties.ReadParty(fields, chain.Find("UltmtDbtr", "Pty"), null),
            UltimateCreditor = IsoParties.ReadParty(fields, chain.Find("UltmtCdtr", "Pty"), null),
        };

    public static IsoElement Write(PaymentInstruction instruction, DateTimeOffset createdAt, IsoUsage usage)
    {
        string type = instruction.OriginalType
            ?? (instruction.Creditor is null ? "pacs.009.001.08" : "pacs.008.001.08");
        string original = instruction.OriginalReference ?? "NOTPROVIDED";
        return IsoElement.Of(
            "PmtRtr",
            IsoElement.Of(
                "GrpHdr",
                IsoLeaf.Text("MsgId", IsoInstructionWriter.MessageId(instruction, usage)),
                IsoLeaf.Time("CreDtTm", createdAt),
                IsoElement.Leaf("NbOfTxs", "1"),
                IsoSettlement.Settlement(instruction, usage)),
            IsoElement.Of(
                "TxInf",
                IsoLeaf.Text("RtrId", instruction.Reference),
                IsoElement.Of("OrgnlGrpInf", IsoLeaf.Text("OrgnlMsgId", original), IsoLeaf.Text("OrgnlMsgNmId", type)),
                IsoLeaf.Text("OrgnlInstrId", instruction.OriginalReference),
                IsoLeaf.Text("OrgnlEndToEndId", instruction.EndToEndId),
                IsoLeaf.Text("OrgnlTxId", instruction.TransactionId),
                IsoLeaf.Text("OrgnlUETR", instruction.Uetr, 36),
                IsoLeaf.Amount("OrgnlIntrBkSttlmAmt", instruction.OriginalAmount),
                instruction.OriginalValueDate is { } date ? IsoLeaf.Date("OrgnlIntrBkSttlmDt", date) : null,
                IsoLeaf.Amount("RtrdIntrBkSttlmAmt", new Charge(instruction.Currency, instruction.Amount)),
                IsoLeaf.Date("IntrBkSttlmDt", instruction.ValueDate),
                IsoLeaf.Amount("RtrdInstdAmt", instruction.Instructed),
                IsoLeaf.Text("XchgRate", instruction.ExchangeRate),
                IsoLeaf.Text("ChrgBr", instruction.ChargeBearer),
                IsoLeaf.Text("ClrSysRef", instruction.ClearingSystemReference),
                IsoParties.WriteAgent("InstgAgt", instruction.InstructingAgent),
                IsoParties.WriteAgent("InstdAgt", instruction.InstructedAgent),
                Chain(instruction),
                Reason(instruction)));
    }

    private static IsoElement Chain(PaymentInstruction instruction)
    {
        bool isCustomer = instruction.Creditor is not null;
        IsoElement Of(string name, Party? party, Agent agent) => IsoElement.Of(
            name,
            isCustomer ? IsoParties.WriteParty("Pty", party ?? new Party()) : IsoParties.WriteAgent("Agt", agent));
        return IsoElement.Of(
            "RtrChain",
            Ultimate("UltmtDbtr", instruction.UltimateDebtor),
            Of("Dbtr", instruction.Debtor, instruction.DebtorAgent ?? instruction.InstructingAgent),
            isCustomer ? IsoParties.WriteAgent("DbtrAgt", instruction.DebtorAgent) : null,
            instruction.Intermediaries.Count > 0
                ? IsoParties.WriteAgent("IntrmyAgt1", instruction.Intermediaries[0])
                : null,
            IsoParties.WriteAgent("CdtrAgt", instruction.CreditorAgent),
            Of("Cdtr", instruction.Creditor, instruction.CreditorInstitution ?? instruction.InstructedAgent),
            Ultimate("UltmtCdtr", instruction.UltimateCreditor));
    }

    private static IsoElement? Ultimate(string name, Party? party) =>
        party is null ? null : IsoElement.Of(name, IsoParties.WriteParty("Pty", party));

    private static IsoElement Reason(PaymentInstruction instruction) => IsoElement.Of(
        "RtrRsnInf",
        [
            IsoLeaf.Choice("Rsn", instruction.ReturnReason ?? "NARR"),
            .. instruction.AgentInstructions.Select(text => IsoLeaf.Text(
                "AddtlInf", text.StartsWith(Text, StringComparison.Ordinal) ? text[Text.Length..] : text, 105)),
        ]);
}
