using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Clearing.Messages.Files;
using CsCheck;

namespace Clearing.Messages.Tests.Files;

public sealed class FrameTests
{
    [Fact]
    public void A_frame_is_its_length_its_format_its_flags_and_the_message()
    {
        byte[] octets = Framed(MessageFormat.Iso20022, FrameMarks.PossibleDuplicate, "<a/>"u8);

        Assert.Equal([0, 0, 0, 4, (byte)'X', 1, .. "<a/>"u8], octets);
    }

    [Fact]
    public void Frames_cut_anywhere_come_out_whole_and_in_order()
    {
        byte[] octets =
        [
            .. Framed(MessageFormat.Mt, FrameMarks.None, "{1:F01}"u8),
            .. Framed(MessageFormat.Fedwire, FrameMarks.Batch, "{1500}{1500}"u8),
        ];
        for (int cut = 0; cut <= octets.Length; cut++)
        {
            ReadOnlySequence<byte> received = Pieces.Of(octets, cut);

            Assert.Equal(FrameStatus.Complete, Frames.TryRead(ref received, out Frame first));
            Assert.Equal(FrameStatus.Complete, Frames.TryRead(ref received, out Frame second));

            Assert.Equal((MessageFormat.Mt, FrameMarks.None), (first.Format, first.Flags));
            Assert.Equal("{1:F01}"u8, first.Payload.ToArray());
            Assert.Equal((MessageFormat.Fedwire, FrameMarks.Batch), (second.Format, second.Flags));
            Assert.Equal("{1500}{1500}"u8, second.Payload.ToArray());
            Assert.True(received.IsEmpty);
        }
    }

    [Fact]
    public void A_torn_frame_waits_for_the_rest_and_takes_nothing()
    {
        byte[] octets = Framed(MessageFormat.Mt, FrameMarks.None, "{1:F01}"u8);
        for (int length = 0; length < octets.Length; length++)
        {
            ReadOnlySequence<byte> received = new(octets, 0, length);

            Assert.Equal(FrameStatus.NeedsMore, Frames.TryRead(ref received, out _));
            Assert.Equal(length, received.Length);
        }
    }

