namespace Clearing.Messages.Identifiers;

/// <summary>Legal entity identifier, ISO 17442.</summary>
public static class Lei
{
    /// <summary>True for 18 upper-case letters and digits and two check digits that leave 1 (mod 97).</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length == 20 && Ascii.AreUpperOrDigits(text) && Ascii.AreDigits(text[18..]) && Mod97.Append(0, text) == 1;
}
