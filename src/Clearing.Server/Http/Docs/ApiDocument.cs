using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearing.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Clearing.Server.Http.Docs;

/// <summary>
/// The description of the interface (OpenAPI 3.0), made of what its endpoints say of themselves: whatever is mapped
/// with a name is in it.
/// </summary>
internal sealed class ApiDocument
{
    private const string Intro =
        "Settlement ledgers that are open to banks. Amounts are decimal texts and never rounded, times are ISO 8601 in "
        + "UTC, names are in snake_case. What had no effect is answered with a problem (RFC 9457), whose code says "
        + "which; what became of a payment is a status. The same request with the same id or key has one effect.";

    private static readonly Dictionary<string, string> Places = new()
    {
        ["ledger"] = "Name of the ledger; GET /v1/world lists them.",
        ["participant"] = "Id of a participant: the caller itself, or for operators and observers any.",
        ["id"] = "The payment's UETR, or the id that its answer gave.",
        ["counterparty"] = "Id of the participant towards whom the limit is, or multilateral for all others together.",
        ["class"] = "Name of the class of payments; urgent, high or normal where the system has none of its own.",
    };

    private static readonly (string Name, string Description)[] Tags =
    [
        ("World", "What is served, and who takes part."),
        ("Payments", "Submitting payments, asking for them, cancelling them."),
        ("Accounts", "Where participants stand: positions, queues, statements, limits, money."),
        ("Notices", "What happens on the caller's account, as it happens."),
        ("Operators", "What operators do, one proposing and another approving, and who did what."),
        ("Service", "How the service itself is."),
    ];

    private static readonly Dictionary<int, string> Troubles = new()
    {
        [400] = "It cannot be read: bad-json, unknown-field, duplicate-field, missing-field, wrong-type, bad-encoding, "
            + "malformed, key-missing, bad-key, bad-parameter, ...",
        [401] = "unauthenticated: nobody proved who calls.",
        [403] = "not-yours, or not-allowed to the role.",
        [404] = "unknown-ledger, unknown-payment, not-found.",
        [413] = "too-large: the body is larger than the address takes.",
        [415] = "unsupported-media-type.",
        [422] = "It was read and cannot be done: different, unknown-party, unknown-system, same-party, bad-amount, "
            + "bad-id, value-date, ...",
        [429] = "Too many; Retry-After says when to come again.",
        [500] = "failed: the service is at fault.",
        [503] = "busy, unavailable or halted: no effect; Retry-After says when to come again.",
        [504] = "in-doubt: once or not at all. The same again, or a question by id, is definite.",
    };

    private readonly Schemas _schemas = new();

    private ApiDocument()
    {
    }

    /// <summary>Writes the document.</summary>
    /// <param name="endpoints">All that is mapped.</param>
    public static byte[] Write(IEnumerable<Endpoint> endpoints) =>
        JsonSerializer.SerializeToUtf8Bytes(new ApiDocument().Whole(endpoints), JsonSerializerOptions.Default);

    private JsonObject Whole(IEnumerable<Endpoint> endpoints)
    {
        JsonObject paths = [];
        foreach (RouteEndpoint endpoint in endpoints.OfType<RouteEndpoint>()
            .Where(IsNamed).OrderBy(PathOf, StringComparer.Ordinal))
        {
            string path = PathOf(endpoint);
            JsonObject item = (JsonObject?)paths[path] ?? [];
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                item[method.ToLowerInvariant()] = Operation(endpoint, method);
            }

            paths[path] = item;
        }

