using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Schema;

namespace Clearing.Benchmarks.Messages;

/// <summary>
/// How one would read the same messages without a reader made for them, and the floors nothing can pass. Each returns
/// something that depends on all it read, so that nothing is optimised away.
/// </summary>
internal static class MessagePeers
{
    private static readonly XmlReaderSettings Plain = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreWhitespace = true,
        IgnoreComments = true,
        XmlResolver = null,
    };

    /// <summary>Decode to a string, split at line ends and colons, keep fields in a dictionary, check a few.</summary>
    public static long SplitStrings(byte[] message)
    {
        string text = Encoding.ASCII.GetString(message);
        int start = text.IndexOf("{4:", StringComparison.Ordinal) + 3;
        int end = text.IndexOf("-}", start, StringComparison.Ordinal);
        Dictionary<string, string> fields = [];
        string tag = "";
        foreach (string line in text[start..end].Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ':')
            {
                int colon = line.IndexOf(':', 1);
                tag = line[1..colon];
                fields[tag] = line[(colon + 1)..];
            }
            else
            {
                fields[tag] += "\n" + line;
            }
        }

        string value = fields["32A"];
        DateTime date = DateTime.ParseExact(value[..6], "yyMMdd", CultureInfo.InvariantCulture);
        decimal amount = decimal.Parse(value[9..].Replace(',', '.'), CultureInfo.InvariantCulture);
        return date.Day + decimal.ToInt64(amount) + fields["20"].Length + text[6..18].Length;
    }

    /// <summary>Fields and the amount of block 4 found by a scan of spans, nothing checked: a floor for MT.</summary>
    public static long ScanSpans(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = message[(message.IndexOf("{4:"u8) + 5)..];
        long sum = 0;
        while (rest[0] == (byte)':')
        {
            int end = rest.IndexOf("\r\n:"u8);
            ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
            sum += field.Length;
            if (field.StartsWith(":32A:"u8))
            {
                foreach (byte digit in field[14..])
                {
                    sum = char.IsAsciiDigit((char)digit) ? (sum * 10) + digit : sum;
                }
            }

            if (end < 0)
            {
                break;
            }

            rest = rest[(end + 2)..];
        }

        return sum;
    }

    /// <summary>Every octet looked at once, for one value: a floor for XML.</summary>
    public static long FindBrackets(ReadOnlySpan<byte> message)
    {
        long count = 0;
        for (int at = message.IndexOf((byte)'<'); at >= 0; at = message.IndexOf((byte)'<'))
        {
            count++;
            message = message[(at + 1)..];
        }

        return count;
    }

    /// <summary>XmlReader over the document, every text read, nothing checked.</summary>
    public static long ReadXml(byte[] message) => ReadXml(message, Plain);

    /// <summary>XmlReader with the base schemas of header and document attached.</summary>
    public static long ReadXmlWithSchemas(byte[] message, XmlReaderSettings settings) => ReadXml(message, settings);

    /// <summary>Settings that validate against the schemas of <paramref name="folder"/>.</summary>
    public static XmlReaderSettings Validating(string folder, params ReadOnlySpan<string> ids)
    {
        XmlReaderSettings settings = Plain.Clone();
        settings.ValidationType = ValidationType.Schema;
        settings.ValidationFlags = XmlSchemaValidationFlags.None;
        foreach (string id in ids)
        {
            settings.Schemas.Add($"urn:iso:std:iso:20022:tech:xsd:{id}", Path.Combine(folder, id + ".xsd"));
        }

        settings.Schemas.Compile();
        return settings;
    }

    /// <summary>XmlReader with the checks one writes by hand: references, amounts, codes, check digits.</summary>
    public static long ReadXmlAndCheck(byte[] message)
    {
        using MemoryStream stream = new(message);
        using XmlReader reader = XmlReader.Create(stream, Plain);
        HandChecks checks = new();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    checks.Open(reader.LocalName, reader.GetAttribute("Ccy"));
                    break;
                case XmlNodeType.Text:
                    checks.Text(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    checks.Close();
                    break;
                default:
                    break;
            }
        }

        return checks.Result();
    }

    private static long ReadXml(byte[] message, XmlReaderSettings settings)
    {
        using MemoryStream stream = new(message);
        using XmlReader reader = XmlReader.Create(stream, settings);
        long sum = 0;
        while (reader.Read())
        {
            sum += reader.NodeType switch
            {
                XmlNodeType.Text => reader.Value.Length,
                XmlNodeType.Element => reader.LocalName.Length,
                _ => 0,
            };
        }

        return sum;
    }
}
