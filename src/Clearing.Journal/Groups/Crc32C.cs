using System.Buffers.Binary;
using System.Numerics;

namespace Clearing.Journal.Groups;

/// <summary>CRC-32C (Castagnoli), reflected, initial value and final complement all ones, as in RFC 3720.</summary>
public static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> octets) => ~Continue(uint.MaxValue, octets);

    /// <summary>The running value, not complemented. Processors have an instruction for it.</summary>
    internal static uint Continue(uint running, ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= sizeof(ulong))
        {
            running = BitOperations.Crc32C(running, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[sizeof(ulong)..];
        }

        foreach (byte octet in octets)
        {
            running = BitOperations.Crc32C(running, octet);
        }

        return running;
    }
}
