namespace Clearing.Messages.Iso20022;

/// <summary>Octets written in base 64, blanks allowed between its characters.</summary>
internal static class Base64Text
{
    /// <summary>How many octets the text stands for; -1 = it is no base 64.</summary>
    public static int OctetsOf(ReadOnlySpan<byte> text)
    {
        int letters = 0;
        int padding = 0;
        foreach (byte letter in text)
        {
            if (letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (letter == '=')
            {
                padding++;
            }
            else if (padding > 0 || !IsLetter(letter))
            {
                return -1;
            }

            letters++;
        }

        return letters % 4 != 0 || padding > 2 ? -1 : letters / 4 * 3 - padding;
    }

    private static bool IsLetter(byte letter) =>
        char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'+' or (byte)'/';
}
