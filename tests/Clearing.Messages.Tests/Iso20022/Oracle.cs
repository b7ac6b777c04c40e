using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace Clearing.Messages.Tests.Iso20022;

/// <summary>The slow judge: XmlReader and XmlSchemaSet over the base schemas.</summary>
internal sealed class Oracle
{
    private const string Namespaces = "urn:iso:std:iso:20022:tech:xsd:";

    private readonly Dictionary<string, XmlSchemaSet> _sets = new(StringComparer.Ordinal);
    private readonly string _folder = Samples.Schemas;

    /// <summary>Why the last message was refused.</summary>
    public string Why { get; private set; } = "";

    /// <summary>The level at which a message fails, up to the schema.</summary>
    public MessageLayer Judge(byte[] message)
    {
        XDocument document;
        try
        {
            XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit };
            using MemoryStream stream = new(message);
            using XmlReader reader = XmlReader.Create(stream, settings);
            document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException e)
        {
            Why = e.Message;
            return MessageLayer.WellFormed;
        }

        List<XElement> parts = [];
        Find(document.Root!, 0, parts);
        Why = "";
        if (parts.Count == 0 || parts.Any(part => SetOf(part) is null)
            || parts.Select(part => part.Name.LocalName).Distinct().Count() < parts.Count)
        {
            return MessageLayer.Namespace;
        }

        foreach (XElement part in parts)
        {
            Validate(part, SetOf(part)!);
        }

        return Why.Length > 0 ? MessageLayer.Schema : MessageLayer.None;
    }

    private static void Find(XElement element, int depth, List<XElement> parts)
    {
        if (element.Name.LocalName is "AppHdr" or "Document")
        {
            parts.Add(element);
        }
        else if (depth < 3)
        {
            foreach (XElement child in element.Elements())
            {
                Find(child, depth + 1, parts);
            }
        }
    }

    private void Validate(XElement part, XmlSchemaSet set)
    {
        XmlReaderSettings settings = new()
        {
            ValidationType = ValidationType.Schema,
            ValidationFlags = XmlSchemaValidationFlags.None,
            Schemas = set,
        };
        settings.ValidationEventHandler += (_, e) =>
        {
            if (e.Severity == XmlSeverityType.Error)
            {
                Why = e.Message;
            }
        };
        using XmlReader plain = part.CreateReader();
        using XmlReader reader = XmlReader.Create(plain, settings);
        while (reader.Read())
        {
        }
    }

    private XmlSchemaSet? SetOf(XElement part)
    {
        string id = part.Name.NamespaceName;
        bool isHeader = part.Name.LocalName == "AppHdr";
        if (!id.StartsWith(Namespaces, StringComparison.Ordinal)
            || id.StartsWith(Namespaces + "head", StringComparison.Ordinal) != isHeader)
        {
            return null;
        }

        if (!_sets.TryGetValue(id, out XmlSchemaSet? set))
        {
            string file = Path.Combine(_folder, id[Namespaces.Length..] + ".xsd");
            if (!File.Exists(file))
            {
                return null;
            }

            set = new XmlSchemaSet();
            set.Add(id, file);
            set.Compile();
            _sets.Add(id, set);
        }

        return set;
    }
}
