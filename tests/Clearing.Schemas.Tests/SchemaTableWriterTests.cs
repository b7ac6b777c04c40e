using Clearing.Messages.Tests;

namespace Clearing.Schemas.Tests;

public sealed class SchemaTableWriterTests
{
    [Fact]
    public void The_table_in_the_repository_is_what_the_tool_makes_of_the_schemas() =>
        Assert.Equal(
            SchemaTableWriter.Write(Samples.Schemas),
            Checkout.Text("src/Clearing.Messages/Iso20022/Tables/schemas.txt"));

    [Fact]
    public void A_folder_without_schemas_is_refused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("clearing-");
        try
        {
            Assert.Throws<InvalidDataException>(() => SchemaTableWriter.Write(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
