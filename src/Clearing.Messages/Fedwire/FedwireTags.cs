using System.Globalization;

namespace Clearing.Messages.Fedwire;

/// <summary>
/// The tags of the format before 14 July 2025 (FW-4). An element is written <c>name form</c>: <c>9n</c> nine digits,
/// <c>8c</c> eight letters or digits, <c>8x</c> eight of the alphabet, <c>35*</c> at most 35 of it and a star;
/// <c>date</c>, <c>day</c>, <c>time</c>; <c>=A,B</c> one of these codes, <c>?A,B</c> one of them or none.
/// </summary>
public static class FedwireTags
{
    private const string PartyCodes = "identification code ?B,C,D,F,T,U";
    private const string CustomerCodes = "identification code ?1,2,3,4,5,9,B,C,D,F,T,U";
    private const string Party = "identifier 34*|name 35*|address 1 35*|address 2 35*|address 3 35*";
    private const string Lines4 = "line 1 35*|line 2 35*|line 3 35*|line 4 35*";
    private const string Lines5 = Lines4 + "|line 5 35*";
    private const string Lines6 = Lines5 + "|line 6 35*";
    private const string More5 = "line 2 33*|line 3 33*|line 4 33*|line 5 33*|line 6 33*";
    private const string Information = "line 1 30*|" + More5;
    private const string Advice = "advice code =HLD,LTR,PHN,TLX,WRE|line 1 26*|" + More5;
    private const string Swift = "SWIFT field 5*|";

    // The country may be as long as a line: a published sample leaves out the element before it.
    private const string Address = "address type 4*|department 70*|sub-department 70*|street 70*|building 16*"
        + "|post code 16*|town 35*|county or state 35*|country 70*|line 1 70*|line 2 70*|line 3 70*|line 4 70*"
        + "|line 5 70*|line 6 70*|line 7 70*";
    private const string Identity = "number 35*|number issuer 35*|date and place of birth 82*|";
    private const string Money = "currency 3c|amount 19*";
    private const string Document = "document number 35*|issuer 35*|other type 35*";

    private static readonly (string Tag, string Name, string Elements)[] Table =
    [
        ("1100", "message disposition", "format version 2n|environment =T,P|duplication =P,R, |status 1x"),
        ("1110", "receipt time", "date day|time time|application 4c"),
        ("1120", "output message accountability data",
            "cycle date date|destination 8c|sequence 6n|output date day|output time time|application 4c"),
        ("1130", "error", "category 1c|code 3c|description 35*"),
        ("1500", "sender supplied information",
            "format version =30|user request correlation 8x|environment =T,P|duplication =P,R, "),
        ("1510", "type and subtype", "type =10,15,16|subtype =00,01,02,07,08,31,32,33,90"),
        ("1520", "input message accountability data", "cycle date date|source 8c|sequence 6n"),
        ("2000", "amount in cents", "amount 12n"),
        ("3100", "sender", "routing number 9n|short name 18*"),
        ("3320", "sender reference", "reference 16*"),
        ("3400", "receiver", "routing number 9n|short name 18*"),
        ("3500", "previous message identifier", "identifier 22x"),
        ("3600", "business function",
            "code =BTR,CTR,CTP,CKS,DEP,DRB,DRC,DRW,FFR,FFS,SVC|transaction type 3*"),
        ("3610", "local instrument",
            "code =ANSI,COVS,GXML,IXML,NARR,PROP,RMTS,RRMT,S820,SWIF,UEDI|proprietary code 35*"),
        ("3620", "payment notification",
            "indicator 1x|electronic address 2048*|contact 140*|telephone 35*|mobile 35*|fax 35*|end-to-end 35*"),
        ("3700", "charges", "details =B,S|charge 1 15*|charge 2 15*|charge 3 15*|charge 4 15*"),
        ("3710", "instructed amount", "currency 3c|amount 15*"),
        ("3720", "exchange rate", "rate 12*"),
        ("4000", "intermediary institution", PartyCodes + "|" + Party),
        ("4100", "beneficiary's institution", PartyCodes + "|" + Party),
        ("4200", "beneficiary", CustomerCodes + "|" + Party),
        ("4320", "reference for beneficiary", "reference 16*"),
        ("4400", "account debited in drawdown", "identification code =D|" + Party),
        ("5000", "originator", CustomerCodes + "|" + Party),
        ("5010", "originator, option F", "party identifier 35*|" + Lines4),
        ("5100", "originator's institution", PartyCodes + "|" + Party),
        ("5200", "instructing institution", PartyCodes + "|" + Party),
        ("5400", "account credited in drawdown", "routing number 9n"),
        ("6000", "originator to beneficiary", Lines4),
        ("6100", "receiver information", Information),
        ("6110", "drawdown debit account advice", Advice),
        ("6200", "intermediary information", Information),
        ("6210", "intermediary advice", Advice),
        ("6300", "beneficiary's institution information", Information),
        ("6310", "beneficiary's institution advice", Advice),
        ("6400", "beneficiary information", Information),
        ("6410", "beneficiary advice", Advice),
        ("6420", "method of payment to beneficiary", "method 5x|additional information 30*"),
        ("6500", "institution to institution", Lines6),
        ("7033", "currency and instructed amount", Swift + "amount 35*"),
        ("7050", "ordering customer", Swift + Lines5),
        ("7052", "ordering institution", Swift + Lines5),
        ("7056", "intermediary institution", Swift + Lines5),
        ("7057", "account with institution", Swift + Lines5),
        ("7059", "beneficiary customer", Swift + Lines5),
        ("7070", "remittance information", Swift + Lines4),
        ("7072", "sender to receiver", Swift + Lines6),
        ("8200", "unstructured addenda", "length 4n|text 9994x"),
        ("8250", "related remittance",
            "remittance identification 35*|location method 4*|electronic address 2048*|name 140*|" + Address),
        ("8300", "remittance originator",
            "identification type 2x|identification code 4x|name 140*|" + Identity + Address + "|country of residence 2*"
            + "|contact 140*|telephone 35*|mobile 35*|fax 35*|electronic address 2048*|other 35*"),
        ("8350", "remittance beneficiary",
            "name 140*|identification type 2*|identification code 4*|" + Identity + Address
            + "|country of residence 2*"),
        ("8400", "primary document", "document type 4c|" + Document),
        ("8450", "amount paid", Money),
        ("8500", "gross amount", Money),
        ("8550", "discount", Money),
        ("8600", "adjustment", "reason 2c|credit or debit =CRDT,DBIT|" + Money + "|additional information 140*"),
        ("8650", "date of document", "date date"),
        ("8700", "secondary document", "document type 4c|" + Document),
        ("8750", "free text", "line 1 140*|line 2 140*|line 3 140*"),
        ("9000", "service message", Lines6 + "|line 7 35*|line 8 35*|line 9 35*|line 10 35*|line 11 35*|line 12 35*"),
    ];

