using System.Text.Json.Nodes;
using Clearing.Scenarios.Binding;

namespace Clearing.Scenarios.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void The_committed_schema_of_scenarios_is_what_the_documents_say() =>
        Golden.Matches("scenarios/schema/scenario.schema.json", SchemaWriter.Scenario());

    [Fact]
    public void The_committed_schema_of_rulebooks_is_what_the_documents_say() =>
        Golden.Matches("scenarios/schema/rulebook.schema.json", SchemaWriter.Rulebook());

    [Fact]
    public void Every_key_has_help_for_editors()
    {
        JsonObject properties = JsonNode.Parse(SchemaWriter.Scenario())!["properties"]!.AsObject();

        Assert.All(properties, property => Assert.NotNull(property.Value!["description"]));
    }
}
