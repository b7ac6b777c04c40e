using System.Text.Json;
using System.Text.Json.Nodes;
using Clearing.Server.Http;
using Clearing.Server.Http.Docs;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Clearing.Server.Tests.Http.Docs;

/// <summary>The description of the interface is valid, whole, and true to the endpoints.</summary>
public sealed class DescriptionTests(LiveDescription live) : IClassFixture<LiveDescription>
{
    [Fact]
    public void The_document_is_valid_without_an_error_or_a_warning()
    {
        ReadResult read = OpenApiDocument.Parse(live.Text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_0, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public void Every_endpoint_is_in_it_with_its_parameters_and_its_problems()
    {
        OpenApiDocument document = OpenApiDocument.Parse(live.Text, "json").Document!;

        Assert.NotEmpty(live.Endpoints);
        string[] names =
        [
            .. document.Paths.Values.SelectMany(path => path.Operations!.Values).Select(one => one.OperationId!),
        ];
        Assert.Equal(names.Distinct(), names);
        foreach (RouteEndpoint endpoint in live.Endpoints)
        {
            string path = endpoint.RoutePattern.RawText!;
            string method = LiveDescription.MethodOf(endpoint);
            OpenApiOperation operation = document.Paths[path].Operations![new HttpMethod(method)];
            Assert.NotEmpty(operation.Summary!);
            Assert.NotEmpty(operation.Tags!);
            Assert.Contains("500", operation.Responses!.Keys);
            bool isClosed = endpoint.Metadata.GetMetadata<Needed>()!.Entitlement is not null;
            Assert.Equal(isClosed, operation.Responses.ContainsKey("401") && operation.Responses.ContainsKey("403"));
            Assert.Equal(isClosed, operation.Security!.Count > 0);
            Assert.Equal(
                endpoint.RoutePattern.Parameters.Select(part => part.Name),
                (operation.Parameters ?? []).Where(p => p.In == ParameterLocation.Path).Select(p => p.Name));
            if (method is "POST" or "PUT")
            {
                Assert.All(["400", "404", "422", "503", "504"],
                    status => Assert.Contains(status, operation.Responses.Keys));
            }

            bool hasBody = endpoint.Metadata.GetMetadata<TakenBody>() is not null;
            Assert.Equal(hasBody, operation.RequestBody is not null);
            Assert.Equal(
                hasBody, operation.Responses.ContainsKey("413") && operation.Responses.ContainsKey("415"));
        }
    }

    [Fact]
    public void Every_value_of_every_record_says_what_it_is()
    {
        JsonObject schemas = (JsonObject)JsonNode.Parse(live.Text)!["components"]!["schemas"]!;

        Assert.Contains("InstructionAnswer", schemas.Select(one => one.Key));
        Assert.All(schemas, schema =>
        {
            Assert.False(string.IsNullOrEmpty((string?)schema.Value!["description"]), schema.Key);
            Assert.All((JsonObject)schema.Value["properties"]!, property => Assert.False(
                string.IsNullOrEmpty((string?)property.Value!["description"]), $"{schema.Key}.{property.Key}"));
        });
    }

    [Fact]
    public void Every_example_has_the_fields_of_its_schema_and_no_others()
    {
        JsonNode document = JsonNode.Parse(live.Text)!;
        int seen = 0;
        foreach (JsonObject content in Contents(document["paths"]!))
        {
            if (content["example"] is JsonObject example)
            {
                seen++;
                Check(document, content["schema"]!, example);
            }
        }

        Assert.True(seen > 5, $"{seen}");
    }

    [Fact]
    public async Task What_is_answered_has_the_fields_that_the_document_says()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        JsonNode document = JsonNode.Parse(live.Text)!;
        const string Payment = """{"payee":"BETA","amount":"1.00","currency":"USD"}""";

        HttpAnswer paid = await bench.PayAsync(Payment, "k");
        HttpAnswer bulk = await bench.PayManyAsync($$"""{"payments":[{{Payment}},7]}""", "b");
        HttpAnswer wrong = await bench.PayAsync("{", "k");

        Check(document, Schema("InstructionAnswer"), JsonNode.Parse(paid.Body.GetRawText())!);
        Check(document, Schema("BulkAnswer"), JsonNode.Parse(bulk.Body.GetRawText())!);
        Check(document, Schema("ProblemBody"), JsonNode.Parse(wrong.Body.GetRawText())!);
    }

    [Fact]
    public async Task The_page_comes_whole_from_here_under_a_policy_that_lets_nothing_else_in()
    {
        using HttpClient client = new();
        using HttpResponseMessage page = await client.GetAsync(
            new Uri(live.Address, "docs/index.html"), TestContext.Current.CancellationToken);
        string text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(page.IsSuccessStatusCode);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("http://", text);
        Assert.DoesNotContain("https://", text);
    }

    private static JsonObject Schema(string name) => new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };

    private static void Check(JsonNode document, JsonNode schema, JsonNode value)
    {
        if (schema["allOf"] is JsonArray all)
        {
            schema = all[0]!;
        }

        if ((string?)schema["$ref"] is { } reference)
        {
            schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        }

        switch (value)
        {
            case JsonObject record:
                JsonObject properties = (JsonObject)schema["properties"]!;
                Assert.All(record, field => Assert.Contains(field.Key, properties.Select(p => p.Key)));
                Assert.All((JsonArray?)schema["required"] ?? [], name => Assert.NotNull(record[(string)name!]));
                foreach ((string key, JsonNode? field) in record)
                {
                    if (field is not null)
                    {
                        Check(document, properties[key]!, field);
                    }
                }

                break;
            case JsonArray list:
                Assert.Equal("array", (string?)schema["type"]);
                Assert.All(list, entry => Check(document, schema["items"]!, entry!));
                break;
            default:
                Assert.Equal((string?)schema["type"], value.GetValueKind() switch
                {
                    JsonValueKind.String => "string",
                    JsonValueKind.Number => "integer",
                    _ => "boolean",
                });
                break;
        }
    }

    private static IEnumerable<JsonObject> Contents(JsonNode node) => node switch
    {
        JsonObject record when record.ContainsKey("schema") && !record.ContainsKey("in") => [record],
        JsonObject record => record.Where(field => field.Value is not null).SelectMany(field => Contents(field.Value!)),
        JsonArray list => list.SelectMany(entry => Contents(entry!)),
        _ => [],
    };
}
