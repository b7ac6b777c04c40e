using System.Globalization;
using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Generation;

/// <summary>
/// Draws valid Fedwire messages of every business function, with the tags it demands and some it may have.
/// </summary>
public static class FedwireGenerator
{
    private const string Chain = "3320 4000 4100 4200 4320 5000 5100 5200 6000 6200 6210 6300 6310 6400 6410 6420 6500";
    private const string Customer = Chain + " 3700 3710 3720 6100";

    /// <summary>Business function, its types and subtypes, what it demands, what it may have (FW-4).</summary>
    private static readonly Function[] Functions =
    [
        new("BTR", "10 15 16", "00 02 08", "", Chain + " 3620 6100"),
        new("CTR", "10 15 16", "00 02 08", "4200 5000", Customer),
        new("CTP", "10 15 16", "00 01 02 07 08", "4200 5000", Customer + " 3620 9000"),
        new("CTP.COVS", "10 15 16", "00", "3610 4200 4320 5000 7050 7059", Chain + " 7033 7052 7056 7057 7070 7072"),
        new("CTP.UEDI", "10 15 16", "00", "3610 4200 5010 8200",
            Customer.Replace("5000 ", "", StringComparison.Ordinal)),
        new("CTP.RRMT", "10 15 16", "00", "3610 4200 5000 8250", Customer),
        new("CTP.RMTS", "10 15 16", "00", "3610 4200 5000 8300 8350 8400 8450",
            Customer + " 8500 8550 8600 8650 8700 8750"),
        new("CKS", "16", "00 02 08", "", Chain + " 6100"),
        new("DEP", "16", "00 02 08", "", Chain + " 6100"),
        new("FFR", "16", "00 02 08", "", Chain + " 6100"),
        new("FFS", "16", "00 02 08", "", Chain + " 6100"),
        new("DRW", "10 16", "32", "4200 5000", Chain + " 6100 6110"),
        new("DRB", "16", "31 33", "4400 5400", Chain + " 6110"),
        new("DRC", "10", "31 33", "4200 4400 5400", Chain + " 6110"),
        new("SVC", "10 15 16", "01 07 90", "", Chain + " 6100 9000"),
    ];

    /// <summary>A tag that may only stand where another does.</summary>
    private static readonly (string Tag, string[] OneOf)[] Chains =
    [
        ("3720", ["3710"]), ("4100", ["4200"]), ("4000", ["4100"]), ("5100", ["5000", "5010"]), ("5200", ["5100"]),
        ("6200", ["4000"]), ("6210", ["4000"]), ("6300", ["4100"]), ("6310", ["4100"]), ("6400", ["4200"]),
        ("6410", ["4200"]), ("6420", ["4200"]),
    ];

    /// <summary>Business functions; behind a dot the local instrument.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Functions.Select(f => f.Name)];

