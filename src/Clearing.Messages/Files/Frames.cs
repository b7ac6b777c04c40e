using System.Buffers;
using System.Buffers.Binary;

namespace Clearing.Messages.Files;

/// <summary>
/// Frames on a connection, since no format of messages tells its own length: four octets of length, most significant
/// first, one of format (<see cref="FrameKind"/>), one of flags, and the payload, which the length counts. A frame
/// over its cap is refused as soon as its head is there, before any of it is stored.
/// </summary>
public static class Frames
{
    /// <summary>Octets before the payload.</summary>
    public const int HeadLength = 6;

    /// <summary>Octets of the number that a payload of <see cref="FrameMarks.Numbered"/> starts with.</summary>
    public const int NumberLength = 8;

    /// <summary>Octets of the proof that a payload of <see cref="FrameMarks.Authenticated"/> ends with.</summary>
    public const int ProofLength = 24;

    /// <summary>The most octets of the contents of a batch.</summary>
    public const int MostOfBatch = 1024 * 1024;

    private const FrameMarks OfMessages = FrameMarks.PossibleDuplicate | FrameMarks.Batch
        | FrameMarks.Authenticated | FrameMarks.Numbered | FrameMarks.Notices;

    /// <summary>The most octets of a message: 10 KiB FIN, 16 KiB Fedwire, 1 MiB XML.</summary>
    public static int MostOf(MessageFormat format) => format switch
    {
        MessageFormat.Mt => 10 * 1024,
        MessageFormat.Fedwire => 16 * 1024,
        MessageFormat.Iso20022 => 1024 * 1024,
        _ => 0,
    };

    /// <summary>The most octets of the contents of a frame, number and proof not counted; 0 = no such frame.</summary>
    public static int MostOf(FrameKind kind, FrameMarks flags) => kind switch
    {
        FrameKind.Fin or FrameKind.Xml or FrameKind.Fedwire =>
            (flags & FrameMarks.Batch) != 0 ? MostOfBatch : MostOf(FormatOf(kind)),
        FrameKind.Control => 64 * 1024,
        FrameKind.Bulk => 4096 * 32,
        FrameKind.Answers => 4096 * 16,
        FrameKind.Notices => 4096 * 56,
        _ => 0,
    };

    /// <summary>Takes the first frame off what was received.</summary>
    /// <param name="received">What was received and not taken; without the frame after it was taken.</param>
    /// <param name="frame">The frame; it lies in <paramref name="received"/> and must be used before that is given
    /// back.</param>
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
        FrameKind kind = (FrameKind)head[4];
        FrameMarks flags = (FrameMarks)head[5];
        int most = MostOf(kind, flags);
        if (most == 0)
        {
            return FrameStatus.BadFormat;
        }

        if (!AreGood(kind, flags))
        {
            return FrameStatus.BadFlags;
        }

        uint around = (uint)Around(flags);
        if (length <= around || length - around > (uint)most)
        {
            return FrameStatus.BadLength;
        }

        if (received.Length < HeadLength + length)
        {
            return FrameStatus.NeedsMore;
        }

        frame = new Frame(kind, flags, received.Slice(0, HeadLength + length));
        received = received.Slice(frame.Whole.End);
        return FrameStatus.Complete;
    }

    /// <summary>Writes a frame of a message or, as a batch, of several.</summary>
    /// <exception cref="ArgumentException">The payload is empty or over the cap of its format, or the format is none.
    /// </exception>
    public static void Write(
        IBufferWriter<byte> writer, MessageFormat format, FrameMarks flags, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(writer);
        FrameKind kind = KindOf(format);
        int most = MostOf(kind, flags);
        int length = payload.Length - Around(flags);
        if (length <= 0 || length > most)
        {
            throw new ArgumentException(
                $"{payload.Length} octets are no frame of {format}; at most {most} are.", nameof(payload));
        }

        WriteHead(writer.GetSpan(HeadLength), kind, flags, payload.Length);
        writer.Advance(HeadLength);
        writer.Write(payload);
    }

    /// <summary>Writes the six octets of a head.</summary>
    /// <param name="head">At least six octets.</param>
    /// <param name="kind">What the frame holds.</param>
    /// <param name="flags">What is said of it.</param>
    /// <param name="length">Octets of the payload, number and proof counted.</param>
    public static void WriteHead(Span<byte> head, FrameKind kind, FrameMarks flags, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(head, length);
        head[4] = (byte)kind;
        head[5] = (byte)flags;
    }

    /// <summary>Octets of number and proof around the contents.</summary>
    public static int Around(FrameMarks flags) =>
        ((flags & FrameMarks.Numbered) != 0 ? NumberLength : 0)
        + ((flags & FrameMarks.Authenticated) != 0 ? ProofLength : 0);

    /// <summary>Format of the messages in a frame; none when it holds no messages.</summary>
    public static MessageFormat FormatOf(FrameKind kind) => kind switch
    {
        FrameKind.Fin => MessageFormat.Mt,
        FrameKind.Xml => MessageFormat.Iso20022,
        FrameKind.Fedwire => MessageFormat.Fedwire,
        _ => MessageFormat.None,
    };

    /// <summary>The frame for messages of a format.</summary>
    public static FrameKind KindOf(MessageFormat format) => format switch
    {
        MessageFormat.Mt => FrameKind.Fin,
        MessageFormat.Iso20022 => FrameKind.Xml,
        MessageFormat.Fedwire => FrameKind.Fedwire,
        _ => FrameKind.None,
    };

    /// <summary>Records are always numbered, and so are messages that are notices.</summary>
    private static bool AreGood(FrameKind kind, FrameMarks flags)
    {
        FrameMarks rest = flags & ~FrameMarks.Authenticated;
        return kind switch
        {
            FrameKind.Control => rest == 0,
            FrameKind.Bulk or FrameKind.Answers => rest == FrameMarks.Numbered,
            FrameKind.Notices => (rest & ~FrameMarks.PossibleDuplicate) == FrameMarks.Numbered,
            _ => (rest & ~OfMessages) == 0 && (rest & (FrameMarks.Numbered | FrameMarks.Notices)) != FrameMarks.Notices,
        };
    }
}
