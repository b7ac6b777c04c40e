namespace Clearing.Messages.Identifiers;

/// <summary>
/// Input message accountability data of Fedwire (FW-5): input cycle date CCYYMMDD, input source 8, sequence 6. Names a
/// message for good: who sends one again uses its IMAD again.
/// </summary>
public static class Imad
{
    /// <summary>Octets of one.</summary>
    public const int Length = 22;

    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length == Length
        && Ascii.IsDate(text[..8]) && Ascii.AreLettersOrDigits(text.Slice(8, 8)) && Ascii.AreDigits(text[16..]);
}
