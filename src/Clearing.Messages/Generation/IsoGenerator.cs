using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

/// <summary>
/// Draws valid ISO 20022 messages by walking the table of schemas: optional elements in and out, every choice, values
/// within their facets and the rules beyond the schema. With a business application header in most cases.
/// </summary>
public sealed class IsoGenerator
{
    /// <summary>Beyond so many elements only what is mandatory is drawn.</summary>
    private const int ElementsMost = 250;

    private static readonly string[] Transfers = ["CdtTrfTxInf", "TxInf", "DrctDbtTxInf"];

    private readonly Draw _draw;
    private readonly IsoValues _values;
    private int _elements;

    private IsoGenerator(Draw draw)
    {
        _draw = draw;
        _values = new IsoValues(draw);
    }

    /// <summary>Ids of all documents that are drawn: every schema known, but headers.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. IsoShapes.Messages.Where(m => !m.StartsWith("head.", StringComparison.Ordinal))];

    /// <summary>Draws a message of <paramref name="type"/>, one of <see cref="Types"/>.</summary>
    public static IsoMessage Make(string type, Draw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        IsoGenerator generator = new(draw);
        IsoChild root = IsoShapes.Root(type).Parts[0][0];
        IsoElement document = Counted(generator.Element(root.Name, IsoShapes.Type(root.Type), 0));
        bool hasHeader = draw.Chance(70);
        string header = draw.Of("head.001.001.01", "head.001.001.02", "head.001.001.03");
        return new IsoMessage
        {
            DocumentId = type,
            Document = document,
            HeaderId = hasHeader ? header : null,
            Header = hasHeader ? generator.Header(header, type, document) : null,
        };
    }

    private IsoElement Element(string name, IsoType type, int depth)
    {
        _elements++;
        if (type.Facets is not null)
        {
            return IsoElement.Leaf(name, _values.Of(name, type), type.IsAmount ? _values.Currency.Code : null);
        }

        List<IsoElement> children = [];
        foreach (IsoChild[] part in type.Parts)
        {
            IsoChild child = part.Length == 1 ? part[0] : _draw.Of(Array.FindAll(part, c => !IsOpen(c)).AsSpan());
            for (int count = Count(child, part.Length > 1, depth); count > 0; count--)
            {
                children.Add(Element(child.Name, IsoShapes.Type(child.Type), depth + 1));
            }
        }

        if (children.Count == 0 && type.Parts.Count > 0)
        {
            // An element of elements is never left empty.
            IsoChild child = Array.Find(type.Parts[0], c => !IsOpen(c))!;
            children.Add(Element(child.Name, IsoShapes.Type(child.Type), depth + 1));
        }

        return new IsoElement(name, null, Repaired(children));
    }

    private int Count(IsoChild child, bool isChosen, int depth)
    {
        if (child.Least == 0 && !isChosen)
        {
            bool isWanted = Transfers.Contains(child.Name)
                || (!IsOpen(child) && _elements < ElementsMost && _draw.Chance(Math.Max(5, 50 - (9 * depth))));
            if (!isWanted)
            {
                return 0;
            }
        }

        int least = Math.Max(child.Least, 1);
        return child.Most > least && _elements < ElementsMost && _draw.Chance(20)
            ? _draw.Between(least, Math.Min(child.Most, least + 2))
            : least;
    }

    private static bool IsOpen(IsoChild child)
    {
        IsoType type = IsoShapes.Type(child.Type);
        return type.IsOpen
            || type.Parts.Any(p => Array.TrueForAll(p, c => c.Least > 0 && IsoShapes.Type(c.Type).IsOpen));
    }

    /// <summary>A member id of a scheme with a check digit gets one.</summary>
    private List<IsoElement> Repaired(List<IsoElement> children)
    {
        int member = children.FindIndex(c => c.Name == "MmbId");
        int scheme = children.FindIndex(c => c.Name == "ClrSysId");
        if (member >= 0 && _draw.Chance(50))
        {
            if (scheme >= 0)
            {
                children[scheme] = IsoElement.Of("ClrSysId", IsoElement.Leaf("Cd", "USABA"));
            }

            children[member] = IsoElement.Leaf("MmbId", Values.RoutingNumber(_draw));
        }

        return children;
    }

    /// <summary>The group header says how many transfers follow.</summary>
    private static IsoElement Counted(IsoElement document)
    {
        int transfers = document.Children.Concat(document.Children.SelectMany(c => c.Children))
            .Count(c => Transfers.Contains(c.Name));
        string count = transfers.ToString(CultureInfo.InvariantCulture);
        return document.Find("GrpHdr", "NbOfTxs") is null
            ? document
            : document with
            {
                Children =
                [
                    .. document.Children.Select(c => c.Name != "GrpHdr" ? c : c with
                    {
                        Children =
                        [
                            .. c.Children.Select(l => l.Name == "NbOfTxs" ? IsoElement.Leaf(l.Name, count) : l),
                        ],
                    }),
                ],
            };
    }

    private IsoElement Header(string id, string type, IsoElement document)
    {
        (string? from, string? to) = (AgentOf(document, "InstgAgt"), AgentOf(document, "InstdAgt"));
        bool isCrossBorder = from is not null && to is not null && _draw.Chance(60);
        string? reference = document.Find("GrpHdr", "MsgId")?.Text;
        IsoElement drawn = Element("AppHdr", IsoShapes.Root(id), 1);
        List<IsoElement> children = [];
        foreach (IsoElement child in drawn.Children)
        {
            switch (child.Name)
            {
                case "Fr" or "To":
                    string? bic = child.Name == "Fr" ? from : to;
                    children.Add(Party(child.Name, isCrossBorder ? bic! : Values.Bic(_draw)));
                    break;
                case "BizMsgIdr":
                    children.Add(IsoElement.Leaf("BizMsgIdr", reference ?? Values.Reference(_draw)));
                    break;
                case "MsgDefIdr":
                    children.Add(IsoElement.Leaf("MsgDefIdr", type));
                    if (isCrossBorder)
                    {
                        children.Add(IsoElement.Leaf("BizSvc", "swift.cbprplus.03"));
                    }

                    break;
                case "CpyDplct" or "Rltd" or "Sgntr":
                case "BizSvc" when isCrossBorder:
                    break;
                default:
                    children.Add(child);
                    break;
            }
        }

        return drawn with { Children = children };
    }

    private static IsoElement Party(string name, string bic) => IsoElement.Of(
        name, IsoElement.Of("FIId", IsoElement.Of("FinInstnId", IsoElement.Leaf("BICFI", bic))));

    /// <summary>The BIC of the agent where the message names one just once; null otherwise.</summary>
    private static string? AgentOf(IsoElement document, string agent)
    {
        string?[] named =
        [
            .. document.Children.SelectMany(part => part.Children).Where(e => e.Name == agent)
                .Select(e => (e.Find("FinInstnId", "BICFI") ?? e.Find("FinInstnId", "BIC"))?.Text),
        ];
        return named.Length == 1 ? named[0] : null;
    }
}
