using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>Messages about a payment: pacs.002, camt.056, camt.029, and MT n92 and n96.</summary>
public static class AnswerWriter
{
    /// <summary>pacs.002: status of a payment.</summary>
    public static IsoMessage Status(Answer answer, IsoUsage usage = IsoUsage.Cbpr)
    {
        ArgumentNullException.ThrowIfNull(answer);
        bool isRejected = answer.Status == "RJCT";
        return WithHeader(answer, usage, "pacs.002.001.10", IsoElement.Of(
            "FIToFIPmtStsRpt",
            IsoElement.Of("GrpHdr", IsoLeaf.Text("MsgId", answer.Reference), IsoLeaf.Time("CreDtTm", answer.At)),
            IsoElement.Of(
                "TxInfAndSts",
                Original(answer, usage),
                IsoLeaf.Text("OrgnlInstrId", answer.Payment.Reference),
                IsoLeaf.Text("OrgnlEndToEndId", answer.Payment.EndToEndId ?? "NOTPROVIDED"),
                IsoLeaf.Text("OrgnlUETR", answer.Payment.Uetr, 36),
                IsoLeaf.Text("TxSts", answer.Status),
                isRejected || answer.Reason is not null ? Reason("StsRsnInf", answer) : null,
                isRejected || answer.Status == "PDNG" ? null : IsoElement.Of(
                    "FctvIntrBkSttlmDt", IsoLeaf.Date("Dt", answer.Payment.ValueDate)),
                IsoParties.WriteAgent("InstgAgt", Bare(answer.From)),
                IsoParties.WriteAgent("InstdAgt", Bare(answer.To)))));
    }

    /// <summary>camt.056: please cancel a payment or send it back.</summary>
    public static IsoMessage CancellationRequest(Answer answer, IsoUsage usage = IsoUsage.Cbpr)
    {
        ArgumentNullException.ThrowIfNull(answer);
        PaymentInstruction payment = answer.Payment;
        return WithHeader(answer, usage, "camt.056.001.08", IsoElement.Of(
            "FIToFIPmtCxlReq",
            Assignment(answer),
            IsoElement.Of("Undrlyg", IsoElement.Of(
                "TxInf",
                Case("Case", answer.Reference, answer.From),
                Original(answer, usage),
                IsoLeaf.Text("OrgnlInstrId", payment.Reference),
                IsoLeaf.Text("OrgnlEndToEndId", payment.EndToEndId ?? "NOTPROVIDED"),
                IsoLeaf.Text("OrgnlUETR", payment.Uetr, 36),
                IsoLeaf.Amount("OrgnlIntrBkSttlmAmt", new Charge(payment.Currency, payment.Amount)),
                IsoLeaf.Date("OrgnlIntrBkSttlmDt", payment.ValueDate),
                Reason("CxlRsnInf", answer)))));
    }