    private static readonly FedwireTagDefinition[] Definitions =
        [.. Table.Select(row => new FedwireTagDefinition(row.Tag, row.Name, ElementsOf(row.Elements)))];

    private static readonly FedwireForm[][] AllForms =
        [.. Definitions.Select(tag => tag.Elements.Select(element => new FedwireForm(element)).ToArray())];

    private static readonly sbyte[] Places = ReadPlaces();

    /// <summary>All tags, ascending.</summary>
    public static IReadOnlyList<FedwireTagDefinition> All => Definitions;

    /// <summary>The tag of that number; null = none.</summary>
    public static FedwireTagDefinition? Find(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        bool isNumber = tag.Length == 4
            && int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out int _);
        int place = isNumber ? Places[int.Parse(tag, NumberStyles.None, CultureInfo.InvariantCulture)] : -1;
        return place < 0 ? null : Definitions[place];
    }

    /// <summary>Place of tag <paramref name="number"/> in <see cref="All"/>; -1 = there is no such tag.</summary>
    internal static int PlaceOf(int number) => Places[number];

    internal static FedwireTagDefinition At(int place) => Definitions[place];

    /// <summary>The elements of a tag as the reader checks them.</summary>
    internal static ReadOnlySpan<FedwireForm> FormsAt(int place) => AllForms[place];

    /// <summary>A bit for each tag of a list such as <c>3610 7* 8*</c>.</summary>
    internal static ulong MaskOf(string tags)
    {
        ulong mask = 0;
        foreach (string word in tags.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string start = word.TrimEnd('*');
            for (int place = 0; place < Definitions.Length; place++)
            {
                if (Definitions[place].Tag.StartsWith(start, StringComparison.Ordinal))
                {
                    mask |= 1UL << place;
                }
            }
        }

        return mask;
    }

    private static sbyte[] ReadPlaces()
    {
        sbyte[] places = new sbyte[10_000];
        Array.Fill(places, (sbyte)-1);
        for (int place = 0; place < Definitions.Length; place++)
        {
            places[int.Parse(Definitions[place].Tag, NumberStyles.None, CultureInfo.InvariantCulture)] = (sbyte)place;
        }

        return places;
    }

    private static FedwireElement[] ElementsOf(string text) =>
    [
        .. text.Split('|').Select(one =>
        {
            int form = one.LastIndexOfAny(['=', '?']);
            return form > 0 ? CodeOf(one[..(form - 1)], one[form..]) : FormOf(one);
        }),
    ];

    private static FedwireElement CodeOf(string name, string form)
    {
        string[] codes = form[1..].Split(',');
        return new FedwireElement(name, codes[0].Length, IsVariable: false, FedwireContent.Code, codes)
        {
            IsOptional = form[0] == '?',
        };
    }

    private static FedwireElement FormOf(string text)
    {
        int blank = text.LastIndexOf(' ');
        string name = text[..blank];
        string form = text[(blank + 1)..];
        return form switch
        {
            "date" => new FedwireElement(name, 8, IsVariable: false, FedwireContent.Date, []),
            "day" => new FedwireElement(name, 4, IsVariable: false, FedwireContent.Day, []),
            "time" => new FedwireElement(name, 4, IsVariable: false, FedwireContent.Time, []),
            _ => new FedwireElement(
                name, int.Parse(form[..^1], NumberStyles.None, CultureInfo.InvariantCulture), form[^1] == '*',
                form[^1] switch
                {
                    'n' => FedwireContent.Digits,
                    'c' => FedwireContent.Alphanumeric,
                    _ => FedwireContent.Text,
                },
                []),
        };
    }
}
