using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// By what an instruction is known for ever: 128 bits, so that whoever sends it again is understood. Three forms that
/// cannot be taken for each other (docs/reference/ledger.md): the octets of a UUID (a UETR), 128 bits derived from an
/// identity of another kind, or a number that its sender counts up.
/// </summary>
/// <param name="Value">The 16 octets, first octet highest; 0 = none.</param>
public readonly record struct InstructionId(UInt128 Value)
{
    private const ulong NumberedMark = 0xC1EA_0000_0000_0000;
    private const ulong NumberedMask = 0xFFFF_0000_FFFF_FFFF;

    /// <summary>No id: what the script of a world says has none.</summary>
    public static InstructionId None => default;

    /// <summary>True when the sender counts its instructions (<see cref="Numbered"/>).</summary>
    public bool IsNumbered => (High & NumberedMask) == NumberedMark;

    /// <summary>Who counts, where the id is numbered: 0 to 65,535.</summary>
    public int Participant => (int)((High >> 32) & 0xFFFF);

    /// <summary>What was counted, where the id is numbered.</summary>
    public ulong Number => Low;

    internal ulong High => (ulong)(Value >> 64);

    internal ulong Low => unchecked((ulong)Value);

    /// <summary>The id with these octets.</summary>
    /// <param name="octets">16, as a UETR is written.</param>
    public static InstructionId FromOctets(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(octets));

    /// <summary>An instruction that its sender numbers: 0, 1, 2, ... with gaps, and in nearly that order.</summary>
    /// <param name="participant">0 to 65,535.</param>
    /// <param name="number">Counted by the sender; each once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant number.</exception>
    public static InstructionId Numbered(int participant, ulong number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(participant);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(participant, ushort.MaxValue);
        return new InstructionId(new UInt128(NumberedMark | ((ulong)participant << 32), number));
    }

    /// <summary>
    /// The id of an instruction that has an identity, but no UUID (an IMAD; sender, reference and date): the first 16
    /// octets of SHA-256 over the format and the identity, marked as a UUID of version 8 (RFC 9562).
    /// </summary>
    /// <param name="format">Tells identities of different kinds apart.</param>
    /// <param name="identity">Octets that no other instruction of this format has.</param>
    public static InstructionId Derive(byte format, ReadOnlySpan<byte> identity)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length = identity.Length + 1;
        Span<byte> buffer = length <= 256 ? stackalloc byte[length] : new byte[length];
        buffer[0] = format;
        identity.CopyTo(buffer[1..]);
        SHA256.HashData(buffer, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return FromOctets(hash[..16]);
    }

    /// <summary>Writes the 16 octets, first octet first.</summary>
    public void WriteTo(Span<byte> octets) => BinaryPrimitives.WriteUInt128BigEndian(octets, Value);

    /// <summary>As a UUID is written, or <c>PARTICIPANT#NUMBER</c>.</summary>
    public override string ToString()
    {
        if (IsNumbered)
        {
            return $"{Participant}#{Number}";
        }

        string digits = Value.ToString("x32", CultureInfo.InvariantCulture);
        return $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }
}
