using System.Buffers;
using System.Buffers.Binary;

namespace Clearing.Messages.Files;

/// <summary>
/// Frames of messages on a connection, since no format tells its own length: four octets of length, most significant
/// first, one of format (F = FIN, X = XML, W = Fedwire), one of flags, and the payload, which the length counts. A
/// frame over the cap of its format is refused as soon as its head is there, before any of it is stored.
/// </summary>
public static class Frames
{
    /// <summary>Octets before the payload.</summary>
    public const int HeadLength = 6;

    private const FrameMarks AllFlags = FrameMarks.PossibleDuplicate | FrameMarks.Batch;

    /// <summary>The most octets of a payload: 10 KiB FIN, 16 KiB Fedwire, 1 MiB XML.</summary>
    public static int MostOf(MessageFormat format) => format switch
    {
        MessageFormat.Mt => 10 * 1024,
        MessageFormat.Fedwire => 16 * 1024,
        MessageFormat.Iso20022 => 1024 * 1024,
        _ => 0,
    };

    /// <summary>Takes the first frame off what was received.</summary>
    /// <param name="received">What was received and not taken; without the frame after it was taken.</param>
    /// <param name="frame">The frame; its payload lies in <paramref name="received"/> and must be used before that
    /// is given back.</param>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> received, out Frame frame)
    {
        frame = default;
        if (received.Length < HeadLength)
        {
            return FrameStatus.NeedsMore;
        }

        Span<byte> head = stackalloc byte[HeadLength];
        received.Slice(0, HeadLength).CopyTo(head);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        MessageFormat format = FormatOf(head[4]);
        FrameMarks flags = (FrameMarks)head[5];
        if (format == MessageFormat.None)
        {
            return FrameStatus.BadFormat;
        }

        if (length == 0 || length > (uint)MostOf(format))
        {
            return FrameStatus.BadLength;
        }

        if ((flags & ~AllFlags) != 0)
        {
            return FrameStatus.BadFlags;
        }

        if (received.Length < HeadLength + length)
        {
            return FrameStatus.NeedsMore;
        }

        frame = new Frame(format, flags, received.Slice(HeadLength, length));
        received = received.Slice(frame.Payload.End);
        return FrameStatus.Complete;
    }

    /// <summary>Writes a frame.</summary>
    /// <exception cref="ArgumentException">The payload is empty or over the cap of its format, or the format is none.
    /// </exception>
    public static void Write(
        IBufferWriter<byte> writer, MessageFormat format, FrameMarks flags, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (payload.IsEmpty || payload.Length > MostOf(format))
        {
            throw new ArgumentException(
                $"{payload.Length} octets are no frame of {format}; 1 to {MostOf(format)} are.", nameof(payload));
        }

        Span<byte> head = writer.GetSpan(HeadLength);
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)payload.Length);
        head[4] = OctetOf(format);
        head[5] = (byte)flags;
        writer.Advance(HeadLength);
        writer.Write(payload);
    }

    private static MessageFormat FormatOf(byte octet) => octet switch
    {
        (byte)'F' => MessageFormat.Mt,
        (byte)'X' => MessageFormat.Iso20022,
        (byte)'W' => MessageFormat.Fedwire,
        _ => MessageFormat.None,
    };

    private static byte OctetOf(MessageFormat format) => format switch
    {
        MessageFormat.Mt => (byte)'F',
        MessageFormat.Iso20022 => (byte)'X',
        _ => (byte)'W',
    };
}
