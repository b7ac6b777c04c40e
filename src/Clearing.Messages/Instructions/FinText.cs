using System.Globalization;
using System.Text;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Instructions;

/// <summary>Values as MT fields and Fedwire tags write them.</summary>
internal static class FinText
{
    private const string Others = "/-?:().,'+ ";

    /// <summary>The text in the character set x: everything else becomes a full stop.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (char c in text)
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) || Others.Contains(c, StringComparison.Ordinal) ? c : '.');
        }

        // A line of block 4 that began with one of these would begin a field or end the block.
        if (clean.Length > 0 && clean[0] is ':' or '-')
        {
            clean[0] = '.';
        }

        return clean.ToString();
    }

    /// <summary>At most <paramref name="length"/> characters of the set x.</summary>
    public static string Cut(string text, int length)
    {
        string clean = Clean(text.Trim());
        return clean.Length <= length ? clean : clean[..length].TrimEnd();
    }

    /// <summary>A reference of at most 16 characters: no slash at an end, no two in a row (T26).</summary>
    public static string Reference(string text)
    {
        string clean = Clean(text.Trim());
        while (clean.Contains("//", StringComparison.Ordinal))
        {
            clean = clean.Replace("//", "/", StringComparison.Ordinal);
        }

        clean = clean.Trim('/');
        return (clean.Length <= 16 ? clean : clean[..16]).TrimEnd('/', ' ');
    }

    /// <summary>Each text cut at words into lines of the set x; not more lines than <paramref name="most"/>.</summary>
    public static List<string> Wrap(IEnumerable<string> texts, int width, int most)
    {
        List<string> lines = [];
        foreach (string text in texts)
        {
            // What fits stays as it is, with its blanks.
            string rest = Clean(text.Length <= width ? text : text.Trim());
            while (rest.Length > width)
            {
                int space = rest.LastIndexOf(' ', width);
                int end = space > 0 ? space : width;
                lines.Add(rest[..end].TrimEnd());
                rest = Clean(rest[end..].TrimStart());
            }

            if (rest.Trim().Length > 0)
            {
                lines.Add(rest);
            }
        }

        return lines.Count <= most ? lines : lines[..most];
    }

    public static string[] Lines(string value) => value.Split('\n');

    /// <summary>YYMMDD; null when there is no such day.</summary>
    public static DateOnly? Date(string text)
    {
        if (text.Length != 6 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return null;
        }

        int year = number / 10_000;
        int month = number / 100 % 100;
        int day = number % 100;
        year += year >= 80 ? 1900 : 2000;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
    }

    public static string Date(DateOnly date) => date.ToString("yyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Digits with one comma; null when it is none, or over 18 digits.</summary>
    public static DecimalAmount? Amount(string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        string digits = comma < 0 ? text : text.Remove(comma, 1);
        return digits.Length is > 0 and <= 18
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long mantissa)
            ? new DecimalAmount(mantissa, comma < 0 ? 0 : text.Length - comma - 1)
            : null;
    }

    /// <summary>The amount without its sign, with the decimals of its currency: 1234,50.</summary>
    public static string Amount(DecimalAmount amount, string currency)
    {
        string text = amount.ToText(MinorDigits(currency)).TrimStart('-').Replace('.', ',');
        return text.Contains(',', StringComparison.Ordinal) ? text : text + ",";
    }

    public static int MinorDigits(string currency) => Math.Max(0, Currencies.MinorDigits(Ascii(currency)));

    public static bool IsIban(string account) => Iban.IsValid(Ascii(account));

    public static bool IsBic(string text) => Bic.IsValid(Ascii(text));

    public static bool IsRoutingNumber(string text) => RoutingNumber.IsValid(Ascii(text));

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>A BIC of 11 whose branch is XXX is the one of 8.</summary>
    public static string ShortBic(string bic) =>
        bic.Length == 11 && bic.EndsWith("XXX", StringComparison.Ordinal) ? bic[..8] : bic;

    /// <summary>The BIC of a 12-character address: its ninth character names a terminal, not a bank.</summary>
    public static string BicOfAddress(string address) =>
        address.Length == 12 ? ShortBic(address[..8] + address[9..]) : ShortBic(address);

    /// <summary>The address of a BIC, by a terminal letter.</summary>
    public static string AddressOfBic(string bic, char terminal) =>
        bic[..8] + terminal + (bic.Length == 11 ? bic[8..] : "XXX");
}
