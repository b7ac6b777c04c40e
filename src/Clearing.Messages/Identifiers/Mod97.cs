namespace Clearing.Messages.Identifiers;

/// <summary>Check digits of ISO 7064, MOD 97-10: a letter counts as two digits, A = 10 to Z = 35.</summary>
internal static class Mod97
{
    /// <summary>The remainder of a number that left <paramref name="carry"/> and goes on with a text.</summary>
    /// <param name="carry">0 at the start.</param>
    /// <param name="text">Letters and digits.</param>
    /// <returns>0 to 96.</returns>
    public static int Append(int carry, ReadOnlySpan<byte> text)
    {
        int remainder = carry;
        foreach (byte octet in text)
        {
            remainder = octet <= '9'
                ? (remainder * 10 + octet - '0') % 97
                : (remainder * 100 + (octet | 0x20) - 'a' + 10) % 97;
        }

        return remainder;
    }
}
