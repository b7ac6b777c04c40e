using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class SchemaTableTests
{
    [Fact]
    public void Every_schema_is_known_and_its_particles_can_be_laid_out()
    {
        Assert.Equal(45, SchemaTable.Shared.Messages.Count);
        Assert.All(SchemaTable.Shared.Messages, message =>
        {
            Assert.True(message.Root > 0 && message.PlainRoot > 0);
            Assert.Same(message, SchemaTable.Shared.Find(message.Namespace));
        });
        Assert.Null(SchemaTable.Shared.Find("urn:iso:std:iso:20022:tech:xsd:pacs.008.001.99"u8));
        Assert.Null(SchemaTable.Shared.Find("urn:swift:xsd:pacs.008.001.08"u8));
    }
}
