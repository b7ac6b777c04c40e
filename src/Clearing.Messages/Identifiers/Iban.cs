namespace Clearing.Messages.Identifiers;

/// <summary>International bank account number, ISO 13616, in its electronic form without blanks.</summary>
public static class Iban
{
    private const int ShortestUnknown = 5;
    private const int Longest = 34;

    private static readonly byte[] Lengths = ReadLengths();

    /// <summary>
    /// True when its check digits fit (mod 97 = 1) and, where the country's length is known, its length does.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length is < ShortestUnknown or > Longest || !Ascii.AreUpper(text[..2]))
        {
            return false;
        }

        int checkDigits = Ascii.Number(text.Slice(2, 2));
        return checkDigits is >= 2 and <= 98
            && HasLength(text)
            && Ascii.AreLettersOrDigits(text)
            && Mod97.Append(Mod97.Append(0, text[4..]), text[..4]) == 1;
    }

    /// <summary>The length an IBAN of that country has; 0 = not known.</summary>
    /// <param name="country">Two upper-case letters.</param>
    public static int LengthOf(ReadOnlySpan<byte> country)
    {
        int index = CodeTable.IndexOf(country, 2);
        return index < 0 ? 0 : Lengths[index];
    }

    private static bool HasLength(ReadOnlySpan<byte> text)
    {
        int known = LengthOf(text[..2]);
        return known == 0 || known == text.Length;
    }

    private static byte[] ReadLengths()
    {
        byte[] lengths = new byte[26 * 26];
        foreach (string[] row in CodeTable.Rows("iban.csv"))
        {
            lengths[CodeTable.IndexOf(row[0], 2)] = CodeTable.ByteOf(row[1]);
        }

        return lengths;
    }
}
