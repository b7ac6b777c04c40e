using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace Clearing.Server.Http.Docs;

/// <summary>
/// The schemas of the records that the interface takes and answers with. What the code says of a record and its values
/// (the XML file beside the program) is what the schema says of them.
/// </summary>
internal sealed class Schemas
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Names that mean the same wherever they stand.</summary>
    private static readonly Dictionary<string, string> Everywhere = new()
    {
        ["amount"] = "Decimal digits, with all decimals of the currency.",
        ["balance"] = "Decimal digits, with all decimals of the currency.",
        ["class"] = "Name of its class of payments in the system.",
        ["currency"] = "ISO 4217.",
        ["entered_at"] = "When the system took it: ISO 8601, UTC.",
        ["entries"] = "In the order in which they came about.",
        ["id"] = "By which it is known for ever.",
        ["not_after"] = "It is not settled later: ISO 8601, UTC; null = no such instant.",
        ["not_before"] = "It is not settled earlier: ISO 8601, UTC; null = no such instant.",
        ["participant"] = "Id of the participant.",
        ["payee"] = "Id of the participant that is paid.",
        ["payer"] = "Id of the participant that pays.",
        ["priority"] = "urgent, high or normal.",
        ["reason"] = "Why it was rejected; null = it was not.",
        ["route"] =
            "How it was settled: entry, queue, bilateral, multilateral, cycle, internal or close; null = it is not.",
        ["suspended"] = "True for a participant that may not pay or be paid.",
        ["system"] = "Name of the system.",
    };

    private readonly Dictionary<string, XElement> _notes = [];
    private readonly SortedDictionary<string, JsonObject> _all = new(StringComparer.Ordinal);

    public Schemas()
    {
        string file = Path.ChangeExtension(typeof(Schemas).Assembly.Location, ".xml");
        if (File.Exists(file))
        {
            foreach (XElement member in XDocument.Load(file).Descendants("member"))
            {
                _notes[(string?)member.Attribute("name") ?? ""] = member;
            }
        }
    }

    /// <summary>Those that were asked for, by name.</summary>
    public JsonObject ToJson() => [.. _all.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))];

    /// <summary>The schema of a type: of a record a reference to it.</summary>
    public JsonObject Of(Type type)
    {
        JsonTypeInfo info = Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(info),
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Of(info.ElementType!) },
            JsonTypeInfoKind.Dictionary =>
                new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(info.ElementType!) },
            _ => Plain(info.Type),
        };
    }

    private JsonObject Reference(JsonTypeInfo info)
    {
        string name = info.Type.Name;
        if (!_all.ContainsKey(name))
        {
            // It may be part of itself.
            _all[name] = [];
            _all[name] = Whole(info);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonObject Whole(JsonTypeInfo info)
    {
        XElement? notes = _notes.GetValueOrDefault($"T:{info.Type.FullName?.Replace('+', '.')}");
        JsonObject properties = [];
        JsonArray required = [];
        foreach (JsonPropertyInfo property in info.Properties)
        {
            bool isNullable = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            JsonObject schema = Of(property.PropertyType);
            string? said = SaidOf(info.Type, property, notes);
            if (schema.ContainsKey("$ref") && said is not null)
            {
                // Beside a reference nothing else counts.
                schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
            }

            if (said is not null)
            {
                schema["description"] = said;
            }

            if (isNullable)
            {
                schema["nullable"] = true;
            }
            else
            {
                required.Add(property.Name);
            }

            properties[property.Name] = schema;
        }

        JsonObject whole = new() { ["type"] = "object", ["properties"] = properties };
        if (Text(notes?.Element("summary")) is { } summary)
        {
            whole["description"] = summary;
        }

        if (required.Count > 0)
        {
            whole["required"] = required;
        }

        whole["additionalProperties"] = false;
        return whole;
    }

    private string? SaidOf(Type type, JsonPropertyInfo property, XElement? notes)
    {
        string name = (property.AttributeProvider as System.Reflection.MemberInfo)?.Name ?? property.Name;
        return Text(notes?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == name))
            ?? Text(_notes.GetValueOrDefault($"P:{type.FullName?.Replace('+', '.')}.{name}")?.Element("summary"))
            ?? Everywhere.GetValueOrDefault(property.Name);
    }

    private static string? Text(XElement? element) => element is null
        ? null
        : string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static JsonObject Plain(Type type) => type switch
    {
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(short) || type == typeof(byte) || type == typeof(ushort) =>
            new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) || type == typeof(uint) || type == typeof(ulong) =>
            new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(double) || type == typeof(decimal) => new JsonObject { ["type"] = "number" },
        _ when type == typeof(JsonElement) => [],
        _ => new JsonObject { ["type"] = "string" },
    };
}
