using System.Globalization;
using System.Text;

namespace Clearing.Messages.Generation;

/// <summary>
/// Texts of leaves that fit their facets, and make sense where the name of the element says what is meant.
/// </summary>
internal sealed class IsoValues(Draw draw)
{
    private const string TextMarks = " -?().,'+/&<>\"!#%*=^_{|}~;@[]$";

    public (string Code, int MinorDigits) Currency { get; } = Values.Currency(draw);

    public string Of(string element, IsoType type)
    {
        string[] words = type.Facets!.Split(' ');
        return words[0] switch
        {
            "codes" => draw.Of(words.AsSpan(1)),
            "pattern" => Pattern(element, type.IsoName, type.Facets[8..]),
            "decimal" => Decimal(element, words, type.IsAmount),
            "boolean" => draw.Of("true", "false", "1", "0"),
            "date" => Values.Date(draw).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "dateTime" => DateTime(words.Length > 1),
            "time" => draw.Of("09:30:00", "23:59:59.999", "12:00:00Z"),
            "gYear" => "2026",
            "gYearMonth" => "2026-11",
            "base64" => "QUJDRA==",
            _ => Text(element, type.IsoName, Number(words[1], 0), Number(words[2], 200)),
        };
    }

    private string Pattern(string element, string name, string pattern) => (element, name) switch
    {
        (_, "ActiveOrHistoricCurrencyCode" or "ActiveCurrencyCode") => Currency.Code,
        (_, "CountryCode") => Values.Country(draw),
        (_, "IBAN2007Identifier") => Values.Iban(draw),
        (_, "LEIIdentifier") => Values.Lei(draw),
        (_, "UUIDv4Identifier") => Values.Uetr(draw),
        _ when name.Contains("BIC", StringComparison.Ordinal) => Values.Bic(draw),
        ("NbOfTxs", _) => "1",
        _ => FromPattern(pattern),
    };

    private string Text(string element, string name, int least, int most)
    {
        if (name.StartsWith("External", StringComparison.Ordinal) && name.EndsWith("Code", StringComparison.Ordinal))
        {
            return draw.Text(Values.Upper, Math.Clamp(4, least, most));
        }

        if (most <= 35 || element.EndsWith("Id", StringComparison.Ordinal))
        {
            return draw.Text(Values.Alphanumeric, draw.Between(Math.Max(least, 1), Math.Min(most, 30)));
        }

        StringBuilder text = new();
        for (int length = draw.Between(Math.Max(least, 1), Math.Min(most, 140)); length > 0; length--)
        {
            text.Append(draw.Chance(80) ? draw.Of(Values.Alphanumeric)
                : draw.Chance(5) ? draw.Of("\u00FC\u00E9\u00DF\u4E2D") : draw.Of(TextMarks));
        }

        // Nothing at the ends that a reader may take for white space.
        text[0] = 'T';
        text[^1] = 'X';
        return text.ToString();
    }

    private string Decimal(string element, string[] words, bool isAmount)
    {
        if (isAmount || element.EndsWith("Amt", StringComparison.Ordinal) || words[2] == "5")
        {
            return Plain(Values.Amount(draw, isAmount ? Currency.MinorDigits : 2, digits: 12));
        }

        int digits = Math.Min(Number(words[1], 18), 11);
        return Plain(Values.Amount(draw, Math.Min(Number(words[2], 5), 5), digits: Math.Min(digits, 8)));
    }

    private static string Plain(DecimalAmount amount) => amount.ToText(0);

    private string DateTime(bool isUtc)
    {
        string day = Values.Date(draw).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string time = $"{draw.Below(24):00}:{draw.Below(60):00}:{draw.Below(60):00}";
        return $"{day}T{time}{(draw.Chance(30) ? ".123" : "")}{(isUtc ? "Z" : draw.Of("Z", "+01:00", "-05:00"))}";
    }

    /// <summary>Patterns are rows of sets with how often: [A-Z]{2,2}, [0-9], \+, a group of one set.</summary>
    private string FromPattern(string pattern)
    {
        StringBuilder text = new();
        int at = 0;
        while (at < pattern.Length)
        {
            bool isGroup = pattern[at] == '(';
            at += isGroup ? 1 : 0;
            string set = Set(pattern, ref at);
            (int least, int most) = Times(pattern, ref at);
            if (isGroup)
            {
                at++;
                (int none, _) = Times(pattern, ref at);
                (least, most) = none == 0 && draw.Chance(50) ? (0, 0) : (least, most);
            }

            text.Append(draw.Text(set, draw.Between(least, Math.Min(most, least + 12))));
        }

        return text.ToString();
    }

    private static string Set(string pattern, ref int at)
    {
        if (pattern[at] != '[')
        {
            at += pattern[at] == '\\' ? 1 : 0;
            return pattern[at++].ToString();
        }

        StringBuilder set = new();
        for (at++; pattern[at] != ']'; at++)
        {
            at += pattern[at] == '\\' ? 1 : 0;
            if (pattern[at] == '-' && pattern[at - 1] != '\\' && set.Length > 0 && pattern[at + 1] != ']')
            {
                for (char next = (char)(set[^1] + 1); next <= pattern[at + 1]; next++)
                {
                    set.Append(next);
                }

                at++;
            }
            else
            {
                set.Append(pattern[at]);
            }
        }

        at++;
        return set.ToString();
    }

    private static (int Least, int Most) Times(string pattern, ref int at)
    {
        if (at >= pattern.Length || pattern[at] != '{')
        {
            return (1, 1);
        }

        int close = pattern.IndexOf('}', at);
        string[] bounds = pattern[(at + 1)..close].Split(',');
        at = close + 1;
        return (Number(bounds[0], 0), Number(bounds[^1], 1));
    }

    private static int Number(string word, int otherwise) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
