using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Messages.Tests.Sessions;

/// <summary>Octets of frames and controls for tests.</summary>
internal static class Wire
{
    public static byte[] Of(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> octets = new();
        write(octets);
        return octets.WrittenSpan.ToArray();
    }

    /// <summary>A frame with those contents.</summary>
    public static byte[] Frame(
        FrameKind kind, FrameMarks flags, ReadOnlySpan<byte> contents, ulong? number = null, SessionProof? proof = null)
    {
        FrameBuilder builder = new(proof);
        if (number is { } first)
        {
            builder.Begin(kind, flags, first);
        }
        else
        {
            builder.Begin(kind, flags);
        }

        builder.Write(contents);
        builder.End();
        return builder.Written.ToArray();
    }

    /// <summary>The one frame that these octets are.</summary>
    public static Frame Read(ReadOnlySequence<byte> octets)
    {
        Assert.Equal(FrameStatus.Complete, Frames.TryRead(ref octets, out Frame frame));
        Assert.True(octets.IsEmpty);
        return frame;
    }

    public static Frame Read(byte[] octets) => Read(new ReadOnlySequence<byte>(octets));

    /// <summary>Octets 0, 1, 2, ...</summary>
    public static byte[] Counting(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    /// <summary>Octets of hexadecimal digits; blanks are passed over.</summary>
    public static byte[] Hex(string digits) =>
        Convert.FromHexString(string.Concat(digits.Where(c => !char.IsWhiteSpace(c))));
}
