using System.ComponentModel;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Binding;

/// <summary>Writes the JSON Schemas of scenario and rulebook files from the documents that the reader binds.</summary>
public static class SchemaWriter
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSchemaExporterOptions ExporterOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    };

    /// <summary>Schema of a scenario file, with a line feed at its end.</summary>
    public static string Scenario() => Write(typeof(ScenarioDocument), "Clearing scenario");

    /// <summary>Schema of a rulebook file, with a line feed at its end.</summary>
    public static string Rulebook() => Write(typeof(RulebookDocument), "Clearing rulebook");

    private static string Write(Type type, string title)
    {
        JsonObject body = Options.GetJsonSchemaAsNode(type, ExporterOptions).AsObject();
        JsonObject schema = new() { ["$schema"] = Dialect, ["title"] = title };
        foreach ((string key, JsonNode? value) in body.ToList())
        {
            body.Remove(key);
            schema[key] = value;
        }

        return schema.ToJsonString(Options) + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode exported)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        JsonNode node = Special(type) ?? exported;
        if (node is not JsonObject schema)
        {
            return node;
        }

        RemoveNull(schema);
        AddChoices(type, schema);
        if (context.PropertyInfo?.AttributeProvider is MemberInfo member
            && member.GetCustomAttribute<DescriptionAttribute>()?.Description is { } help)
        {
            schema.Insert(0, "description", help);
        }

        return schema;
    }

    private static JsonNode? Special(Type type)
    {
        if (ValueType.All.TryGetValue(type, out ValueType? value))
        {
            return value.SchemaNode();
        }

        if (type.IsEnum)
        {
            JsonNode[] words = [.. Kebab.WordsOf(type).Select(word => (JsonNode)word.Key)];
            return new JsonObject { ["enum"] = new JsonArray(words) };
        }

        return type == typeof(ParticipantSet)
            ? JsonNode.Parse("""
                { "oneOf": [ { "const": "all" }, { "type": "array", "items": { "type": ["string", "number"] } } ] }
                """)
            : null;
    }

    /// <summary>A missing value is a missing key: null is never written.</summary>
    private static void RemoveNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types && types.Any(type => type?.GetValue<string>() == "null")
            && types.Any(type => type?.GetValue<string>() is "object" or "array"))
        {
            schema["type"] = types.First(type => type?.GetValue<string>() != "null")!.GetValue<string>();
        }
    }

    private static void AddChoices(Type type, JsonObject schema)
    {
        string[] required =
        [
            .. type.GetProperties()
                .Where(property => property.IsDefined(typeof(RequiredKeyAttribute)))
                .Select(property => Kebab.Of(property.Name))
                .Order(StringComparer.Ordinal),
        ];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]);
        }

        if (type.GetCustomAttribute<ExactlyOneAttribute>() is { } choice)
        {
            schema["oneOf"] = new JsonArray([.. choice.Keys.Select(RequireOne)]);
        }

        AddForms(type, schema);

        if (type == typeof(ExpectationDocument))
        {
            AddFacts(schema["properties"]!.AsObject());
        }
    }

    /// <summary>What may stand where the map stands.</summary>
    private static void AddForms(Type type, JsonObject schema)
    {
        List<JsonNode> forms =
        [
            .. type.GetCustomAttributes<ShortFormAttribute>().Select(form => new JsonObject { ["const"] = form.Word }),
        ];
        if (type.GetCustomAttribute<ScalarFormAttribute>() is { } scalar)
        {
            Type single = type.GetProperty(scalar.Property)!.PropertyType;
            forms.Add(ValueType.All[Nullable.GetUnderlyingType(single) ?? single].SchemaNode());
        }

        if (type.GetCustomAttribute<ListFormAttribute>() is { } list)
        {
            Type item = type.GetProperty(list.Property)!.PropertyType.GetGenericArguments()[0];
            forms.Add(new JsonObject { ["type"] = "array", ["items"] = ValueType.All[item].SchemaNode() });
        }

        if (forms.Count == 0)
        {
            return;
        }

        JsonObject map = [];
        foreach ((string key, JsonNode? value) in schema.ToList())
        {
            schema.Remove(key);
            map[key] = value;
        }

        if (map.ContainsKey("properties"))
        {
            forms.Add(map);
        }

        schema["oneOf"] = new JsonArray([.. forms]);
    }

    private static JsonNode RequireOne(string key) => new JsonObject { ["required"] = new JsonArray((JsonNode)key) };

    private static void AddFacts(JsonObject properties)
    {
        string[] names =
        [
            .. MetricNames.Aliases.Keys, .. MetricNames.All, .. MetricNames.AccountAmounts,
            .. MetricNames.AccountCounts, MetricNames.AccountCurrency, .. MetricNames.PaymentFields,
        ];
        foreach (string name in names)
        {
            properties[name] = JsonNode.Parse("""
                {
                  "oneOf": [
                    { "type": ["string", "number", "null"] },
                    {
                      "type": "object",
                      "properties": { "at-least": {}, "at-most": {}, "equals": {} },
                      "minProperties": 1,
                      "maxProperties": 2,
                      "additionalProperties": false
                    }
                  ]
                }
                """);
        }
    }
}