    [Fact]
    public async Task Frames_come_through_a_pipe_one_octet_at_a_time()
    {
        Pipe pipe = new(new PipeOptions(minimumSegmentSize: 16, useSynchronizationContext: false));
        byte[][] messages = [.. Enumerable.Range(1, 20).Select(n => new byte[n * 3])];
        List<int> lengths = [];
        foreach (byte octet in messages.SelectMany(message => Framed(MessageFormat.Mt, FrameMarks.None, message)))
        {
            await pipe.Writer.WriteAsync(new[] { octet }, TestContext.Current.CancellationToken);
            ReadResult read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            ReadOnlySequence<byte> received = read.Buffer;
            if (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
            {
                lengths.Add((int)frame.Payload.Length);
            }

            pipe.Reader.AdvanceTo(received.Start, received.End);
        }

        Assert.Equal(messages.Select(message => message.Length), lengths);
    }

    [Theory]
    [InlineData('F', 0, 1, 10_240)]
    [InlineData('F', 1, 1, 10_240)]
    [InlineData('F', 2, 1, 1_048_576)]
    [InlineData('F', 8, 9, 10_248)]
    [InlineData('F', 4, 25, 10_264)]
    [InlineData('F', 14, 33, 1_048_608)]
    [InlineData('F', 24, 9, 10_248)]
    [InlineData('X', 0, 1, 1_048_576)]
    [InlineData('X', 2, 1, 1_048_576)]
    [InlineData('W', 0, 1, 16_384)]
    [InlineData('C', 0, 1, 65_536)]
    [InlineData('C', 4, 25, 65_560)]
    [InlineData('B', 8, 9, 131_080)]
    [InlineData('B', 12, 33, 131_104)]
    [InlineData('A', 8, 9, 65_544)]
    [InlineData('N', 8, 9, 229_384)]
    [InlineData('N', 9, 9, 229_384)]
    public void Number_and_proof_come_on_top_of_the_cap_and_leave_room_for_contents(
        char format, int flags, int least, int most)
    {
        Assert.Equal(FrameStatus.BadLength, StatusOf(least - 1, format, flags));
        Assert.Equal(FrameStatus.NeedsMore, StatusOf(least, format, flags));
        Assert.Equal(FrameStatus.NeedsMore, StatusOf(most, format, flags));
        Assert.Equal(FrameStatus.BadLength, StatusOf(most + 1, format, flags));
    }

    [Theory]
    [InlineData(0u, 'F')]
    [InlineData(10_241u, 'F')]
    [InlineData(16_385u, 'W')]
    [InlineData(1_048_577u, 'X')]
    [InlineData(0x7FFF_FFFFu, 'X')]
    [InlineData(0x8000_0000u, 'X')]
    [InlineData(0xFFFF_FFFFu, 'X')]
    public void A_length_of_zero_or_over_the_cap_is_refused_at_its_head(uint length, char format)
    {
        ReadOnlySequence<byte> received = new(Head(length, format));

        Assert.Equal(FrameStatus.BadLength, Frames.TryRead(ref received, out _));
    }

    [Theory]
    [InlineData(10_240u, 'F')]
    [InlineData(16_384u, 'W')]
    [InlineData(1_048_576u, 'X')]
    public void A_length_at_the_cap_is_waited_for(uint length, char format)
    {
        ReadOnlySequence<byte> received = new(Head(length, format));

        Assert.Equal(FrameStatus.NeedsMore, Frames.TryRead(ref received, out _));
    }

    [Theory]
    [InlineData('G', 0, FrameStatus.BadFormat)]
    [InlineData('f', 0, FrameStatus.BadFormat)]
    [InlineData('\0', 0, FrameStatus.BadFormat)]
    [InlineData('F', 0x20, FrameStatus.BadFlags)]
    [InlineData('F', 0x80, FrameStatus.BadFlags)]
    [InlineData('F', 0x10, FrameStatus.BadFlags)]
    [InlineData('C', 0x01, FrameStatus.BadFlags)]
    [InlineData('C', 0x08, FrameStatus.BadFlags)]
    [InlineData('B', 0x00, FrameStatus.BadFlags)]
    [InlineData('B', 0x09, FrameStatus.BadFlags)]
    [InlineData('A', 0x04, FrameStatus.BadFlags)]
    [InlineData('A', 0x0A, FrameStatus.BadFlags)]
    [InlineData('N', 0x01, FrameStatus.BadFlags)]
    [InlineData('N', 0x18, FrameStatus.BadFlags)]
    public void A_head_that_means_nothing_is_refused(char format, int flags, FrameStatus status)
    {
        ReadOnlySequence<byte> received = new([0, 0, 0, 1, (byte)format, (byte)flags, 0]);

        Assert.Equal(status, Frames.TryRead(ref received, out _));
    }

    [Fact]
    public void What_cannot_be_received_cannot_be_written()
    {
        ArrayBufferWriter<byte> writer = new();
        Assert.Throws<ArgumentException>(() => Frames.Write(writer, MessageFormat.Mt, FrameMarks.None, []));
        Assert.Throws<ArgumentException>(
            () => Frames.Write(writer, MessageFormat.Mt, FrameMarks.None, new byte[10_241]));
        Assert.Throws<ArgumentException>(() => Frames.Write(writer, MessageFormat.None, FrameMarks.None, [1]));
        Assert.Equal(0, writer.WrittenCount);
    }

    [Fact]
    public void Any_octets_are_a_frame_are_waited_for_or_are_refused() =>
        Gen.Byte.Array[0, 64].Sample(octets =>
        {
            ReadOnlySequence<byte> received = new(octets);
            FrameStatus status = Frames.TryRead(ref received, out Frame frame);
            return status == FrameStatus.Complete
                ? received.Length + frame.Payload.Length + Frames.HeadLength == octets.Length
                    && frame.Contents.Length + Frames.Around(frame.Flags) == frame.Payload.Length
                : received.Length == octets.Length;
        });

    private static FrameStatus StatusOf(int length, char format, int flags)
    {
        byte[] head = Head((uint)length, format);
        head[5] = (byte)flags;
        ReadOnlySequence<byte> received = new(head);
        return Frames.TryRead(ref received, out _);
    }

    private static byte[] Head(uint length, char format)
    {
        byte[] head = new byte[Frames.HeadLength];
        BinaryPrimitives.WriteUInt32BigEndian(head, length);
        head[4] = (byte)format;
        return head;
    }

    private static byte[] Framed(MessageFormat format, FrameMarks flags, ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte> writer = new();
        Frames.Write(writer, format, flags, payload);
        return writer.WrittenSpan.ToArray();
    }
}
