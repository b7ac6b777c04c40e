using System.Text.Json.Nodes;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Clearing.Server.Tests.Http.Docs;

/// <summary>The description of all that a service has, what reads and what is around the world included.</summary>
public sealed class LiveDescriptionTests
{
    [Fact]
    public async Task The_document_of_a_service_is_valid_and_says_of_every_value_what_it_is()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        using HttpReader reader = new(service, null);
        string text = await reader.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        ReadResult read = OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        string[] names =
        [
            .. read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values)
                .Select(operation => operation.OperationId!),
        ];
        Assert.Equal(names.Distinct(), names);
        Assert.All(
            ["listAccounts", "getAccount", "getQueue", "getStatement", "getPayment", "getPayments", "getNotices"],
            name => Assert.Contains(name, names));
        JsonObject schemas = (JsonObject)JsonNode.Parse(text)!["components"]!["schemas"]!;
        List<string> silent = [];
        foreach ((string name, JsonNode? schema) in schemas)
        {
            silent.AddRange(string.IsNullOrEmpty((string?)schema!["description"]) ? [name] : []);
            silent.AddRange(((JsonObject)schema["properties"]!)
                .Where(property => string.IsNullOrEmpty((string?)property.Value!["description"]))
                .Select(property => $"{name}.{property.Key}"));
        }

        Assert.Equal([], silent);
    }
}
