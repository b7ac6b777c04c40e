using System.Buffers;
using System.Buffers.Binary;

namespace Clearing.Messages.Files;

/// <summary>What a frame holds, as the octet that says so.</summary>
public enum FrameKind : byte
{
    None = 0,

    /// <summary>SWIFT FIN messages.</summary>
    Fin = (byte)'F',

    /// <summary>ISO 20022 messages.</summary>
    Xml = (byte)'X',

    /// <summary>Fedwire messages.</summary>
    Fedwire = (byte)'W',

    /// <summary>What the two ends of a session say of it: login, questions, orders, its end.</summary>
    Control = (byte)'C',

    /// <summary>Instructions of a fixed layout, for programs that care for speed alone.</summary>
    Bulk = (byte)'B',

    /// <summary>Answers to instructions, of a fixed layout.</summary>
    Answers = (byte)'A',

    /// <summary>Notices of what happened to a participant's payments, of a fixed layout.</summary>
    Notices = (byte)'N',
}

/// <summary>What the sender of a frame says of it.</summary>
[Flags]
public enum FrameMarks
{
    None = 0,

    /// <summary>It may have been sent before: PDE, PssblDplct.</summary>
    PossibleDuplicate = 1,

    /// <summary>The payload holds several messages, each with its length before it.</summary>
    Batch = 2,

    /// <summary>The payload ends with a proof: sequence number and MAC.</summary>
    Authenticated = 4,

    /// <summary>The payload starts with the number of its first instruction, answer or notice.</summary>
    Numbered = 8,

    /// <summary>The messages are notices, numbered as such, and no answers.</summary>
    Notices = 16,
}

/// <summary>What became of the attempt to take a frame.</summary>
public enum FrameStatus
{
    /// <summary>It is there, whole.</summary>
    Complete = 0,

    /// <summary>More octets are needed.</summary>
    NeedsMore = 1,

    /// <summary>
    /// The length is over the cap, or leaves no room for contents: the connection is of no more use.
    /// </summary>
    BadLength = 2,

    /// <summary>The format octet is none of those above: the connection is of no more use.</summary>
    BadFormat = 3,

    /// <summary>
    /// A flag is set that has no meaning there, or one lacks that must be: the connection is of no more use.
    /// </summary>
    BadFlags = 4,
}

/// <summary>What came over a connection in one piece.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Flags">What the sender says of it.</param>
/// <param name="Whole">Head and payload, in the buffer they were received in.</param>
public readonly record struct Frame(FrameKind Kind, FrameMarks Flags, ReadOnlySequence<byte> Whole)
{
    /// <summary>Format of the messages that it holds; none when it holds no messages.</summary>
    public MessageFormat Format => Frames.FormatOf(Kind);

    /// <summary>All that the head's length counts.</summary>
    public ReadOnlySequence<byte> Payload => Whole.Slice(Frames.HeadLength);

    /// <summary>Number of the first instruction, answer or notice in it; null when it says none.</summary>
    public ulong? Number
    {
        get
        {
            if (!Has(FrameMarks.Numbered))
            {
                return null;
            }

            Span<byte> octets = stackalloc byte[Frames.NumberLength];
            Whole.Slice(Frames.HeadLength, Frames.NumberLength).CopyTo(octets);
            return BinaryPrimitives.ReadUInt64LittleEndian(octets);
        }
    }

    /// <summary>The payload without number and proof: a message, a batch of them, records, or a control.</summary>
    public ReadOnlySequence<byte> Contents
    {
        get
        {
            int before = Frames.HeadLength + (Has(FrameMarks.Numbered) ? Frames.NumberLength : 0);
            int after = Has(FrameMarks.Authenticated) ? Frames.ProofLength : 0;
            return Whole.Slice(before, Whole.Length - before - after);
        }
    }

    /// <summary>True when the sender set that flag.</summary>
    public bool Has(FrameMarks flag) => (Flags & flag) != 0;
}
