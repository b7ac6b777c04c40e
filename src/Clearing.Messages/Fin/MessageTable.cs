using System.Globalization;
using System.Numerics;
using System.Text;

namespace Clearing.Messages.Fin;

/// <summary>Which rules between fields a message type has.</summary>
internal enum RuleSet
{
    None,
    CustomerTransfer,
    BankTransfer,
    CreditNotice,
    Statement,
    InterimReport,
    Cancellation,
    Answer,
}

/// <summary>A place in a message's sequence of fields.</summary>
/// <param name="Number">Digits of the tag.</param>
/// <param name="Options">Letters allowed: bit 0 none, bit 1 A ...</param>
/// <param name="IsMandatory">Must be there.</param>
/// <param name="Repeats">May come several times in a row.</param>
/// <param name="IsDetail">Belongs to the place before it, and may only follow that directly.</param>
/// <param name="LoopEnd">Last place of the group that begins here and repeats; -1 = none.</param>
internal readonly record struct TablePlace(
    int Number, uint Options, bool IsMandatory, bool Repeats, bool IsDetail, int LoopEnd)
{
    public bool Accepts(int tag) => Number == tag >> 5 && (Options >> (tag & 31) & 1) != 0;
}

/// <summary>
/// The sequence of fields of one message type (SR 2025). Notation of a row: tag digits and options (<c>-</c> = none),
/// then <c>?</c> optional, <c>*</c> any number, <c>^</c> optional and only directly behind the field before it;
/// <c>&amp;</c> at the end: copied fields of another message may follow.
/// </summary>
internal sealed class MessageTable
{
    /// <summary>Place of a copied field.</summary>
    public const int Copy = 63;

    /// <summary>More places than any message has.</summary>
    public const int MostPlaces = 40;

    private static readonly MessageTable[] All =
    [
        new("103", "", RuleSet.CustomerTransfer, 10_000,
            "20 13C* 23B 23E* 26T? 32A 33B? 36? 50AFK 51A? 52AD? 53ABD? 54ABD? 55ABD? 56ACD? 57ABCD? 59-AF 70? 71A "
            + "71F* 71G? 72? 77B?"),
        new("103", "STP", RuleSet.CustomerTransfer, 10_000,
            "20 13C* 23B 23E* 26T? 32A 33B? 36? 50AFK 52A? 53AB? 54A? 55A? 56A? 57A? 59-AF 70? 71A 71F* 71G? 72? "
            + "77B?"),
        new("103", "REMIT", RuleSet.CustomerTransfer, 10_000,
            "20 13C* 23B 23E* 26T? 32A 33B? 36? 50AFK 51A? 52AD? 53ABD? 54ABD? 55ABD? 56ACD? 57ABCD? 59-AF 71A 71F* "
            + "71G? 72? 77B? 77T"),
        new("202", "", RuleSet.BankTransfer, 10_000, "20 21 13C* 32A 52AD? 53ABD? 54ABD? 56AD? 57ABD? 58AD 72?"),
        new("202", "COV", RuleSet.BankTransfer, 10_000,
            "20 21 13C* 32A 52AD? 53ABD? 54ABD? 56AD? 57ABD? 58AD 72? "
            + "50AFK 52AD? 56ACD? 57ABCD? 59-AF 70? 72? 33B?"),
        new("205", "", RuleSet.BankTransfer, 10_000, "20 21 13C* 32A 52AD 53ABD? 56AD? 57ABD? 58AD 72?"),
        new("205", "COV", RuleSet.BankTransfer, 10_000,
            "20 21 13C* 32A 52AD 53ABD? 56AD? 57ABD? 58AD 72? 50AFK 52AD? 56ACD? 57ABCD? 59-AF 70? 72? 33B?"),
        new("900", "", RuleSet.None, 2_000, "20 21 25-P 13D? 32A 52AD? 72?"),
        new("910", "", RuleSet.CreditNotice, 2_000, "20 21 25-P 13D? 32A 50AFK? 52AD? 56AD? 72?"),
        new("940", "", RuleSet.Statement, 2_000, "20 21? 25-P 28C 60FM 61* 86^ 62FM 64? 65* 86?"),
        new("942", "", RuleSet.InterimReport, 2_000, "20 21? 25-P 28C 34F 34F? 13D 61* 86^ 90D? 90C? 86?"),
        new("950", "", RuleSet.Statement, 2_000, "20 25 28C 60FM 61* 62FM 64?"),
        new("n92", "", RuleSet.Cancellation, 2_000, "20 21 11S 79? &"),
        new("n95", "", RuleSet.Answer, 2_000, "20 21 75 77A? 11RS? 79? &"),
        new("n96", "", RuleSet.Answer, 2_000, "20 21 76 77A? 11RS? 79? &"),
        new("n99", "", RuleSet.None, 2_000, "20 21? 79"),
    ];

    private static readonly MessageTable[][] OfNumber =
        [.. Enumerable.Range(0, 1000).Select(number => All.Where(table => table.Is(number)).ToArray())];

    /// <summary>Stands for the messages whose text has no rules here.</summary>
    public static readonly MessageTable ReferenceOnly = new("000", "", RuleSet.None, 10_000, "20");

    private readonly byte[] _firstOfTag = new byte[Tags.Most];
    private readonly byte[] _firstOfNumber = new byte[100];
    private readonly byte[] _firstOfNumberInB = new byte[100];
    private readonly ulong _mandatory;
    private readonly ulong _plain;
    private readonly int _number;
    private readonly bool _isCommon;

