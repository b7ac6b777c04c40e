using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Fuzz;

/// <summary>What the mutations of a session's frames start from: one of each.</summary>
internal static class SessionSeeds
{
    /// <summary>Each control and record in a frame of its own, and all in a row.</summary>
    public static IEnumerable<byte[]> All()
    {
        List<byte[]> seeds = [.. Controls().Select(write => Frame(FrameKind.Control, FrameMarks.None, null, write))];
        seeds.Add(Frame(FrameKind.Bulk, FrameMarks.None, 1, to => to.Write(new byte[3 * BulkInstruction.Length])));
        seeds.Add(Frame(FrameKind.Answers, FrameMarks.None, 1, to => to.Write(new byte[3 * AnswerRecord.Length])));
        seeds.Add(Frame(FrameKind.Notices, FrameMarks.None, 1, to => to.Write(new byte[3 * Notice.Length])));
        seeds.Add(Frame(
            FrameKind.Fin, FrameMarks.Batch, 1,
            to => to.Write<byte>([0, 0, 0, 4, .. "{1:}"u8, 0, 0, 0, 1, (byte)'{'])));
        seeds.Add([.. seeds.SelectMany(seed => seed)]);
        return seeds;
    }

    private static IEnumerable<Action<IBufferWriter<byte>>> Controls()
    {
        AnswerRecord answer = new(Standing.Settled, false, 0, 6, 5);
        yield return new Hello { Terminal = "BANKUS33AXXX", Ledger = "rtgs", Nonce = new byte[32] }.Write;
        yield return new Challenge(new byte[32]).Write;
        yield return to => BareControl.Write(ControlKind.Response, to);
        yield return new Welcome
        {
            Session = 1,
            Participant = 2,
            Ledger = "rtgs",
            DirectoryHash = new byte[32],
            InstructionWindow = 100,
            NoticeWindow = 100,
            HeartbeatMs = 1000,
            LastNumber = 0,
            FirstNotice = 1,
            TimeUs = 5,
        }.Write;
        yield return new Close(CloseCode.Idle, 1, "idle").Write;
        yield return to => BareControl.Write(ControlKind.Logout, to);
        yield return new Heartbeat(true, 4, 5).Write;
        yield return to => BareControl.Write(ControlKind.DirectoryRequest, to);
        yield return new DirectoryPage(
            0, true, [new DirectoryParticipant("A", "BANKUS33", "021000021")], [new DirectorySystem("rtgs", 0)],
            [new DirectoryCurrency("USD", 2)]).Write;
        yield return new Ask(1, [2, 3]).Write;
        yield return new States(1, [new InstructionState(2, answer)]).Write;
        yield return new Order { Kind = OrderKind.Cancel, Id = 2, Payment = 3 }.Write;
        yield return new OrderAnswer(1, answer).Write;
        yield return new NoticesTaken(7).Write;
        yield return new Remark(1, "T27", "57A", "no BIC").Write;
    }

    private static byte[] Frame(
        FrameKind kind, FrameMarks flags, ulong? number, Action<IBufferWriter<byte>> write)
    {
        FrameBuilder builder = new();
        if (number is { } first)
        {
            builder.Begin(kind, flags, first);
        }
        else
        {
            builder.Begin(kind, flags);
        }

        write(builder);
        builder.End();
        return builder.Written.ToArray();
    }
}
