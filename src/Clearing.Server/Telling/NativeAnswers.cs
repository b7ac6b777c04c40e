using System.Globalization;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Clearing.Settlement.Model;

namespace Clearing.Server.Telling;

/// <summary>
/// Answers in the format of the message that they answer: FIN F21, pacs.002, tags of Fedwire (docs/reference/
/// sessions.md, "Answers").
/// </summary>
/// <param name="builder">Where they are written.</param>
internal sealed class NativeAnswers(FrameBuilder builder)
{
    /// <summary>More octets than any answer has.</summary>
    public const int MostOctets = 2048;

    private const int MostCode = 6;
    private const int UetrLength = 36;

    private static readonly string[] Codes =
        [.. Enumerable.Range(0, 1000).Select(n => n.ToString("000", CultureInfo.InvariantCulture))];

    /// <summary>Writes the answer to one instruction as a message.</summary>
    public void Write(Submission batch, in Submission.Item item, in AnswerRecord answer, long nowUs)
    {
        ReadOnlySpan<byte> identity = batch.IdentityOf(item);
        ReadOnlySpan<byte> second = batch.SecondOf(item);
        switch (item.Kind)
        {
            case FrameKind.Fin:
                WriteFin(identity, second, item.Code, answer, nowUs);
                break;
            case FrameKind.Xml:
                WriteIso(identity, second, item.Type, answer, nowUs);
                break;
            default:
                WriteFedwire(identity, answer, nowUs);
                break;
        }
    }

    /// <summary>True for what the ledger took: it is on its way or done.</summary>
    private static bool IsTaken(Standing standing) =>
        standing is Standing.Settled or Standing.Queued or Standing.Provisional or Standing.Archived;

    private void WriteFin(
        ReadOnlySpan<byte> identity, ReadOnlySpan<byte> reference, string code, in AnswerRecord answer, long nowUs)
    {
        OctetText text = new(builder);
        text.Add("{1:F21"u8);
        text.Add(identity.Length == 22 ? identity : "XXXXXXXXXXXX0000000000"u8);
        text.Add("}{4:{177:"u8);
        text.Time(answer.TimeUs == 0 ? nowUs : answer.TimeUs, "yyMMddHHmm");
        if (IsTaken(answer.Standing))
        {
            text.Add("}{451:0}"u8);
        }
        else
        {
            text.Add("}{451:1}{405:"u8);
            text.Add(FinCodeOf(answer, code));
            text.Add("}"u8);
        }

        if (!reference.IsEmpty)
        {
            text.Add("{108:"u8);
            text.Add(reference);
            text.Add("}"u8);
        }

        text.Add("}"u8);
    }