    /// <summary>Draws a message of <paramref name="type"/>, one of <see cref="Types"/>.</summary>
    public static FedwireMessage Make(string type, Draw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        Function function = Array.Find(Functions, f => f.Name == type)
            ?? throw new ArgumentException($"No Fedwire message of type {type} is generated.", nameof(type));
        string subtype = draw.Of(function.Subtypes.Split(' ').AsSpan());
        SortedSet<string> tags = new(StringComparer.Ordinal);
        tags.UnionWith(function.Mandatory.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (string tag in draw.Some(30, function.Optional.Split(' ').AsSpan()))
        {
            tags.Add(tag);
        }

        Unchain(tags);
        if (subtype is "02" or "08")
        {
            tags.Add("3500");
        }

        List<FedwireTag> drawn =
        [
            new("1500", ["30", draw.Text(Values.Alphanumeric, 8), draw.Of("T", "P"), draw.Of(" ", " ", "P")]),
            new("1510", [draw.Of(function.Kinds.Split(' ').AsSpan()), subtype]),
            new("1520", [Date(draw), draw.Text(Values.Alphanumeric, 8), draw.Digits(6)]),
            new("2000", [Cents(draw, subtype)]),
            new("3100", Institution(draw)),
            new("3400", Institution(draw)),
            new("3600", [type[..3]]),
        ];
        drawn.AddRange(tags.Select(tag => new FedwireTag(tag, Elements(draw, tag, type))));
        drawn.Sort(static (a, b) => string.CompareOrdinal(a.Tag, b.Tag));
        return new FedwireMessage(drawn);
    }

    private static void Unchain(SortedSet<string> tags)
    {
        foreach ((string tag, string[] oneOf) in Chains)
        {
            if (!oneOf.Any(tags.Contains))
            {
                tags.Remove(tag);
            }
        }
    }

    private static string[] Elements(Draw draw, string tag, string type) => tag switch
    {
        "3500" => [Date(draw) + draw.Text(Values.Alphanumeric, 8) + draw.Digits(6)],
        "3610" => [type[^4..]],
        "3700" => [draw.Of("B", "S"), .. Many(draw, 4, () => $"USD{draw.Below(100)},{draw.Digits(2)}")],
        "3710" => ["USD", $"{draw.Between(1, 99_999)},{draw.Digits(2)}"],
        "3720" => [$"{draw.Between(1, 99)},{draw.Digits(4)}"],
        "4000" or "4100" or "4200" or "5000" or "5100" or "5200" => Party(draw, FedwireTags.Find(tag)!),
        "5400" => [Values.RoutingNumber(draw)],
        "8200" => [Values.Line(draw, 200)],
        _ => ByForm(draw, FedwireTags.Find(tag)!),
    };

    /// <summary>All fixed elements and some of the variable ones, each by its form.</summary>
    private static string[] ByForm(Draw draw, FedwireTagDefinition tag)
    {
        int leading = tag.Elements.TakeWhile(e => !e.IsVariable).Count();
        int count = draw.Between(Math.Min(tag.Elements.Count, leading + 1), tag.Elements.Count);
        string[] elements = new string[count];
        for (int i = 0; i < count; i++)
        {
            bool isEmpty = tag.Elements[i].IsVariable && i + 1 < count && draw.Chance(10);
            elements[i] = isEmpty ? "" : Element(draw, tag.Elements[i]);
        }

        return elements;
    }

    private static string Element(Draw draw, FedwireElement element) => element.Content switch
    {
        FedwireContent.Code => element.Codes[draw.Below(element.Codes.Count)],
        FedwireContent.Digits => draw.Digits(element.Length),
        FedwireContent.Alphanumeric when element.Name == "currency" => "USD",
        FedwireContent.Alphanumeric => draw.Text(Values.Alphanumeric, element.Length),
        FedwireContent.Date => Date(draw),
        _ => element.IsVariable
            ? Values.Line(draw, Math.Min(element.Length, 60))
            : draw.Text(Values.Alphanumeric, element.Length),
    };

    private static string[] Party(Draw draw, FedwireTagDefinition tag)
    {
        string code = Element(draw, tag.Elements[0]);
        string id = code switch
        {
            "B" or "T" => Values.Bic(draw),
            "C" => draw.Digits(4),
            "F" => Values.RoutingNumber(draw),
            "U" => draw.Digits(6),
            _ => draw.Digits(draw.Between(4, 20)),
        };
        return [code, id, Line(draw, 35), .. Many(draw, 3, () => Line(draw, 35))];
    }

    private static string[] Institution(Draw draw) =>
        draw.Chance(90) ? [Values.RoutingNumber(draw), Line(draw, 18)] : [Values.RoutingNumber(draw)];

    private static string[] Many(Draw draw, int most, Func<string> one)
    {
        string[] many = new string[draw.Between(1, most)];
        for (int i = 0; i < many.Length; i++)
        {
            many[i] = one();
        }

        return many;
    }

    private static string Line(Draw draw, int most) => Values.Line(draw, most);

    private static string Date(Draw draw) => Values.Date(draw).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Cents(Draw draw, string subtype) =>
        (subtype == "90" ? 0 : draw.Between(1, int.MaxValue)).ToString("000000000000", CultureInfo.InvariantCulture);

    private sealed record Function(string Name, string Kinds, string Subtypes, string Mandatory, string Optional);
}
