using System.Text;
using System.Xml;
using System.Xml.Schema;
using Clearing.Messages.Generation;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Generation;

/// <summary>Generated XML against the schemas themselves, by the framework's own validator: the slow oracle.</summary>
public sealed class IsoSchemaTests
{
    private const string Prefix = "urn:iso:std:iso:20022:tech:xsd:";

    public static TheoryData<string> Types => [.. IsoGenerator.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_generated_document_and_header_is_valid_by_its_schema(string type)
    {
        XmlSchemaSet schemas = new();
        foreach (string id in (string[])[type, "head.001.001.01", "head.001.001.02", "head.001.001.03"])
        {
            using XmlReader schema = XmlReader.Create(
                Path.Combine(Samples.Schemas, id + ".xsd"),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse });
            schemas.Add(Prefix + id, schema);
        }

        for (int index = 0; index < 100; index++)
        {
            IsoMessage message = IsoGenerator.Make(type, new Draw(11, index));
            byte[] octets = Octets.Of(message);
            List<string> wrong = [];
            XmlReaderSettings settings = new()
            {
                ValidationType = ValidationType.Schema,
                Schemas = schemas,
                ValidationFlags = XmlSchemaValidationFlags.None,
            };
            settings.ValidationEventHandler += (_, e) => wrong.Add(e.Message);
            using XmlReader reader = XmlReader.Create(new MemoryStream(octets), settings);
            while (reader.Read())
            {
            }

            Assert.True(
                wrong.Count == 0, $"{type} {index}: {string.Join("; ", wrong)}\n{Encoding.UTF8.GetString(octets)}");
        }
    }
}
