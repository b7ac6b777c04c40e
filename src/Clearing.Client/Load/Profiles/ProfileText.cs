using System.Globalization;

namespace Clearing.Client.Load.Profiles;

/// <summary>Values as profiles write them.</summary>
internal static class ProfileText
{
    private const int LongestShown = 40;

    /// <summary>A whole number without leading zeros, up to 12 digits.</summary>
    public static bool TryCount(ReadOnlySpan<char> text, out long count)
    {
        count = 0;
        return text.Length is > 0 and <= 12 && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    /// <summary>A whole number with nothing, <c>k</c> or <c>M</c> behind it: payments a second.</summary>
    public static bool TryRate(ReadOnlySpan<char> text, out long perSecond)
    {
        long unit = text.IsEmpty ? 0 : text[^1] switch { 'k' => 1_000, 'M' => 1_000_000, _ => 1 };
        bool isRead = TryCount(unit > 1 ? text[..^1] : text, out perSecond) && perSecond <= 100_000_000 / unit;
        perSecond = isRead ? perSecond * unit : 0;
        return isRead;
    }

    /// <summary>A whole number with <c>us</c>, <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>, up to 100 hours.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        int unitAt = Math.Max(0, text.IndexOfAnyExceptInRange('0', '9'));
        long unit = text[unitAt..] switch
        {
            "us" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            _ => 0,
        };
        bool isRead = TryCount(text[..unitAt], out long number) && unit > 0 && number <= 360_000_000_000 / unit;
        duration = isRead ? TimeSpan.FromMicroseconds(number * unit) : default;
        return isRead;
    }

    /// <summary>A plain decimal of at most 12 digits, zero or more.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        return text.Length is > 0 and <= 13 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A plain decimal, or a percentage.</summary>
    public static bool TryShare(ReadOnlySpan<char> text, out decimal share)
    {
        bool isPercent = text.EndsWith("%");
        bool isRead = TryDecimal(isPercent ? text[..^1].TrimEnd(' ') : text, out share);
        share = isPercent ? share / 100 : share;
        return isRead;
    }

    /// <summary>Found text between back quotes, cut to a line's worth, control characters as question marks.</summary>
    public static string Show(string text)
    {
        string shown = text.Length > LongestShown ? text[..LongestShown] + "…" : text;
        return "`" + string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + "`";
    }

    /// <summary><c>; did you mean `rate`?</c>, or nothing when no known word is near.</summary>
    public static string Hint(string found, IEnumerable<string> known)
    {
        (string Word, int Distance)[] near =
        [
            .. known.Select(word => (word, Distance(found.ToUpperInvariant(), word.ToUpperInvariant())))
                .Where(n => n.Item2 <= Math.Max(1, n.word.Length / 3) && n.Item2 < n.word.Length)
                .OrderBy(n => n.Item2),
        ];
        return found.Length > LongestShown || near.Length == 0 ? "" : $"; did you mean `{near[0].Word}`?";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
