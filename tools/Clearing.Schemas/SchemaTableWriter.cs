using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Clearing.Schemas;

/// <summary>
/// Restates XML schemas of ISO 20022 as a table: one line a type, types that say the same written once whatever schema
/// they come from. Knows the subset of XML Schema those schemas use, and refuses anything else.
/// </summary>
public sealed class SchemaTableWriter
{
    private const string Head = """
        # The elements of ISO 20022 messages, restated from the base schemas of the standard.
        # Made by tools/Clearing.Schemas; not edited by hand.
        # Source: base schemas of the ISO 20022 repository as published in phoughton/pyiso20022 (MIT).
        # s = leaf: id, first ISO name, kind and facets (text MIN MAX; decimal DIGITS DECIMALS LEAST, - = none).
        # a = amount: id, ISO name, leaf of the content, leaf of its required attribute Ccy.
        # c = element of elements: id, ISO name, children NAME:TYPE in order; ? * + {0,7} = how often; (A|B) = one of.
        # any = an element of any namespace, any=NS = of that one; neither is looked into.
        # m = message: id, root element, its type.

        """;

    private static readonly XNamespace Xs = "http://www.w3.org/2001/XMLSchema";

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<char, int> _counts = [];

    /// <summary>The table of all schemas of a folder, in the order of their file names.</summary>
    /// <exception cref="InvalidDataException">A schema uses what the table cannot say.</exception>
    public static string Write(string folder)
    {
        SchemaTableWriter writer = new();
        writer._text.Append(Head.ReplaceLineEndings("\n"));
        string[] files = Directory.GetFiles(folder, "*.xsd");
        if (files.Length == 0)
        {
            throw new InvalidDataException($"{folder}: no schema (*.xsd) there");
        }

        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
        {
            writer.AddSchema(file);
        }

        return writer._text.ToString();
    }

    private void AddSchema(string file)
    {
        XElement schema = XDocument.Load(file).Root!;
        Dictionary<string, XElement> types = schema.Elements()
            .Where(e => e.Name != Xs + "element")
            .ToDictionary(e => (string)e.Attribute("name")!, StringComparer.Ordinal);
        XElement root = schema.Elements(Xs + "element").Single();
        string @namespace = (string)schema.Attribute("targetNamespace")!;
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        string type = Type((string)root.Attribute("type")!);
        _text.Append(CultureInfo.InvariantCulture,
            $"m {@namespace[(@namespace.LastIndexOf(':') + 1)..]} {(string)root.Attribute("name")!} {type}\n");

        string Type(string name)
        {
            if (!known.TryGetValue(name, out string? id))
            {
                known[name] = ""; // a type within itself is met as empty, and refused
                id = TypeOf(name, types[name], Type);
                known[name] = id;
            }

            return id.Length > 0 ? id : throw new InvalidDataException($"{file}: {name} contains itself");
        }
    }

    private string TypeOf(string name, XElement type, Func<string, string> idOf)
    {
        if (type.Name == Xs + "simpleType")
        {
            return Id('s', name, Leaf(type.Element(Xs + "restriction")!));
        }

        XElement content = type.Elements().Single();
        if (content.Name == Xs + "simpleContent")
        {
            XElement extension = content.Elements().Single();
            XElement attribute = extension.Elements().Single();
            if ((string?)attribute.Attribute("name") != "Ccy" || (string?)attribute.Attribute("use") != "required")
            {
                throw new InvalidDataException($"{name}: an attribute other than a required Ccy");
            }

            return Id('a', name, idOf((string)extension.Attribute("base")!) + " "
                + idOf((string)attribute.Attribute("type")!));
        }

        return Id('c', name, content.Name == Xs + "choice"
            ? Choice(content, idOf)
            : string.Join(' ', content.Elements().Select(child => Child(child, idOf))));
    }

    private static string Choice(XElement choice, Func<string, string> idOf)
    {
        if (choice.HasAttributes
            || choice.Elements().Any(e => e.Name != Xs + "element" || OccursOf(e) is not ("" or "?" or "+" or "*")))
        {
            throw new InvalidDataException($"A choice that is not one of several elements: {choice}");
        }

        return $"({string.Join('|', choice.Elements().Select(child => Child(child, idOf)))})";
    }

    private static string Child(XElement child, Func<string, string> idOf) => child.Name.LocalName switch
    {
        "element" => $"{(string)child.Attribute("name")!}:{idOf((string)child.Attribute("type")!)}{OccursOf(child)}",
        "choice" => Choice(child, idOf),
        "any" when (string)child.Attribute("namespace")! == "##any" => "any",
        "any" => $"any={(string)child.Attribute("namespace")!}",
        _ => throw new InvalidDataException($"Not expected in a content model: {child}"),
    };

    private static string OccursOf(XElement element)
    {
        string least = (string?)element.Attribute("minOccurs") ?? "1";
        string most = (string?)element.Attribute("maxOccurs") ?? "1";
        return (least, most) switch
        {
            ("1", "1") => "",
            ("0", "1") => "?",
            ("0", "unbounded") => "*",
            ("1", "unbounded") => "+",
            _ => $"{{{least},{most}}}",
        };
    }

    private static string Leaf(XElement restriction)
    {
        string kind = ((string)restriction.Attribute("base")!)["xs:".Length..];
        ILookup<string, string> facets = restriction.Elements()
            .ToLookup(e => e.Name.LocalName, e => (string)e.Attribute("value")!);
        string One(string facet, string otherwise) => facets[facet].SingleOrDefault(otherwise);
        if (facets.Contains("enumeration"))
        {
            return "codes " + string.Join(' ', facets["enumeration"].Order(StringComparer.Ordinal));
        }

        if (facets.Contains("pattern"))
        {
            string pattern = One("pattern", "");
            return kind == "string" ? "pattern " + pattern : $"{kind} {pattern}";
        }

        return kind switch
        {
            "decimal" => $"decimal {One("totalDigits", "-")} {One("fractionDigits", "-")} {One("minInclusive", "-")}",
            "string" => $"text {One("minLength", "0")} {One("maxLength", "-")}",
            "base64Binary" => $"base64 {One("minLength", "0")} {One("maxLength", "-")}",
            _ when facets.Count == 0 => kind,
            _ => throw new InvalidDataException($"Facets that the table cannot say: {restriction}"),
        };
    }

    private string Id(char letter, string name, string content)
    {
        string key = $"{letter} {content}";
        if (!_ids.TryGetValue(key, out string? id))
        {
            int number = _counts.GetValueOrDefault(letter);
            _counts[letter] = number + 1;
            id = string.Create(CultureInfo.InvariantCulture, $"{letter}{number}");
            _ids[key] = id;
            _text.Append(CultureInfo.InvariantCulture, $"{id} {name} {content}\n");
        }

        return id;
    }
}
