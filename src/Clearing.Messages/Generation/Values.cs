using System.Globalization;
using System.Text;

namespace Clearing.Messages.Generation;

/// <summary>
/// Made-up content that is right by its own check digits and structure: identifiers, amounts, dates, references, names.
/// </summary>
internal static class Values
{
    public const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    public const string Alphanumeric = Upper + "0123456789";
    public const string Hex = "0123456789abcdef";

    /// <summary>Set x without what means something at the start or end of a line.</summary>
    private const string Punctuation = "-?().,'+/:";

    private static readonly (string Code, int MinorDigits)[] Currencies =
    [
        ("USD", 2), ("EUR", 2), ("GBP", 2), ("CHF", 2), ("JPY", 0), ("KRW", 0), ("CNY", 2), ("CAD", 2), ("AUD", 2),
        ("KWD", 3), ("BHD", 3), ("TND", 3), ("SEK", 2), ("SGD", 2), ("ZAR", 2), ("BRL", 2),
    ];

    /// <summary>Countries and whether rule C2 of MT 103 (D49, D19) counts them.</summary>
    private static readonly (string Country, bool IsIntraEuropean)[] CountryPool =
    [
        ("DE", true), ("FR", true), ("GB", true), ("NL", true), ("IT", true), ("SE", true), ("US", false),
        ("CH", false), ("JP", false), ("CN", false), ("SG", false), ("BR", false), ("ZA", false), ("AU", false),
        ("CA", false),
    ];

    private static readonly (string Country, string Shape)[] Ibans =
    [
        ("DE", "nnnnnnnnnnnnnnnnnn"), ("GB", "aaaannnnnnnnnnnnnn"), ("FR", "nnnnnnnnnncccccccccccnn"),
        ("BE", "nnnnnnnnnnnn"), ("NL", "aaaannnnnnnnnn"), ("CH", "nnnnncccccccccccc"),
        ("IT", "annnnnnnnnncccccccccccc"), ("ES", "nnnnnnnnnnnnnnnnnnnn"), ("SE", "nnnnnnnnnnnnnnnnnnnn"),
    ];

    private static readonly string[] Words =
    [
        "MERIDIAN", "HARBOUR", "NORTH", "TRADING", "STEEL", "PAPER", "Alba", "River", "Quarry", "COPPER", "LANTERN",
        "Works", "AND SONS", "Invoice", "ORDER", "CONTRACT", "Delivery", "MACHINES", "GRAIN", "Salt", "Timber",
        "OFFICE",
    ];

    private static readonly string[] Towns =
        ["FRANKFURT", "PARIS", "LONDON", "NEW YORK", "ZURICH", "TOKYO", "SINGAPORE", "CAPE TOWN", "ROTTERDAM", "MILAN"];

    public static (string Code, int MinorDigits) Currency(Draw draw) =>
        draw.Chance(50) ? draw.Of(Currencies.AsSpan(0, 3)) : draw.Of(Currencies.AsSpan());

    public static string Country(Draw draw) => draw.Of(CountryPool.AsSpan()).Country;

    /// <summary>Both in the area where 33B, and for STP an IBAN, is mandatory.</summary>
    public static bool AreIntraEuropean(string bic, string other) => IsIntraEuropean(bic) && IsIntraEuropean(other);

    /// <summary>A BIC of 8 characters; the second of its location says live (not 0 or 1).</summary>
    public static string Bic8(Draw draw) =>
        draw.Text(Upper, 4) + Country(draw) + draw.Of(Upper) + draw.Of("ABCDEFGHJKLMNPQRSTUVWXYZ23456789");

    public static string Bic(Draw draw) => draw.Chance(40)
        ? Bic8(draw)
        : Bic8(draw) + (draw.Chance(50) ? "XXX" : draw.Of("ABCDEFGH") + draw.Text(Alphanumeric, 2));

    public static string Iban(Draw draw)
    {
        (string country, string shape) = draw.Of(Ibans.AsSpan());
        StringBuilder account = new(shape.Length);
        foreach (char kind in shape)
        {
            account.Append(kind switch
            {
                'n' => draw.Of("0123456789"),
                'a' => draw.Of(Upper),
                _ => draw.Of(Alphanumeric),
            });
        }

        int check = 98 - Mod97(account + country + "00");
        return $"{country}{check:00}{account}";
    }

    public static string Lei(Draw draw)
    {
        string body = draw.Digits(4) + "00" + draw.Text(Alphanumeric, 12);
        return $"{body}{98 - Mod97(body + "00"):00}";
    }

