using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Fuzz;

/// <summary>Controls and records of a frame: what is read writes itself as the same octets.</summary>
internal static class FrameContents
{
    /// <summary>Tells kinds of contents apart.</summary>
    /// <exception cref="PropertyException">Something was read that is written otherwise.</exception>
    public static ulong Signature(in Frame frame)
    {
        byte[] contents = frame.Contents.ToArray();
        return frame.Kind switch
        {
            FrameKind.Control => Control(contents),
            FrameKind.Bulk => Bulk(contents),
            FrameKind.Answers => Records(contents, AnswerRecord.Length, r => (ulong)AnswerRecord.Read(r).Standing),
            _ => Records(contents, Notice.Length, r => (ulong)Notice.Read(r).Kind),
        };
    }

    private delegate ulong Reading(ReadOnlySpan<byte> record);

    private static ulong Control(byte[] contents)
    {
        bool isRead = (ControlKind)contents[0] switch
        {
            ControlKind.Hello => Hello.TryRead(contents, out Hello hello) && Same(contents, hello.Write),
            ControlKind.Challenge =>
                Challenge.TryRead(contents, out Challenge challenge) && Same(contents, challenge.Write),
            ControlKind.Welcome => Welcome.TryRead(contents, out Welcome welcome) && Same(contents, welcome.Write),
            ControlKind.Close => Close.TryRead(contents, out Close close) && Same(contents, close.Write),
            ControlKind.Heartbeat =>
                Heartbeat.TryRead(contents, out Heartbeat heartbeat) && Same(contents, heartbeat.Write),
            ControlKind.DirectoryPage =>
                DirectoryPage.TryRead(contents, out DirectoryPage page) && Same(contents, page.Write),
            ControlKind.Ask => Ask.TryRead(contents, out Ask ask) && Same(contents, ask.Write),
            ControlKind.States => States.TryRead(contents, out States states) && Same(contents, states.Write, 3),
            ControlKind.Order => Order.TryRead(contents, out Order order) && Same(contents, order.Write),
            ControlKind.OrderAnswer =>
                OrderAnswer.TryRead(contents, out OrderAnswer answer) && Same(contents, answer.Write, 3),
            ControlKind.NoticesTaken =>
                NoticesTaken.TryRead(contents, out NoticesTaken taken) && Same(contents, taken.Write),
            ControlKind.Remark => Remark.TryRead(contents, out Remark remark) && Same(contents, remark.Write),
            _ => BareControl.Is(contents, (ControlKind)contents[0]),
        };
        return ((ulong)contents[0] << 1) | (isRead ? 1UL : 0);
    }

    /// <param name="contents">What was read.</param>
    /// <param name="write">Writes it again.</param>
    /// <param name="reserved">Octets of an answer that say nothing, where the contents hold answers.</param>
    private static bool Same(byte[] contents, Action<IBufferWriter<byte>> write, int reserved = 0)
    {
        ArrayBufferWriter<byte> written = new();
        write(written);
        bool isSame = reserved == 0
            ? written.WrittenSpan.SequenceEqual(contents)
            : written.WrittenCount == contents.Length;
        return isSame ? true : throw new PropertyException($"control {contents[0]} is written otherwise than read");
    }

    private static ulong Bulk(byte[] contents) => Records(contents, BulkInstruction.Length, record =>
    {
        byte[] written = new byte[BulkInstruction.Length];
        if (BulkInstruction.TryRead(record, out BulkInstruction instruction))
        {
            instruction.Write(written);
            if (!record[..BulkInstruction.Length].SequenceEqual(written))
            {
                throw new PropertyException("a bulk instruction is written otherwise than read");
            }
        }

        return instruction.Priority;
    });

    private static ulong Records(ReadOnlySpan<byte> contents, int length, Reading read)
    {
        ulong signature = contents.Length % length == 0 ? 5UL : 7;
        for (int at = 0; at + length <= contents.Length; at += length)
        {
            signature = unchecked(signature * 31) ^ read(contents[at..]) % 8;
        }

        return signature % 1024;
    }
}
