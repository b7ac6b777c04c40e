using System.Globalization;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Http.Reading;

/// <summary>Ids of payments as addresses have them: a UUID, or PARTICIPANT#NUMBER as sessions number them.</summary>
internal static class PaymentIds
{
    private const int UuidLength = 36;

    public static Problem Bad { get; } = new(
        400, "bad-id", "Give the UETR in lower case, or the id that the answer gave ('#' in an address is %23).")
    {
        Where = "id",
    };

    public static bool TryRead(string text, out InstructionId id)
    {
        id = default;
        if (text.Length == UuidLength && Guid.TryParseExact(text, "D", out Guid uuid) && text == uuid.ToString("D"))
        {
            Span<byte> octets = stackalloc byte[16];
            uuid.TryWriteBytes(octets, bigEndian: true, out _);
            id = InstructionId.FromOctets(octets);
            return id != default && !id.IsNumbered;
        }

        string[] parts = text.Split('#');
        if (parts.Length == 2
            && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort participant)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            id = InstructionId.Numbered(participant, number);
            return true;
        }

        return false;
    }
}
