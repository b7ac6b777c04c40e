using System.Globalization;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Http;

/// <summary>Ids of instructions in addresses: as a UUID is written, or PARTICIPANT#NUMBER.</summary>
internal static class IdText
{
    /// <summary>Reads one; false when it is none.</summary>
    public static bool TryRead(string? text, out InstructionId id)
    {
        id = default;
        if (Guid.TryParseExact(text, "D", out Guid uuid))
        {
            Span<byte> octets = stackalloc byte[16];
            uuid.TryWriteBytes(octets, bigEndian: true, out _);
            id = InstructionId.FromOctets(octets);
        }
        else if (text?.Split('#') is [var who, var which]
            && ushort.TryParse(who, NumberStyles.None, CultureInfo.InvariantCulture, out ushort participant)
            && ulong.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            id = InstructionId.Numbered(participant, number);
        }

        return id != InstructionId.None;
    }
}
