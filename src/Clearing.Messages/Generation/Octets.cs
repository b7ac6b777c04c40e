using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

/// <summary>A message as the writer of its format writes it.</summary>
internal static class Octets
{
    public static byte[] Of(FinMessage message)
    {
        // Whatever else a message is broken in, its checksum holds, unless that is what is broken.
        bool hasChecksum = message.Trailers.Any(trailer => trailer is { Tag: "CHK", Value.Length: 12 });
        ArrayBufferWriter<byte> octets = new(1024);
        FinWriter.Write(message, octets, withChecksum: hasChecksum);
        return octets.WrittenSpan.ToArray();
    }

    public static byte[] Of(IsoMessage message)
    {
        ArrayBufferWriter<byte> octets = new(4096);
        IsoWriter.Write(message, octets);
        return octets.WrittenSpan.ToArray();
    }

    public static byte[] Of(FedwireMessage message)
    {
        ArrayBufferWriter<byte> octets = new(1024);
        FedwireWriter.Write(message, octets);
        return octets.WrittenSpan.ToArray();
    }
}
