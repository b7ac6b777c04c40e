using System.Buffers;
using System.Text;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using CsCheck;

namespace Clearing.Messages.Tests.Sessions;

public sealed class FrameBuilderTests
{
    private static readonly FrameKind[] FrameKinds = [FrameKind.Fin, FrameKind.Xml, FrameKind.Fedwire];

    [Fact]
    public void A_numbered_batch_is_its_head_its_number_and_messages_with_their_lengths()
    {
        FrameBuilder builder = new();
        builder.Begin(FrameKind.Fin, FrameMarks.Batch, 258);
        foreach (string text in (string[])["{1:}", "{2:}{3:}"])
        {
            builder.BeginMessage();
            builder.Write(Encoding.ASCII.GetBytes(text));
            builder.EndMessage();
        }

        builder.End();

        Assert.Equal(
            [
                0, 0, 0, 28, (byte)'F', 10, 2, 1, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 4, .. "{1:}"u8, 0, 0, 0, 8, .. "{2:}{3:}"u8,
            ],
            builder.Written.ToArray());
        Frame frame = Wire.Read(builder.Written.ToArray());
        Assert.Equal(["{1:}", "{2:}{3:}"], Messages(frame, out bool isBroken));
        Assert.False(isBroken);
    }

    [Fact]
    public void Several_frames_follow_each_other_and_an_abandoned_one_leaves_nothing()
    {
        FrameBuilder builder = new();
        builder.Begin(FrameKind.Control);
        BareControl.Write(ControlKind.Logout, builder);
        builder.End();
        builder.Begin(FrameKind.Bulk, FrameMarks.None, 1);
        builder.Write(new byte[32]);
        builder.Abandon();
        builder.Begin(FrameKind.Control);
        BareControl.Write(ControlKind.Response, builder);

        Assert.Equal([0, 0, 0, 1, (byte)'C', 0, 6], builder.Written.ToArray());
        builder.End();
        Assert.Equal([0, 0, 0, 1, (byte)'C', 0, 6, 0, 0, 0, 1, (byte)'C', 0, 3], builder.Written.ToArray());
        builder.Clear();
        Assert.True(builder.Written.IsEmpty);
    }

    [Fact]
    public void A_frame_of_nothing_or_of_too_much_cannot_be_ended()
    {
        FrameBuilder builder = new();
        builder.Begin(FrameKind.Bulk, FrameMarks.None, 1);
        Assert.Throws<InvalidOperationException>(builder.End);
        builder.Write(new byte[SessionProtocol.MostInFrame * BulkInstruction.Length]);
        Assert.False(builder.HasRoom(1));
        builder.Write(new byte[1]);
        Assert.Throws<InvalidOperationException>(builder.End);
    }

    [Fact]
    public void A_batch_cut_anywhere_is_read_alike()
    {
        byte[] octets = Wire.Frame(FrameKind.Fedwire, FrameMarks.Batch, Batch("{1500}", "{1500}{1510}", "{"));
        for (int cut = 0; cut <= octets.Length; cut++)
        {
            Frame frame = Wire.Read(Pieces.Of(octets, cut));

            Assert.Equal(["{1500}", "{1500}{1510}", "{"], Messages(frame, out bool isBroken));
            Assert.False(isBroken);
        }
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000002 41")]
    [InlineData("000000")]
    [InlineData("FFFFFFFF 41")]
    [InlineData("80000000 41")]
    [InlineData("00002801 41")]
    [InlineData("00000001 41 00000001")]
    [InlineData("00000001 41 00")]
    public void A_batch_whose_lengths_do_not_add_up_is_broken(string contents)
    {
        Frame frame = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.Batch, Wire.Hex(contents)));

        Assert.DoesNotContain("", Messages(frame, out bool isBroken));
        Assert.True(isBroken);
    }

    [Fact]
    public void A_frame_of_one_message_is_that_message()
    {
        Frame frame = Wire.Read(Wire.Frame(FrameKind.Xml, FrameMarks.PossibleDuplicate, "<a/>"u8, number: 3));

        Assert.Equal(["<a/>"], Messages(frame, out bool isBroken));
        Assert.False(isBroken);
        Assert.True(frame.Has(FrameMarks.Numbered | FrameMarks.PossibleDuplicate));
    }

    [Fact]
    public void Any_frames_come_back_one_octet_at_a_time_as_they_went() =>
        Gen.Select(Gen.Int[0, 2].Select(i => FrameKinds[i]), Gen.Byte.Array[1, 40]).List[1, 5].Sample(frames =>
            {
                FrameBuilder builder = new();
                foreach ((FrameKind kind, byte[] contents) in frames)
                {
                    builder.Begin(kind);
                    builder.Write(contents);
                    builder.End();
                }

                byte[] octets = builder.Written.ToArray();
                List<(FrameKind, byte[])> read = [];
                int start = 0;
                for (int end = 1; end <= octets.Length; end++)
                {
                    ReadOnlySequence<byte> received = new(octets, start, end - start);
                    if (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
                    {
                        read.Add((frame.Kind, frame.Contents.ToArray()));
                        start = end;
                    }
                }

                return read.Count == frames.Count
                    && read.Zip(frames).All(pair =>
                        pair.First.Item1 == pair.Second.Item1 && pair.First.Item2.SequenceEqual(pair.Second.Item2));
            });

    private static byte[] Batch(params string[] messages)
    {
        FrameBuilder builder = new();
        builder.Begin(FrameKind.Fin, FrameMarks.Batch);
        foreach (string message in messages)
        {
            builder.BeginMessage();
            builder.Write(Encoding.ASCII.GetBytes(message));
            builder.EndMessage();
        }

        builder.End();
        return builder.Written[Frames.HeadLength..].ToArray();
    }

    private static List<string> Messages(in Frame frame, out bool isBroken)
    {
        List<string> messages = [];
        BatchReader batch = new(frame);
        while (batch.TryNext(out ReadOnlySequence<byte> message))
        {
            messages.Add(Encoding.ASCII.GetString(message));
        }

        isBroken = batch.IsBroken;
        return messages;
    }
}