    /// <summary>camt.029: what became of a cancellation request.</summary>
    /// <param name="answer">With the status CNCL, RJCR or PDCR.</param>
    /// <param name="request">Reference of the request.</param>
    /// <param name="usage">By whose rules.</param>
    public static IsoMessage Resolution(Answer answer, string request, IsoUsage usage = IsoUsage.Cbpr)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return WithHeader(answer, usage, "camt.029.001.09", IsoElement.Of(
            "RsltnOfInvstgtn",
            Assignment(answer),
            IsoElement.Of("Sts", IsoElement.Leaf("Conf", answer.Status)),
            IsoElement.Of("CxlDtls", IsoElement.Of(
                "TxInfAndSts",
                Case("RslvdCase", request, answer.To),
                Original(answer, usage),
                IsoLeaf.Text("OrgnlInstrId", answer.Payment.Reference),
                IsoLeaf.Text("OrgnlEndToEndId", answer.Payment.EndToEndId ?? "NOTPROVIDED"),
                IsoLeaf.Text("OrgnlUETR", answer.Payment.Uetr, 36),
                answer.Reason is null ? null : Reason("CxlStsRsnInf", answer)))));
    }

    /// <summary>MT 192 or 292: please cancel a payment; null when a bank has no BIC.</summary>
    public static FinMessage? CancellationRequestFin(Answer answer, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string type = TypeOf(answer);
        return Fin(answer, $"{type[0]}92", errors,
        [
            new("20", FinText.Reference(answer.Reference)),
            new("21", FinText.Reference(answer.Payment.Reference)),
            new("11S", $"{type}\n{FinText.Date(answer.Payment.ValueDate)}"),
            new("79", string.Join('\n', FinText.Wrap([$"/{answer.Reason ?? "CUST"}/{answer.Text}"], 50, 35))),
        ]);
    }

    /// <summary>MT 196 or 296: what became of a cancellation request; null when a bank has no BIC.</summary>
    /// <param name="answer">With the status CNCL, RJCR or PDCR.</param>
    /// <param name="request">Reference of the request.</param>
    /// <param name="errors">Why it cannot be written.</param>
    public static FinMessage? ResolutionFin(Answer answer, string request, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string type = TypeOf(answer);
        string reason = answer.Reason is null ? "" : $"/{answer.Reason}";
        return Fin(answer, $"{type[0]}96", errors,
        [
            new("20", FinText.Reference(answer.Reference)),
            new("21", FinText.Reference(request)),
            new("76", string.Join('\n', FinText.Wrap([$"/{answer.Status}{reason}/{answer.Text}"], 35, 6))),
            new("11R", $"{type}\n{FinText.Date(answer.Payment.ValueDate)}"),
        ]);
    }

    private static FinMessage? Fin(Answer answer, string type, MessageErrors errors, List<FinField> fields)
    {
        List<FinTag> user = answer.Payment.Uetr is { } uetr ? [new("121", uetr)] : [];
        return FinEnvelope.Write(type, answer.From, answer.To, isUrgent: false, user, errors) is { } envelope
            ? envelope with { Fields = fields }
            : null;
    }

    private static string TypeOf(Answer answer) =>
        answer.PaymentType.Length == 3 ? answer.PaymentType : answer.Payment.Creditor is null ? "202" : "103";

    private static IsoElement Original(Answer answer, IsoUsage usage)
    {
        PaymentInstruction payment = answer.Payment;
        string id = (usage == IsoUsage.Fedwire ? payment.Imad : payment.MessageId) ?? payment.Reference;
        string type = answer.PaymentType.Length == 3 ? "MT" + answer.PaymentType : answer.PaymentType;
        return IsoElement.Of(
            "OrgnlGrpInf",
            IsoLeaf.Text("OrgnlMsgId", id),
            IsoLeaf.Text("OrgnlMsgNmId", type),
            IsoLeaf.Time("OrgnlCreDtTm", IsoInstructionWriter.CreatedAt(payment)));
    }

    private static IsoElement Assignment(Answer answer) => IsoElement.Of(
        "Assgnmt",
        IsoLeaf.Text("Id", answer.Reference),
        IsoElement.Of("Assgnr", IsoParties.WriteAgent("Agt", Bare(answer.From))),
        IsoElement.Of("Assgne", IsoParties.WriteAgent("Agt", Bare(answer.To))),
        IsoLeaf.Time("CreDtTm", answer.At));

    private static IsoElement Case(string name, string id, Agent creator) => IsoElement.Of(
        name, IsoLeaf.Text("Id", id), IsoElement.Of("Cretr", IsoParties.WriteAgent("Agt", Bare(creator))));

    private static IsoElement Reason(string name, Answer answer) => IsoElement.Of(
        name, IsoLeaf.Choice("Rsn", answer.Reason ?? "NARR"), IsoLeaf.Text("AddtlInf", answer.Text, 105));

    private static Agent Bare(Agent agent) => agent.Bic is null
        ? new Agent { MemberScheme = agent.MemberScheme, MemberId = agent.MemberId, Name = agent.Name }
        : new Agent { Bic = agent.Bic, MemberScheme = agent.MemberScheme, MemberId = agent.MemberId };

    private static IsoMessage WithHeader(Answer answer, IsoUsage usage, string documentId, IsoElement document) =>
        IsoHeader.Add(
            new IsoMessage { DocumentId = documentId, Document = document },
            answer.From, answer.To,
            usage switch { IsoUsage.Cbpr => "swift.cbprplus.03", IsoUsage.Fedwire => "TEST", _ => null },
            answer.At, isDuplicate: false, usage);
}
