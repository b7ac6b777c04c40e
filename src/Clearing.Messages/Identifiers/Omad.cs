namespace Clearing.Messages.Identifiers;

/// <summary>
/// Output message accountability data of Fedwire (FW-5): output cycle date CCYYMMDD, destination 8, sequence 6, output
/// date MMDD, time HHMM, application of the Reserve Bank 4. Assigned at delivery.
/// </summary>
public static class Omad
{
    /// <summary>Octets of one.</summary>
    public const int Length = 34;

    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length == Length
        && Imad.IsValid(text[..Imad.Length])
        && Ascii.IsMonthAndDay(text.Slice(22, 4)) && Ascii.IsTime(text.Slice(26, 4))
        && Ascii.AreLettersOrDigits(text[30..]);
}