    private void WriteIso(
        ReadOnlySpan<byte> reference, ReadOnlySpan<byte> uetr, string type, in AnswerRecord answer, long nowUs)
    {
        OctetText text = new(builder);
        long timeUs = answer.TimeUs == 0 ? nowUs : answer.TimeUs;
        text.Add("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10\"><FIToFIPmtStsRpt><GrpHdr><MsgId>"u8);
        text.Add("CLR"u8);
        text.Digits(answer.Payment, 0);
        text.Add("</MsgId><CreDtTm>"u8);
        text.Time(timeUs, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        text.Add("</CreDtTm></GrpHdr><TxInfAndSts><OrgnlGrpInf><OrgnlMsgId>"u8);
        text.Add(reference.IsEmpty ? "NOTPROVIDED"u8 : reference);
        text.Add("</OrgnlMsgId><OrgnlMsgNmId>"u8);
        text.Add(type.Length == 0 ? "NOTPROVIDED" : type);
        text.Add("</OrgnlMsgNmId></OrgnlGrpInf>"u8);
        if (uetr.Length == UetrLength)
        {
            text.Add("<OrgnlUETR>"u8);
            text.Add(uetr);
            text.Add("</OrgnlUETR>"u8);
        }

        text.Add("<TxSts>"u8);
        text.Add(IsoStatusOf(answer.Standing));
        text.Add("</TxSts>"u8);
        if (IsoStatusOf(answer.Standing) == "RJCT")
        {
            text.Add("<StsRsnInf><Rsn><Cd>"u8);
            text.Add(IsoReasonOf(answer));
            text.Add("</Cd></Rsn></StsRsnInf>"u8);
        }

        text.Add("</TxInfAndSts></FIToFIPmtStsRpt></Document>"u8);
    }

    private void WriteFedwire(ReadOnlySpan<byte> imad, in AnswerRecord answer, long nowUs)
    {
        OctetText text = new(builder);
        long timeUs = answer.TimeUs == 0 ? nowUs : answer.TimeUs;
        text.Add(IsTaken(answer.Standing) ? "{1100}30T 2{1520}"u8 : "{1100}30T 3{1520}"u8);
        text.Add(imad);
        if (IsTaken(answer.Standing))
        {
            // Cycle date, destination, sequence; date, time, application: CLEARING for both.
            text.Add("{1120}"u8);
            text.Time(timeUs, "yyyyMMdd");
            text.Add("CLEARING"u8);
            text.Digits(Math.Max(answer.Payment, 0) % 1_000_000, 6);
            text.Time(timeUs, "MMddHHmm");
            text.Add("CLRG"u8);
        }
        else
        {
            text.Add("{1130}E"u8);
            text.Add(FedwireCodeOf(answer));
            text.Add(answer.Standing.ToString());
            text.Add("*"u8);
        }
    }

    private static string FinCodeOf(in AnswerRecord answer, string code) => answer.Standing switch
    {
        Standing.Malformed => code.Length <= MostCode ? code : code[..MostCode],
        Standing.Rejected => $"R{answer.Reason:00}",
        Standing.Cancelled => "R20",
        Standing.Unsettled => "R21",
        Standing.Unwound => "R22",
        Standing.UnknownParty => "H50",
        Standing.NotYours => "H51",
        Standing.UnknownSystem => "T52",
        Standing.BadAmount => "C03",
        Standing.ValueDate => "T50",
        Standing.Unsupported => "H30",
        Standing.Busy => "H99",
        _ => $"S{(int)answer.Standing:00}",
    };

    private static string IsoStatusOf(Standing standing) => standing switch
    {
        Standing.Settled => "ACSC",
        Standing.Queued => "PDNG",
        Standing.Provisional => "ACSP",
        Standing.Archived => "ACCP",
        Standing.Cancelled => "CANC",
        _ => "RJCT",
    };

    private static string IsoReasonOf(in AnswerRecord answer) => answer.Standing switch
    {
        Standing.Rejected => IsoReasonOf((Reason)answer.Reason),
        Standing.Unsettled or Standing.Unwound => "ED05",
        Standing.Malformed => "FF01",
        Standing.Different => "AM05",
        Standing.UnknownParty => "CNOR",
        Standing.NotYours => "DNOR",
        Standing.UnknownSystem => "AM03",
        Standing.BadAmount => "AM02",
        Standing.ValueDate => "DT01",
        Standing.Unsupported => "TS04",
        Standing.Busy => "TS01",
        _ => "NARR",
    };

    private static string IsoReasonOf(Reason reason) => reason switch
    {
        Reason.Funds => "AM04",
        Reason.Amount => "AM02",
        Reason.Closed or Reason.Expired or Reason.CutOff => "TM01",
        Reason.Suspended => "AG01",
        Reason.Kind => "FF03",
        Reason.Timeout => "AB05",
        Reason.Group => "ED05",
        _ => "NARR",
    };

    private static string FedwireCodeOf(in AnswerRecord answer) => answer.Standing switch
    {
        Standing.Rejected => Codes[100 + answer.Reason],
        Standing.Cancelled => Codes[120],
        Standing.Unsettled => Codes[121],
        Standing.Unwound => Codes[122],
        _ => Codes[(int)answer.Standing],
    };
}
