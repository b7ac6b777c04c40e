using System.Buffers;

namespace Clearing.Messages.Files;

/// <summary>What the sender of a frame says of it.</summary>
[Flags]
public enum FrameMarks
{
    None = 0,

    /// <summary>It may have been sent before: PDE, PssblDplct.</summary>
    PossibleDuplicate = 1,

    /// <summary>The payload holds several messages, as a file does.</summary>
    Batch = 2,
}

/// <summary>What became of the attempt to take a frame.</summary>
public enum FrameStatus
{
    /// <summary>It is there, whole.</summary>
    Complete = 0,

    /// <summary>More octets are needed.</summary>
    NeedsMore = 1,

    /// <summary>The length is zero or over the cap of the format: the connection is of no more use.</summary>
    BadLength = 2,

    /// <summary>The format octet is none of F, X, W: the connection is of no more use.</summary>
    BadFormat = 3,

    /// <summary>A flag is set that has no meaning: the connection is of no more use.</summary>
    BadFlags = 4,
}

/// <summary>A message on its way over a connection.</summary>
/// <param name="Format">Format of the payload.</param>
/// <param name="Flags">What the sender says of it.</param>
/// <param name="Payload">The message, in the buffer it was received in.</param>
public readonly record struct Frame(MessageFormat Format, FrameMarks Flags, ReadOnlySequence<byte> Payload);
