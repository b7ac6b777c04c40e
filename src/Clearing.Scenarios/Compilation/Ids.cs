namespace Clearing.Scenarios.Compilation;

/// <summary>The forms of ids. Ids are compared by ordinal code unit; nothing is folded or normalised.</summary>
internal static class Ids
{
    public const string ParticipantForm = "1 to 11 of A-Z and 0-9";
    public const string PaymentForm = "1 to 64 visible ASCII characters without quotes and commas, "
        + "the first a letter or a digit";

    public const string KindForm = "1 to 32 of a-z, 0-9 and -, the first a letter";

    public static bool IsParticipant(ReadOnlySpan<char> id)
    {
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= 11;
    }

    public static bool IsPayment(ReadOnlySpan<char> id)
    {
        foreach (char c in id)
        {
            if (c is < '!' or > '~' or '"' or ',')
            {
                return false;
            }
        }

        return id.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(id[0]);
    }

    /// <summary>A kind of payment, or the name of an attribute.</summary>
    public static bool IsKind(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return word.Length is > 0 and <= 32 && char.IsAsciiLetterLower(word[0]);
    }
}
