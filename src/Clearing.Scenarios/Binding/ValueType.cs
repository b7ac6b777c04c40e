using System.Globalization;
using System.Text.Json.Nodes;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Binding;

/// <summary>How a single value is read: the value, or a code and what should have stood there.</summary>
/// <param name="Read">Null when the text does not fit.</param>
/// <param name="Code">Error code then.</param>
/// <param name="Wanted">What to write instead.</param>
/// <param name="Schema">JSON Schema of the value.</param>
/// <param name="TakesNull">True when the words YAML takes for null are text here.</param>
internal sealed record ValueType(
    Func<string, object?> Read, string Code, string Wanted, string Schema, bool TakesNull = false)
{
    private const string AnyText = """{ "type": ["string", "number", "boolean", "null"] }""";

    /// <summary>Every type a property of a document may have, but maps, lists and enums.</summary>
    public static IReadOnlyDictionary<Type, ValueType> All { get; } = new Dictionary<Type, ValueType>
    {
        [typeof(string)] = new(text => text, ErrorCodes.WrongType, "a text",
            """{ "type": ["string", "number", "boolean"] }"""),
        [typeof(Id)] = new(text => text.Length == 0 ? null : new Id(text), ErrorCodes.Id, "an id", AnyText, true),
        [typeof(AnyScalar)] = new(text => new AnyScalar(text), ErrorCodes.WrongType, "a single value", AnyText, true),
        [typeof(bool)] = new(
            text => text switch { "true" => true, "false" => false, _ => null },
            ErrorCodes.WrongType, "`true` or `false`", """{ "type": "boolean" }"""),
        [typeof(int)] = new(
            text => int.TryParse(Whole(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out int n) ? n : null,
            ErrorCodes.WholeNumber, "a whole number of at most 9 digits", """{ "type": "integer" }"""),
        [typeof(long)] = new(
            text => long.TryParse(Whole(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out long n) ? n : null,
            ErrorCodes.WholeNumber, "a whole number of at most 18 digits", """{ "type": "integer" }"""),
        [typeof(ulong)] = new(
            text => ulong.TryParse(Whole(text), NumberStyles.None, CultureInfo.InvariantCulture,
                out ulong n) ? n : null,
            ErrorCodes.WholeNumber, "a whole number from 0 to 18446744073709551615",
            """{ "type": "integer", "minimum": 0 }"""),
        [typeof(decimal)] = new(
            text => AmountText.Parse(text, out decimal value) == AmountFault.None ? value : null,
            ErrorCodes.Amount, "a plain decimal such as `1234.50`", AmountSchema),
        [typeof(Amount)] = new(text => new Amount(text), ErrorCodes.Amount, "an amount", AmountSchema),
        [typeof(Credit)] = new(text => new Credit(text), ErrorCodes.Amount, "an amount or `unlimited`", AmountSchema),
        [typeof(ExpressionText)] = new(
            text => new ExpressionText(text), ErrorCodes.Bound, "an expression",
            """{ "type": ["string", "number"] }"""),
        [typeof(TimeOfDay)] = new(
            text => TimeText.TryTimeOfDay(text, out long us) ? new TimeOfDay(us) : null,
            ErrorCodes.TimeOfDay, "a time of day such as `\"09:30\"` or `\"09:30:15.250000\"`, at most `\"24:00\"`",
            """{ "type": "string", "pattern": "^([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?$" }"""),
        [typeof(DueTime)] = new(
            text => ReadDueTime(text), ErrorCodes.TimeOfDay,
            "a time of day such as `\"09:30\"`, or a local date-time such as `2026-01-05T09:30`",
            """{ "type": "string", "pattern": "^([0-9-]{10}T)?[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?$" }"""),
        [typeof(DateOnly)] = new(
            text => TimeText.TryDate(text, out DateOnly date) ? date : null,
            ErrorCodes.Date, "a date such as `2026-01-05`", """{ "type": "string", "format": "date" }"""),
        [typeof(Duration)] = new(
            text => TimeText.TryDuration(text, out long us) ? new Duration(us) : null,
            ErrorCodes.Duration, "a duration such as `250ms`, `30s`, `5m` or `2h`",
            """{ "type": "string", "pattern": "^[0-9]+(ms|s|m|h)$" }"""),
        [typeof(DurationOrNever)] = new(
            text => text == "never" ? new DurationOrNever(null)
                : TimeText.TryDuration(text, out long us) ? new DurationOrNever(us) : null,
            ErrorCodes.Duration, "a duration such as `250ms`, `30s`, `5m` or `2h`, or `never`",
            """{ "type": "string", "pattern": "^([0-9]+(ms|s|m|h)|never)$" }"""),
    };

    private const string AmountSchema = """{ "type": ["number", "string"] }""";

    public JsonNode SchemaNode() => JsonNode.Parse(Schema)!;

    private static DueTime? ReadDueTime(string text) =>
        TimeText.TryTimeOfDay(text, out long us) ? new DueTime(null, us)
        : TimeText.TryDateTime(text, out DateOnly date, out us) ? new DueTime(date, us)
        : null;

    /// <summary>
    /// Digits with at most a minus sign and no leading zeros; anything else becomes what no parser takes.
    /// </summary>
    private static string Whole(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return digits.IsEmpty || digits.IndexOfAnyExceptInRange('0',
            '9') >= 0 || (digits.Length > 1 && digits[0] == '0')
            ? "?"
            : text;
    }
}
