using System.Buffers;
using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// Writes a message as compact UTF-8: no declaration, no blanks between elements, default namespaces. A message with a
/// header is header and document under one element BusMsg without a namespace; without a header it is the document.
/// </summary>
public static class IsoWriter
{
    private const string Namespaces = "urn:iso:std:iso:20022:tech:xsd:";

    /// <summary>Writes a message.</summary>
    /// <exception cref="ArgumentException">
    /// It has neither header nor document, or a text holds a character that XML does not have.
    /// </exception>
    public static void Write(IsoMessage message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        StringBuilder text = new();
        bool both = message.Header is not null && message.Document is not null;
        text.Append(both ? "<BusMsg>" : "");
        if (message.Header is { } header)
        {
            Append(text, header with { Name = "AppHdr", Namespace = Namespaces + message.HeaderId });
        }

        if (message.Document is { } document)
        {
            Append(text, new IsoElement("Document", null, [document], null, Namespaces + message.DocumentId));
        }

        if (text.Length == 0)
        {
            throw new ArgumentException("A message has a header, a document, or both.", nameof(message));
        }

        text.Append(both ? "</BusMsg>" : "");
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    /// <summary>
    /// The first character in a message that XML does not have, for which <see cref="Write"/> refuses it; -1 = none.
    /// </summary>
    public static int FindOutsideXml(IsoMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int inHeader = message.Header is null ? -1 : FindOutsideXml(message.Header);
        return inHeader >= 0 || message.Document is null ? inHeader : FindOutsideXml(message.Document);
    }

    private static int FindOutsideXml(IsoElement element)
    {
        foreach (Rune rune in (element.Currency + element.Text).EnumerateRunes())
        {
            if (!XmlChars.IsChar(rune.Value))
            {
                return rune.Value;
            }
        }

        foreach (IsoElement child in element.Children)
        {
            if (FindOutsideXml(child) is >= 0 and int found)
            {
                return found;
            }
        }

        return -1;
    }

    private static void Append(StringBuilder text, IsoElement element)
    {
        text.Append('<').Append(element.Name);
        Attribute(text, "xmlns", element.Namespace);
        Attribute(text, "Ccy", element.Currency);
        text.Append('>');
        Escape(text, element.Text ?? "");
        foreach (IsoElement child in element.Children)
        {
            Append(text, child);
        }

        text.Append("</").Append(element.Name).Append('>');
    }

    private static void Attribute(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(name).Append("=\"");
            Escape(text, value);
            text.Append('"');
        }
    }

    private static void Escape(StringBuilder text, string value)
    {
        foreach (Rune rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '&':
                    text.Append("&amp;");
                    break;
                case '"':
                    text.Append("&quot;");
                    break;
                case '\r':
                    text.Append("&#13;");
                    break;
                default:
                    text.Append(XmlChars.IsChar(rune.Value) ? rune.ToString()
                        : throw new ArgumentException($"U+{rune.Value:X4} is no character of XML.", nameof(value)));
                    break;
            }
        }
    }
}
