using System.Buffers;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// What native answers say, read no further than a load test needs: the one field that tells how a payment stands. A
/// FIN acknowledgement does not tell settled from waiting; both count as settled.
/// </summary>
internal static class NativeAnswers
{
    /// <summary>Where the instruction stands that a message answers.</summary>
    public static Standing StandingOf(MessageFormat format, ReadOnlySpan<byte> message) => format switch
    {
        MessageFormat.Mt => message.IndexOf("{451:0}"u8) >= 0 ? Standing.Settled
            : message.IndexOf("{405:H99"u8) >= 0 ? Standing.Busy
            : IsRejection(message, "{405:R"u8) ? Standing.Rejected
            : Standing.Malformed,
        MessageFormat.Iso20022 => IsoStandingOf(message),
        _ => message.IndexOf("{1130}"u8) < 0 ? Standing.Settled
            : message.IndexOf("{1130}E064"u8) >= 0 ? Standing.Busy
            : message.IndexOf("{1130}E1"u8) >= 0 ? Standing.Rejected
            : Standing.Malformed,
    };

    /// <summary>Turns the messages of a frame into records.</summary>
    public static void ToRecords(in Frame frame, ArrayBufferWriter<byte> records)
    {
        records.ResetWrittenCount();
        BatchReader reader = new(frame);
        while (reader.TryNext(out ReadOnlySequence<byte> message))
        {
            ReadOnlySpan<byte> octets = message.IsSingleSegment ? message.FirstSpan : message.ToArray();
            new AnswerRecord(StandingOf(frame.Format, octets), false, 0, -1, 0)
                .Write(records.GetSpan(AnswerRecord.Length));
            records.Advance(AnswerRecord.Length);
        }
    }

    private static Standing IsoStandingOf(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> tag = "TxSts>"u8;
        int at = message.IndexOf(tag);
        ReadOnlySpan<byte> status = at < 0 ? default : message[(at + tag.Length)..];
        return status.StartsWith("ACSC"u8) ? Standing.Settled
            : status.StartsWith("PDNG"u8) ? Standing.Queued
            : status.StartsWith("ACSP"u8) ? Standing.Provisional
            : message.IndexOf(">TS01<"u8) >= 0 ? Standing.Busy
            : message.IndexOf(">FF01<"u8) >= 0 ? Standing.Malformed
            : Standing.Rejected;
    }

    private static bool IsRejection(ReadOnlySpan<byte> message, ReadOnlySpan<byte> code) => message.IndexOf(code) >= 0;
}
