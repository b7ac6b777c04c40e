namespace Clearing.Messages.Identifiers;

/// <summary>
/// Unique end-to-end reference: a UUID of version 4 in lower case, 8-4-4-4-12. Compared as the 128 bits it writes.
/// </summary>
public static class Uetr
{
    private const int TextLength = 36;

    public static bool IsValid(ReadOnlySpan<byte> text) => TryRead(text, out _);

    /// <summary>Reads it as a number.</summary>
    /// <returns>False when it is no UUID, not of version 4, not of the RFC's variant, or not in lower case.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out UInt128 value)
    {
        value = default;
        if (text.Length != TextLength)
        {
            return false;
        }

        ulong upper = 0;
        ulong lower = 0;
        int digits = 0;
        for (int at = 0; at < TextLength; at++)
        {
            if (at is 8 or 13 or 18 or 23)
            {
                if (text[at] != '-')
                {
                    return false;
                }

                continue;
            }

            int digit = HexDigit(text[at]);
            if (digit < 0)
            {
                return false;
            }

            ref ulong half = ref digits < 16 ? ref upper : ref lower;
            half = half << 4 | (uint)digit;
            digits++;
        }

        bool isVersion4 = text[14] == '4' && text[19] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b';
        value = isVersion4 ? new UInt128(upper, lower) : default;
        return isVersion4;
    }

    private static int HexDigit(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };
}
