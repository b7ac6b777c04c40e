namespace Clearing.Messages.Identifiers;

/// <summary>
/// Business identifier code, ISO 9362: party prefix 4, country 2, location 2, optionally branch 3. The structure only:
/// there is no directory, and whether the country exists is not asked.
/// </summary>
public static class Bic
{
    /// <summary>True for 8 or 11 upper-case letters and digits with letters in the country's place.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length is 8 or 11 && Ascii.AreUpperOrDigits(text) && Ascii.AreUpper(text.Slice(4, 2));
}
