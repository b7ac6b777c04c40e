using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>The business application header around a document.</summary>
internal static class IsoHeader
{
    // On Fedwire every message goes to the service, which is also a bank with a routing number.
    private const string FedwireService = "021151080";
    private const string Registry =
        "www2.swift.com/mystandards/#/group/Federal_Reserve_Financial_Services/Fedwire_Funds_Service";

    /// <summary>Takes what the header says of the payment, and what it only says again.</summary>
    public static PaymentInstruction Read(IsoFields fields, IsoMessage message, PaymentInstruction instruction)
    {
        if (message.Header is not { } header)
        {
            return instruction;
        }

        ExpectAgent(fields, header.Find("Fr", "FIId", "FinInstnId"), instruction.InstructingAgent);
        ExpectAgent(fields, header.Find("To", "FIId", "FinInstnId"), instruction.InstructedAgent);
        if (instruction.ClearingSystem == "FDW")
        {
            // What every Fedwire message says.
            fields.Expect(FedwireService, header, "To", "FIId", "FinInstnId", "ClrSysMmbId", "MmbId");
            fields.Expect(Registry, header, "MktPrctc", "Regy");
            fields.Expect("frb.fedwire.01", header, "MktPrctc", "Id");
            fields.Expect("TEST", header, "BizSvc");
            fields.Expect("PROD", header, "BizSvc");
        }

        fields.Expect(message.DocumentId, header, "MsgDefIdr");
        fields.Expect(instruction.Imad ?? instruction.MessageId ?? instruction.Reference, header, "BizMsgIdr");
        fields.Expect(
            message.Document?.Find("GrpHdr", "CreDtTm")?.Text?.Trim(), header, "CreDt");
        string service = header.Find("BizSvc")?.Text?.Trim() ?? "";
        fields.Expect(ServiceOf(instruction with
        {
            IsAdvice = service.Contains(".adv", StringComparison.Ordinal),
            IsStraightThrough = service.Contains(".stp", StringComparison.Ordinal),
        }), header, "BizSvc");
        return instruction with
        {
            IsPossibleDuplicate = fields.Text(header, "PssblDplct") is "true" or "1",
            IsAdvice = service.Contains(".adv", StringComparison.Ordinal),
            IsStraightThrough = service.Contains(".stp", StringComparison.Ordinal),
        };
    }

    private static void ExpectAgent(IsoFields fields, IsoElement? institution, Agent agent)
    {
        fields.Expect(agent.Bic, institution, "BICFI");
        fields.Expect(agent.Bic + "XXX", institution, "BICFI");
        fields.Expect(agent.MemberId, institution, "ClrSysMmbId", "MmbId");
        fields.Expect(agent.MemberScheme, institution, "ClrSysMmbId", "ClrSysId", "Cd");
    }

    /// <summary>A message of a document with the header that its usage wants; none when nobody is known.</summary>
    public static IsoMessage Write(
        string documentId, IsoElement document, PaymentInstruction instruction, DateTimeOffset createdAt,
        IsoUsage usage)
    {
        IsoMessage message = new() { DocumentId = documentId, Document = document };
        Agent from = instruction.InstructingAgent;
        Agent to = instruction.InstructedAgent;
        return from.NamesNobody() || to.NamesNobody()
            ? message
            : Add(message, from, to, Service(instruction, usage), createdAt, instruction.IsPossibleDuplicate, usage);
    }

    /// <summary>The message with a header; the id is the one of the document.</summary>
    public static IsoMessage Add(
        IsoMessage message, Agent from, Agent to, string? service, DateTimeOffset createdAt, bool isDuplicate,
        IsoUsage usage)
    {
        string id = (message.Document?.Find("GrpHdr", "MsgId") ?? message.Document?.Find("Assgnmt", "Id"))?.Text ?? "";
        bool isFedwire = usage == IsoUsage.Fedwire;
        return message with
        {
            HeaderId = isFedwire ? "head.001.001.03" : "head.001.001.02",
            Header = IsoElement.Of(
                "AppHdr",
                IsoElement.Of("Fr", Party(from, isFedwire)),
                IsoElement.Of("To", Party(isFedwire ? to with { MemberId = FedwireService } : to, isFedwire)),
                IsoElement.Leaf("BizMsgIdr", id),
                IsoElement.Leaf("MsgDefIdr", message.DocumentId ?? ""),
                service is null ? null : IsoElement.Leaf("BizSvc", service),
                isFedwire ? Practice() : null,
                IsoElement.Leaf(
                    "CreDt", createdAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)),
                isDuplicate ? IsoElement.Leaf("PssblDplct", "true") : null),
        };
    }

    private static IsoElement Practice() => IsoElement.Of(
        "MktPrctc",
        IsoElement.Leaf("Regy", Registry),
        IsoElement.Leaf("Id", "frb.fedwire.01"));

    private static IsoElement Party(Agent agent, bool isFedwire)
    {
        Agent bare = new() { Bic = agent.Bic, MemberScheme = agent.MemberScheme, MemberId = agent.MemberId };
        bare = isFedwire ? bare with { Bic = null, MemberScheme = null } : bare;
        return IsoParties.WriteAgent("FIId", bare)!;
    }

    private static string? Service(PaymentInstruction instruction, IsoUsage usage) => usage switch
    {
        IsoUsage.Cbpr when instruction is { InstructingAgent.Bic: not null, InstructedAgent.Bic: not null } =>
            ServiceOf(instruction),
        IsoUsage.Fedwire => "TEST",
        _ => null,
    };

    private static string ServiceOf(PaymentInstruction instruction)
    {
        string infix = instruction switch
        {
            { IsAdvice: true } => ".adv",
            { Kind: InstructionKind.CoverTransfer } => ".cov",
            { IsStraightThrough: true } => ".stp",
            _ => "",
        };
        return $"swift.cbprplus{infix}.03";
    }
}
