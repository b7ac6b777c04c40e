using System.Text;
using System.Xml.Linq;

namespace Clearing.Messages.Tests.Iso20022;

/// <summary>Breaks a message in one place, well-formed still.</summary>
internal static class Mutation
{
    public const int Kinds = 12;

    private static readonly string[] Values =
    [
        "", " ", "  x ", "x", "é", "\u20AC\u20AC\u20AC\u20AC", "NOTPROVIDED", "true", " true ", "TRUE", "1", "0", "01",
        "-1", "+1", "-0", "1.", ".5", ".", "1e5", "1,5", " 1.5 ", "0.000001", "0.0000010", "1.50000000000000000000000",
        "123456789012345678", "1234567890123456789", "0001234567890123456789", "123456789012345.67890",
        "0000000000000000000000000001", "12345678901.1234567", "0.12345678901234567", "1234567890.1", "0.0000000001",
        "2025-02-29", "2024-02-29", "2025-13-01", "0000-01-01", "2025-1-1", "2025-01-01Z", "2025-01-01+14:00",
        "2025-01-01 ", "2025-01-01T00:00:00", "2025-01-01T24:00:00", "2025-01-01T24:00:01",
        "2025-01-01T23:59:60", "2025-01-01T10:00:00.123456789Z", "2025-01-01T10:00:00.", "2025-01-01T10:00",
        "2025-01-01T10:00:00-04:00", "2025-01-01T10:00:00+0400", "10:00:00", "2025", "2025-01", "2025Z", "20250101",
        "USABA", "CRDT", "DBIT", "crdt", "CRDT ", "BOOK", "EUR", "EURO", "eur", "BANKDEFF", "BANKDEFFXXX", "BANKDEFFXX",
        "bankdeff", "DE89370400440532013000", "D189370400440532013000", "+1-234", "1-234", "+1234-1", "+1-", "US", "us",
        "8a562c67-ca16-48ba-b074-65581be6f011", "8A562C67-ca16-48ba-b074-65581be6f011",
        "8a562c67-ca16-58ba-b074-65581be6f011", "5493001KJTIIGC8Y1R12", "12345", "123456789012345",
        "AAAA", "A1b2", "abc",
        "QUJD", "QUI=", "QQ==", "QQ=", "Q UJ D", "####", "\t", "a\nb", "x & y", "<tag>", "]]>",
        new string('x', 35), new string('x', 36), new string('é', 35), new string('é', 36), new string('x', 140),
        new string('x', 141), new string('9', 15), new string('9', 16),
    ];

    /// <summary>Makes one change.</summary>
    /// <param name="message">A well-formed message.</param>
    /// <param name="kind">Which change, 0 to <see cref="Kinds"/> - 1.</param>
    /// <param name="place">Which element, counted over all of them.</param>
    /// <param name="choice">Which value or name.</param>
    public static byte[] Apply(byte[] message, int kind, int place, int choice)
    {
        using MemoryStream stream = new(message);
        XDocument document = XDocument.Load(stream, LoadOptions.PreserveWhitespace);
        XElement[] all = [.. document.Descendants()];
        XElement[] leaves = [.. all.Where(e => !e.HasElements)];
        XElement element = all[place % all.Length];
        XElement leaf = leaves[place % leaves.Length];
        string value = Values[choice % Values.Length];
        XElement other = all[choice % all.Length];
        switch (kind)
        {
            case 0 when element.Parent is not null:
                element.Remove();
                break;
            case 1 when element.Parent is not null:
                element.AddAfterSelf(new XElement(element));
                break;
            case 2 when element.Parent is not null && element.NextNode is not null:
                XElement? next = element.ElementsAfterSelf().FirstOrDefault();
                element.Remove();
                next?.AddAfterSelf(element);
                break;
            case 3:
                element.Name = element.Name.Namespace + other.Name.LocalName;
                break;
            case 4 or 5 or 6:
                leaf.Value = value;
                break;
            case 7:
                element.Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
                XNamespace @namespace = (choice % 3) switch
                {
                    0 => "urn:x",
                    1 => other.Name.Namespace,
                    _ => XNamespace.None,
                };
                element.Name = @namespace + element.Name.LocalName;
                break;
            case 8:
                element.SetAttributeValue(choice % 2 == 0 ? "Ccy" : other.Name.LocalName, value.Trim());
                break;
            case 9:
                element.AddFirst(new XText(value));
                break;
            case 10:
                (leaf.FirstNode as XText)?.ReplaceWith(new XCData(value.Replace("]]>", "", StringComparison.Ordinal)));
                break;
            case 11:
                leaf.AddFirst(choice % 2 == 0 ? new XComment("note") : new XElement(other.Name, value));
                break;
            default:
                break;
        }

        return Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }
}
