using System.Buffers.Binary;
using System.Numerics;

namespace Clearing.Audit.Format;

/// <summary>The CRC-32C of the journal.</summary>
internal static class Castagnoli
{
    public static uint Of(ReadOnlySpan<byte> octets) => ~Over(uint.MaxValue, octets);

    /// <summary>As if four octets were zero.</summary>
    /// <param name="octets">All of them.</param>
    /// <param name="at">Where these four are.</param>
    public static uint WithoutFour(ReadOnlySpan<byte> octets, int at)
    {
        uint before = Over(uint.MaxValue, octets[..at]);
        return ~Over(BitOperations.Crc32C(before, 0u), octets[(at + sizeof(uint))..]);
    }

    private static uint Over(uint crc, ReadOnlySpan<byte> octets)
    {
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        }

        foreach (byte octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return crc;
    }
}
