namespace Clearing.Messages.Identifiers;

/// <summary>ABA routing number of the United States: nine digits, the last a check digit.</summary>
public static class RoutingNumber
{
    /// <summary>
    /// True for nine digits with a first pair that is in use (00-12, 21-32, 61-72, 80) whose sum weighted 3, 7, 1 is a
    /// multiple of ten.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 9 || !Ascii.AreDigits(text))
        {
            return false;
        }

        int sum = 0;
        for (int at = 0; at < 9; at += 3)
        {
            sum += 3 * (text[at] - '0') + 7 * (text[at + 1] - '0') + (text[at + 2] - '0');
        }

        return sum % 10 == 0 && Ascii.Number(text[..2]) is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80;
    }
}
