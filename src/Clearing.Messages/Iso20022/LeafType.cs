using System.Buffers;
using System.Globalization;

namespace Clearing.Messages.Iso20022;

/// <summary>A simple type of the schemas: what its text may be, from one line of the table.</summary>
internal sealed class LeafType
{
    private static readonly SearchValues<byte> UpperOrDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    private static readonly SearchValues<byte> HexOrDash = SearchValues.Create("0123456789abcdef-"u8);

    private readonly int _least;
    private readonly int _most;
    private readonly string _facets;
    private readonly uint[] _codes = [];
    private readonly TextPattern? _pattern;

    /// <param name="name">First ISO name, for people.</param>
    /// <param name="kind">Second word of the line: text, codes, pattern, decimal, date ...</param>
    /// <param name="facets">The rest of the line.</param>
    public LeafType(string name, string kind, string facets)
    {
        Name = name;
        _facets = facets;
        string[] words = facets.Split(' ');
        Kind = KindOf(kind, facets);
        switch (Kind)
        {
            case LeafKind.Text or LeafKind.Base64:
                _least = Number(words[0], 0);
                _most = Number(words[1], int.MaxValue);
                break;
            case LeafKind.Decimal:
                _most = Number(words[0], DecimalText.MostDigits);
                FractionDigits = Number(words[1], DecimalText.MostDigits);
                _least = Number(words[2], int.MinValue);
                break;
            case LeafKind.Codes:
                _codes = Array.ConvertAll(words, Pack);
                break;
            case LeafKind.Pattern:
                _pattern = new TextPattern(facets);
                break;
            default:
                break;
        }
    }

    /// <summary>First ISO name of the type.</summary>
    public string Name { get; }

    public LeafKind Kind { get; }

    /// <summary>Most decimals of a decimal.</summary>
    public int FractionDigits { get; }

    /// <summary>Most characters of a text of at least one; 0 = it is no such text.</summary>
    public int MostPlain => Kind == LeafKind.Text && _least == 1 ? _most : 0;

    /// <summary>True where white space at the ends does not belong to the value.</summary>
    public bool IsTrimmed => Kind >= LeafKind.Decimal;

    /// <summary>What is wanted, for people.</summary>
    public string Wanted => Kind switch
    {
        LeafKind.Text => $"{Name}, {_least} to {_most} characters",
        LeafKind.Codes => $"one of {_facets}",
        LeafKind.Pattern or LeafKind.Bic or LeafKind.Uetr or LeafKind.Currency or LeafKind.Iban =>
            $"{Name}, {_facets}",
        LeafKind.Decimal => $"{Name}, a decimal of at most {_most} digits, {FractionDigits} of them decimals"
            + (_least == int.MinValue ? "" : $", not less than {_least}"),
        _ => Name,
    };

    /// <summary>True when the text is a value of the type.</summary>
    /// <param name="text">Octets of UTF-8 with entities resolved.</param>
    /// <param name="characters">Its length in characters.</param>
    /// <param name="number">The value of a decimal.</param>
    public bool Allows(ReadOnlySpan<byte> text, int characters, ref DecimalText number)
    {
        switch (Kind)
        {
            case LeafKind.Text:
                return characters >= _least && characters <= _most;
            case LeafKind.Decimal:
                return number.Read(text) && number.Digits <= _most && number.Scale <= FractionDigits
                    && (_least == int.MinValue || number.IsAtLeast(_least));
            case LeafKind.Codes:
                return text.Length is >= 1 and <= 4 && Array.IndexOf(_codes, Pack(text)) >= 0;
            case LeafKind.Bic:
                return text.Length is 8 or 11 && text.IndexOfAnyExcept(UpperOrDigits) < 0
                    && char.IsAsciiLetterUpper((char)text[4]) && char.IsAsciiLetterUpper((char)text[5]);
            case LeafKind.Uetr:
                return IsUetr(text);
            case LeafKind.Currency:
                return text.Length == 3 && char.IsAsciiLetterUpper((char)text[0])
                    && char.IsAsciiLetterUpper((char)text[1]) && char.IsAsciiLetterUpper((char)text[2]);
            case LeafKind.Iban:
                return IsIbanShaped(text);
            case LeafKind.Pattern:
                return _pattern!.Matches(text);
            default:
                return AllowsOther(text);
        }
    }

    private bool AllowsOther(ReadOnlySpan<byte> text) => Kind switch
    {
        LeafKind.Boolean => text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)
            || text is [(byte)'0' or (byte)'1'],
        LeafKind.Date => DateText.IsDate(text),
        LeafKind.DateTime => DateText.IsDateTime(text),
        LeafKind.DateTimeUtc => DateText.IsDateTime(text) && text[^1] == 'Z',
        LeafKind.Time => DateText.IsTime(text),
        LeafKind.Year => DateText.IsYear(text),
        LeafKind.YearMonth => DateText.IsYearMonth(text),
        _ => Base64Text.OctetsOf(text) is var octets && octets >= _least && octets <= _most,
    };

    private static bool IsUetr(ReadOnlySpan<byte> text) =>
        text.Length == 36 && text.IndexOfAnyExcept(HexOrDash) < 0 && text.Count((byte)'-') == 4
        && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && text[14] == '4' && text[19] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b';

    private static bool IsIbanShaped(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 5 or > 34)
        {
            return false;
        }

        for (int at = 0; at < text.Length; at++)
        {
            int letter = text[at];
            bool digit = char.IsAsciiDigit((char)letter);
            bool upper = char.IsAsciiLetterUpper((char)letter);
            bool allowed = at < 2 ? upper : at < 4 ? digit : digit || upper || char.IsAsciiLetterLower((char)letter);
            if (!allowed)
            {
                return false;
            }
        }

        return true;
    }

    private static LeafKind KindOf(string kind, string facets) => (kind, facets) switch
    {
        ("text", _) => LeafKind.Text,
        ("codes", _) => LeafKind.Codes,
        ("pattern", "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}") => LeafKind.Bic,
        ("pattern", "[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}") => LeafKind.Uetr,
        ("pattern", "[A-Z]{3,3}") => LeafKind.Currency,
        ("pattern", "[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}") => LeafKind.Iban,
        ("pattern", _) => LeafKind.Pattern,
        ("decimal", _) => LeafKind.Decimal,
        ("boolean", "") => LeafKind.Boolean,
        ("date", "") => LeafKind.Date,
        ("dateTime", "") => LeafKind.DateTime,
        ("dateTime", ".*Z") => LeafKind.DateTimeUtc,
        ("time", "") => LeafKind.Time,
        ("gYear", "") => LeafKind.Year,
        ("gYearMonth", "") => LeafKind.YearMonth,
        ("base64", _) => LeafKind.Base64,
        _ => throw new InvalidDataException($"The table of schemas has a leaf of unknown kind: {kind} {facets}"),
    };

    private static int Number(string word, int otherwise) =>
        word == "-" ? otherwise : int.Parse(word, CultureInfo.InvariantCulture);

    private static uint Pack(string code)
    {
        uint packed = 0;
        foreach (char letter in code)
        {
            packed = (packed << 8) | letter;
        }

        return packed;
    }

    private static uint Pack(ReadOnlySpan<byte> code)
    {
        uint packed = 0;
        foreach (byte letter in code)
        {
            packed = (packed << 8) | letter;
        }

        return packed;
    }
}
