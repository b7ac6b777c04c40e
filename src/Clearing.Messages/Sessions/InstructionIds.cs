using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearing.Messages.Sessions;

/// <summary>
/// By which id a ledger knows an instruction, so that both ends of a session work it out alike. The octet of a UUID's
/// version tells the three kinds apart: 4 a UETR, 8 one derived from a message without one, 0 a sender's own number.
/// </summary>
public static class InstructionIds
{
    private const uint NumberedMark = 0xC1EA_0000;

    /// <summary>The id of a bulk instruction.</summary>
    /// <param name="participant">Index of the sender in the directory, 0 to 65,535.</param>
    /// <param name="number">The sender's own number.</param>
    public static UInt128 Numbered(int participant, ulong number) =>
        new((ulong)(NumberedMark | checked((ushort)participant)) << 32, number);

    /// <summary>
    /// The id of a message without a UETR: the first 16 octets of the SHA-256 of its format (F, X or W) and its
    /// identity, marked as of version 8.
    /// </summary>
    /// <param name="format">Octet of the frame.</param>
    /// <param name="identity">What names the message for good, by sessions.md; at most 1,024 octets.</param>
    public static UInt128 Derived(byte format, ReadOnlySpan<byte> identity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(identity.Length, 1024);
        Span<byte> text = stackalloc byte[1 + identity.Length];
        text[0] = format;
        identity.CopyTo(text[1..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
