using System.Buffers;

namespace Clearing.Messages.Tests;

/// <summary>Octets that do not lie in one piece.</summary>
internal static class Pieces
{
    /// <summary>In two, cut before the octet at <paramref name="cut"/>.</summary>
    public static ReadOnlySequence<byte> Of(byte[] octets, int cut) => Of([octets[..cut], octets[cut..]]);

    /// <summary>As these, one after another.</summary>
    public static ReadOnlySequence<byte> Of(byte[][] parts)
    {
        Part first = new(parts[0], 0);
        Part last = first;
        foreach (byte[] part in parts[1..])
        {
            last = last.Before(part);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(byte[] octets, long start) => (Memory, RunningIndex) = (octets, start);

        public Part Before(byte[] octets)
        {
            Part next = new(octets, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