    /// <summary>A version-4 UUID in lower case.</summary>
    public static string Uetr(Draw draw) =>
        $"{draw.Text(Hex, 8)}-{draw.Text(Hex, 4)}-4{draw.Text(Hex, 3)}-{draw.Of("89ab")}{draw.Text(Hex, 3)}-"
        + draw.Text(Hex, 12);

    /// <summary>A routing number of a Federal Reserve district with its check digit.</summary>
    public static string RoutingNumber(Draw draw)
    {
        string body = $"{draw.Between(1, 12):00}{draw.Digits(6)}";
        int sum = 0;
        for (int i = 0; i < body.Length; i++)
        {
            sum += (body[i] - '0') * (i % 3) switch { 0 => 3, 1 => 7, _ => 1 };
        }

        return body + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    public static DateOnly Date(Draw draw) => new DateOnly(2026, 1, 1).AddDays(draw.Below(730));

    public static string YearMonthDay(DateOnly date) => date.ToString("yyMMdd", CultureInfo.InvariantCulture);

    /// <summary>HHMM.</summary>
    public static string Time(Draw draw) => $"{draw.Below(24):00}{draw.Below(60):00}";

    /// <summary>HHMM with its offset from UTC.</summary>
    public static string TimeWithOffset(Draw draw) =>
        $"{Time(draw)}{draw.Of("+-")}{draw.Below(14):00}{draw.Of("00", "30")}";

    /// <summary>An amount greater than zero, at most <paramref name="digits"/> digits.</summary>
    public static DecimalAmount Amount(Draw draw, int minorDigits, int digits = 14)
    {
        int length = draw.Between(1, digits);
        long mantissa = 0;
        for (int i = 0; i < length; i++)
        {
            mantissa = (mantissa * 10) + draw.Below(10);
        }

        return new DecimalAmount(Math.Max(mantissa, 1), draw.Between(0, Math.Min(minorDigits, length)));
    }

    /// <summary>With a decimal comma, as FIN writes it: 100, or 0,99.</summary>
    public static string Comma(DecimalAmount amount)
    {
        string digits = amount.Mantissa.ToString(CultureInfo.InvariantCulture).PadLeft(amount.Scale + 1, '0');
        return $"{digits[..^amount.Scale]},{digits[^amount.Scale..]}";
    }

    /// <summary>A reference of set x that keeps the slash rule (T26).</summary>
    public static string Reference(Draw draw, int most = 16)
    {
        int length = draw.Between(1, most);
        string body = draw.Text(Alphanumeric, length);
        return length > 4 && draw.Chance(20) ? body[..2] + draw.Of("/-.+") + body[3..] : body;
    }

    public static string Account(Draw draw, int most = 34) => draw.Of(0, 1, 2) switch
    {
        0 => Iban(draw),
        1 => draw.Digits(draw.Between(4, Math.Min(most, 20))),
        _ => draw.Text(Alphanumeric, draw.Between(5, most)),
    };

    public static string Town(Draw draw) => draw.Of(Towns.AsSpan());

    /// <summary>A line of set x: it starts and ends with a letter or digit and so never looks like a field.</summary>
    public static string Line(Draw draw, int most)
    {
        StringBuilder line = new();
        for (int words = draw.Between(1, 6); words > 0; words--)
        {
            string word = draw.Chance(75) ? draw.Of(Words.AsSpan()) : draw.Digits(draw.Between(1, 9));
            if (line.Length + word.Length + 1 > most)
            {
                break;
            }

            if (line.Length > 0)
            {
                line.Append(draw.Chance(85) ? ' ' : draw.Of(Punctuation));
            }

            line.Append(word);
        }

        return line.Length > 0 ? line.ToString() : draw.Text(Alphanumeric, draw.Between(1, most));
    }

    /// <summary>One to <paramref name="count"/> lines parted by LF.</summary>
    public static string Lines(Draw draw, int count, int most)
    {
        StringBuilder text = new(Line(draw, most));
        for (int more = draw.Below(count); more > 0; more--)
        {
            text.Append('\n').Append(Line(draw, most));
        }

        return text.ToString();
    }

    private static bool IsIntraEuropean(string bic) =>
        Array.Exists(CountryPool, c => c.IsIntraEuropean && bic.AsSpan(4, 2).SequenceEqual(c.Country));

    private static int Mod97(string text)
    {
        int remainder = 0;
        foreach (char c in text)
        {
            remainder = char.IsAsciiDigit(c)
                ? ((remainder * 10) + (c - '0')) % 97
                : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
