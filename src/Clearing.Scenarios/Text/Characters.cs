using System.Globalization;

namespace Clearing.Scenarios.Text;

/// <summary>Which characters a file may hold, and how found text is shown in a message.</summary>
internal static class Characters
{
    private const int LongestShown = 40;

    /// <summary>
    /// True for what a person cannot see or what turns text around: control characters, other line separators,
    /// zero-width space, directional overrides, lone surrogates, non-characters.
    /// </summary>
    public static bool IsForbidden(char c) => c switch
    {
        '\t' or '\n' or '\r' => false,
        < ' ' or (>= '\u007f' and <= '\u009f') => true,
        '\u200b' or '\u200e' or '\u200f' or '\u2028' or '\u2029' or '\ufeff' => true,
        >= '\u202a' and <= '\u202e' => true,
        >= '\u2060' and <= '\u2069' => true,
        '\ufffe' or '\uffff' => true,
        _ => false,
    };

    /// <summary>Position of the first forbidden character, a lone surrogate included; -1 when all are fine.</summary>
    public static int IndexOfForbidden(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (IsForbidden(c))
            {
                return i;
            }

            if (!char.IsSurrogate(c))
            {
                continue;
            }

            if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }

    /// <summary>True for a whole number from 1 without leading zeros.</summary>
    public static bool IsCount(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 9 && text[0] != '0' && text.IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The code point as <c>U+202E</c>.</summary>
    public static string CodePoint(char c) => "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>Found text between backquotes, cut to a line's worth, invisible characters as code points.</summary>
    public static string Show(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "`\"\"`";
        }

        bool cut = text.Length > LongestShown;
        ReadOnlySpan<char> head = cut ? text[..LongestShown] : text;
        if (cut && char.IsHighSurrogate(head[^1]))
        {
            head = head[..^1];
        }

        string shown = head.ToString();
        if (IndexOfForbidden(head) >= 0 || head.IndexOfAny('\n', '\r', '\t') >= 0)
        {
            shown = string.Concat(shown.Select(c =>
                IsForbidden(c) || c < ' ' || char.IsSurrogate(c) ? $"<{CodePoint(c)}>" : c.ToString()));
        }

        return "`" + shown + (cut ? "…" : "") + "`";
    }
}