        _schemas.Of(typeof(ProblemBody));
        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "Clearing", ["description"] = Intro, ["version"] = "1" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)new JsonObject
            {
                ["name"] = tag.Name,
                ["description"] = tag.Description,
            })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = _schemas.ToJson(),
                ["responses"] = new JsonObject(Troubles.Select(one => KeyValuePair.Create(
                    NameOf(one.Key), (JsonNode?)Trouble(one.Key, one.Value)))),
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "The key of a participant's program or of a person. Where the service runs "
                            + "in development mode: the participant's id, operator:NAME or observer:NAME.",
                    },
                },
            },
        };
    }

    private JsonObject Operation(RouteEndpoint endpoint, string method)
    {
        EndpointMetadataCollection notes = endpoint.Metadata;
        Entitlement? needed = notes.GetMetadata<Needed>()?.Entitlement;
        JsonObject operation = new()
        {
            ["operationId"] = notes.GetMetadata<IEndpointNameMetadata>()!.EndpointName,
            ["tags"] = new JsonArray(
                [.. (notes.GetMetadata<ITagsMetadata>()?.Tags ?? []).Select(tag => (JsonNode)tag)]),
            ["summary"] = notes.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "",
            ["description"] = needed is { } entitlement
                ? $"Needs the entitlement {JsonNamingPolicy.KebabCaseLower.ConvertName(entitlement.ToString())}."
                : "Open to anybody.",
            ["security"] = needed is null
                ? new JsonArray()
                : new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
        };
        if (Parameters(endpoint) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        IReadOnlyList<TakenBody> bodies = notes.GetOrderedMetadata<TakenBody>();
        if (bodies.Count > 0)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = bodies.All(body => body.IsRequired),
                ["content"] = new JsonObject(bodies.Select(
                    body => KeyValuePair.Create(body.MediaType, (JsonNode?)Content(body.Body, body.Example)))),
            };
        }

        operation["responses"] = Responses(endpoint, method, needed is not null, bodies.Count > 0);
        return operation;
    }

    private static JsonArray Parameters(RouteEndpoint endpoint)
    {
        JsonArray parameters = [];
        foreach (RoutePatternParameterPart part in endpoint.RoutePattern.Parameters)
        {
            parameters.Add(
                Parameter(part.Name, "path", Places.GetValueOrDefault(part.Name, part.Name), "string", true));
        }

        foreach (AskedParameter asked in endpoint.Metadata.GetOrderedMetadata<AskedParameter>())
        {
            parameters.Add(Parameter(
                asked.Name, asked.In, asked.Description, asked.IsNumber ? "integer" : "string", asked.IsRequired));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string description, string type, bool isRequired) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = isRequired,
            ["description"] = description,
            ["schema"] = new JsonObject { ["type"] = type },
        };

    private JsonObject Responses(RouteEndpoint endpoint, string method, bool isClosed, bool hasBody)
    {
        JsonObject responses = [];
        ShownAnswer[] shown = [.. endpoint.Metadata.GetOrderedMetadata<ShownAnswer>()];
        foreach (IProducesResponseTypeMetadata answer in
            endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
        {
            string? example = Array.Find(shown, one => one.Status == answer.StatusCode)?.Example;
            bool isOctets = answer.Type is null || answer.Type == typeof(void) || answer.Type == typeof(string);
            responses[Text(answer.StatusCode)] = new JsonObject
            {
                ["description"] = answer.StatusCode == StatusCodes.Status201Created ? "Done, the first time."
                    : answer.StatusCode >= 300 ? "Not so." : "So it is.",
                ["content"] = new JsonObject(answer.ContentTypes.Select(type => KeyValuePair.Create(
                    type, (JsonNode?)Content(isOctets ? null : answer.Type, example)))),
            };
        }

        if (responses.Count == 0)
        {
            responses["200"] = new JsonObject
            {
                ["description"] = "So it is.",
                ["content"] = new JsonObject { ["text/plain"] = Content(null, null) },
            };
        }

        foreach (int status in Possible(endpoint, method, isClosed, hasBody))
        {
            responses[Text(status)] ??= new JsonObject { ["$ref"] = $"#/components/responses/{NameOf(status)}" };
        }

        return responses;
    }

    private static IEnumerable<int> Possible(RouteEndpoint endpoint, string method, bool isClosed, bool hasBody)
    {
        bool isWrite = !HttpMethods.IsGet(method);
        bool isAbout = endpoint.RoutePattern.Parameters.Count > 0;
        return Troubles.Keys.Where(status => status switch
        {
            400 => isWrite || isAbout || endpoint.Metadata.GetMetadata<AskedParameter>() is not null,
            401 or 403 or 429 => isClosed,
            404 or 503 => isWrite || isAbout,
            413 or 415 => hasBody,
            422 or 504 => isWrite,
            _ => true,
        });
    }

    private JsonObject Trouble(int status, string description)
    {
        JsonObject trouble = new()
        {
            ["description"] = description,
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = _schemas.Of(typeof(ProblemBody)) },
            },
        };
        if (status is 429 or 503 or 504)
        {
            trouble["headers"] = new JsonObject
            {
                ["Retry-After"] = new JsonObject
                {
                    ["description"] = "Seconds to wait.",
                    ["schema"] = new JsonObject { ["type"] = "integer" },
                },
            };
        }

        return trouble;
    }

    private JsonObject Content(Type? type, string? example)
    {
        JsonObject content = new()
        {
            ["schema"] = type is null ? new JsonObject { ["type"] = "string" } : _schemas.Of(type),
        };
        if (example is not null)
        {
            content["example"] = type is null ? example : JsonNode.Parse(example);
        }

        return content;
    }

    private static bool IsNamed(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null;

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static string NameOf(int status) => "Problem" + Text(status);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