    private MessageTable(string type, string variant, RuleSet rules, int mostOctets, string row)
    {
        _isCommon = type[0] == 'n';
        _number = int.Parse(type.TrimStart('n'), NumberStyles.None, CultureInfo.InvariantCulture);
        Variant = Encoding.ASCII.GetBytes(variant);
        IsStp = variant == "STP";
        Rules = rules;
        MostOctets = mostOctets;
        string[] cells = row.Split(' ');
        HasCopy = cells[^1] == "&";
        Places = [.. cells.Take(HasCopy ? cells.Length - 1 : cells.Length).Select(PlaceOf)];
        for (int place = 0; place < Places.Length; place++)
        {
            if (Places[place].IsMandatory)
            {
                _mandatory |= 1UL << place;
            }

            if (!Places[place].IsDetail)
            {
                _plain |= 1UL << place;
            }
            else
            {
                Places[place - 1] = Places[place - 1] with { LoopEnd = place };
            }
        }

        FactPlaces = MaskOf(Rules switch
        {
            RuleSet.Statement => [62],
            RuleSet.InterimReport => [13, 34],
            _ => [32],
        });
        SequenceB = variant == "COV" ? Array.FindIndex(Places, place => place.Number == 50) : Places.Length;
        FillIndexes();
    }

    /// <summary>Validation flag of {119:} that chooses this table; empty = none.</summary>
    public byte[] Variant { get; }

    /// <summary>True for the variant that is processed straight through.</summary>
    public bool IsStp { get; }

    public RuleSet Rules { get; }

    /// <summary>Longest message (M50).</summary>
    public int MostOctets { get; }

    public TablePlace[] Places { get; }

    /// <summary>A bit for each place whose field gives the message its date, currency or amount.</summary>
    public ulong FactPlaces { get; }

    /// <summary>First place of a cover's sequence B; behind the last where there is none.</summary>
    public int SequenceB { get; }

    /// <summary>True when copied fields of another message may follow.</summary>
    public bool HasCopy { get; }

    /// <summary>The table of a message type and flag; null when its text has no rules here.</summary>
    public static MessageTable? For(int number, ReadOnlySpan<byte> flag)
    {
        MessageTable[] variants = OfNumber[number];
        foreach (MessageTable table in variants)
        {
            if (flag.SequenceEqual(table.Variant))
            {
                return table;
            }
        }

        return variants.Length == 0 ? null : variants[0];
    }

    /// <summary>32A as one number.</summary>
    public static int TagOf(string tag) =>
        Tags.Of((tag[0] - '0') * 10 + tag[1] - '0', tag.Length == 3 ? tag[2] : '@');

    /// <summary>Where a field may stand that comes behind <paramref name="current"/>; -1 = nowhere.</summary>
    public int PlaceFor(int tag, int current)
    {
        int first = _firstOfTag[tag];
        if (first > current && (_plain >> first & 1) != 0)
        {
            return first;
        }

        for (int place = first; place < Places.Length; place++)
        {
            ref readonly TablePlace at = ref Places[place];
            if (at.Accepts(tag) && (place > current
                ? !at.IsDetail || place == current + 1
                : place == current ? at.Repeats : at.LoopEnd >= current))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>The first mandatory place between two, which was left out; -1 = none.</summary>
    public int MissingBetween(int current, int place)
    {
        if (place <= current + 1)
        {
            return -1;
        }

        ulong between = _mandatory & ((1UL << place) - 1) & ~((1UL << (current + 1)) - 1);
        return between == 0 ? -1 : BitOperations.TrailingZeroCount(between);
    }

    /// <summary>Place of a field in sequence A; <c>Places.Length</c> when the message has none.</summary>
    public int PlaceOfNumber(int number) => _firstOfNumber[number];

    public int PlaceOfNumberInB(int number) => _firstOfNumberInB[number];

    public int PlaceOfTag(int tag) => _firstOfTag[tag];

    /// <summary>A place as people name it: 50AFK.</summary>
    public string NameOf(int place)
    {
        TablePlace at = Places[place];
        StringBuilder name = new($"{at.Number:00}");
        for (int option = 0; option < 27; option++)
        {
            if ((at.Options >> option & 1) != 0 && at.Options != 1)
            {
                name.Append(option == 0 ? '-' : (char)('@' + option));
            }
        }

        return name.ToString();
    }

    private bool Is(int number) =>
        _isCommon ? number >= 100 && number % 100 == _number : number == _number;

    private static TablePlace PlaceOf(string cell)
    {
        char last = cell[^1];
        bool hasSuffix = last is '?' or '*' or '^';
        uint options = 0;
        foreach (char option in cell[2..^(hasSuffix ? 1 : 0)])
        {
            options |= 1U << (option == '-' ? 0 : option - '@');
        }

        int number = (cell[0] - '0') * 10 + cell[1] - '0';
        return new TablePlace(number, options == 0 ? 1 : options, !hasSuffix, last == '*', last == '^', -1);
    }

    private ulong MaskOf(int[] numbers)
    {
        ulong mask = 0;
        for (int place = 0; place < Places.Length; place++)
        {
            mask |= Array.IndexOf(numbers, Places[place].Number) >= 0 ? 1UL << place : 0;
        }

        return mask;
    }

    private void FillIndexes()
    {
        byte none = (byte)Places.Length;
        Array.Fill(_firstOfTag, none);
        Array.Fill(_firstOfNumber, none);
        Array.Fill(_firstOfNumberInB, none);
        for (int place = Places.Length - 1; place >= 0; place--)
        {
            byte[] ofNumber = place < SequenceB ? _firstOfNumber : _firstOfNumberInB;
            ofNumber[Places[place].Number] = (byte)place;
            for (int option = 0; option < 27; option++)
            {
                if ((Places[place].Options >> option & 1) != 0)
                {
                    _firstOfTag[Places[place].Number * 32 + option] = (byte)place;
                }
            }
        }
    }
}
