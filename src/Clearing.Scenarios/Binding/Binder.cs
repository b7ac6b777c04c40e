using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Scenarios.Yaml;

namespace Clearing.Scenarios.Binding;

/// <summary>
/// Turns a node tree into documents: plain records whose properties are the keys. A property that is missing or
/// wrong stays null, so that what is right can still be checked.
/// </summary>
internal sealed class Binder(Problems problems, Marks marks)
{
    private static readonly ConcurrentDictionary<Type, Shape> Shapes = new();

    private static readonly Dictionary<string, Comparison> Comparisons = new(StringComparer.Ordinal)
    {
        ["at-least"] = Comparison.AtLeast,
        ["at-most"] = Comparison.AtMost,
        ["equals"] = Comparison.EqualTo,
    };

    public T? Bind<T>(YamlNode node)
        where T : class =>
        (T?)Bind(typeof(T), node);

    private object? Bind(Type type, YamlNode node)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (ValueType.All.TryGetValue(bare, out ValueType? value))
        {
            return BindValue(value, node);
        }

        if (bare.IsEnum)
        {
            return BindWord(bare, node);
        }

        if (bare == typeof(ParticipantSet))
        {
            return BindParticipantSet(node);
        }

        if (bare == typeof(ExpectedFact))
        {
            return BindFact(node);
        }

        if (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return BindList(bare.GetGenericArguments()[0], node);
        }

        return bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            ? BindMap(bare.GetGenericArguments()[1], node)
            : BindRecord(bare, node);
    }

    private object? BindValue(ValueType type, YamlNode node)
    {
        if (Scalar(node, type.Wanted, type.TakesNull) is not { } scalar)
        {
            return null;
        }

        object? value = type.Read(scalar.Text);
        if (value is null)
        {
            problems.Add(type.Code, node.Mark, $"{scalar.Words} is not {type.Wanted}");
        }

        return value;
    }

    private object? BindWord(Type type, YamlNode node)
    {
        IReadOnlyList<KeyValuePair<string, object>> words = Kebab.WordsOf(type);
        string wanted = "one of " + string.Join(", ", words.Select(word => $"`{word.Key}`"));
        if (Scalar(node, wanted) is not { } scalar)
        {
            return null;
        }

        foreach (KeyValuePair<string, object> word in words)
        {
            if (word.Key == scalar.Text)
            {
                return word.Value;
            }
        }

        problems.Add(ErrorCodes.UnknownWord, node.Mark,
            $"{scalar.Words} is not {wanted}{Nearest.Hint(scalar.Text, words.Select(word => word.Key))}");
        return null;
    }

    private Array? BindList(Type itemType, YamlNode node)
    {
        if (node is not YamlList list)
        {
            WrongType(node, "a list");
            return null;
        }

        List<object> items = [];
        List<Mark> places = [];
        foreach (YamlNode child in list.Items)
        {
            if (Bind(itemType, child) is { } item)
            {
                items.Add(item);
                places.Add(child.Mark);
            }
        }

        Array bound = Array.CreateInstance(itemType, items.Count);
        marks.Put(bound, "", node.Mark);
        for (int i = 0; i < items.Count; i++)
        {
            bound.SetValue(items[i], i);
            marks.Put(bound, i.ToString(CultureInfo.InvariantCulture), places[i]);
        }

        return bound;
    }

    private IDictionary? BindMap(Type valueType, YamlNode node)
    {
        if (node is not YamlMap map)
        {
            WrongType(node, "a map");
            return null;
        }

        Type type = typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType);
        IDictionary bound = (IDictionary)Activator.CreateInstance(type)!;
        marks.Put(bound, "", node.Mark);
        foreach (YamlEntry entry in map.Entries)
        {
            if (Bind(valueType, entry.Value) is { } value)
            {
                bound.Add(entry.Key, value);
                marks.Put(bound, entry.Key, entry.Value.Mark);
            }
        }

        return bound;
    }

    private object? BindRecord(Type type, YamlNode node)
    {
        Shape shape = Shapes.GetOrAdd(type, Shape.Of);
        object record = Activator.CreateInstance(type)!;
        marks.Put(record, "", node.Mark);
        if (node is YamlScalar scalar && shape.ShortForms.FirstOrDefault(f => f.Word == scalar.Text) is { } word)
        {
            type.GetProperty(word.Property)!.SetValue(record, true);
            return record;
        }

        PropertyInfo? other = node is YamlScalar ? shape.Scalar : node is YamlList ? shape.List : null;
        if (other is not null)
        {
            if (Bind(other.PropertyType, node) is not { } value)
            {
                return null;
            }

            marks.Put(record, other.Name, node.Mark);
            other.SetValue(record, value);
            return record;
        }

        if (node is not YamlMap map || shape.Keys.Count == 0)
        {
            WrongType(node, shape.Forms);
            return null;
        }

        List<YamlEntry> others = [];
        foreach (YamlEntry entry in map.Entries)
        {
            if (!shape.Keys.TryGetValue(entry.Key, out PropertyInfo? property))
            {
                others.Add(entry);
                continue;
            }

            marks.Put(record, property.Name, entry.Value.Mark);
            marks.Put(record, "key " + property.Name, entry.KeyMark);
            property.SetValue(record, Bind(property.PropertyType, entry.Value));
        }

        TakeOthers(shape, record, others);
        CheckKeys(shape, map);
        return record;
    }

    private void TakeOthers(Shape shape, object record, List<YamlEntry> others)
    {
        if (shape.Others is { } property)
        {
            YamlMap rest = new(marks.Of(record), others);
            property.SetValue(record, Bind(property.PropertyType, rest));
            foreach (YamlEntry entry in others)
            {
                marks.Put(record, "key " + entry.Key, entry.KeyMark);
            }

            return;
        }

        foreach (YamlEntry entry in others)
        {
            string hint = Nearest.Hint(entry.Key, shape.Keys.Keys);
            string known = hint.Length > 0 ? hint : "; the keys are " + string.Join(", ", shape.Keys.Keys);
            problems.Add(ErrorCodes.UnknownKey, entry.KeyMark,
                $"{Characters.Show(entry.Key)} is not a key of {shape.Name}{known}");
        }
    }

    private void CheckKeys(Shape shape, YamlMap map)
    {
        foreach (string key in shape.Required)
        {
            if (map.Find(key) is null)
            {
                problems.Add(ErrorCodes.MissingKey, map.Mark, $"{Capital(shape.Name)} needs the key `{key}`");
            }
        }

        if (shape.ExactlyOne.Count == 0)
        {
            return;
        }

        List<YamlEntry> found = map.Entries.FindAll(entry => shape.ExactlyOne.Contains(entry.Key));
        string choice = string.Join(", ", shape.ExactlyOne.Select(key => $"`{key}`"));
        if (found.Count == 0)
        {
            problems.Add(ErrorCodes.MissingKey, map.Mark, $"{Capital(shape.Name)} needs one of the keys {choice}");
        }

        foreach (YamlEntry entry in found.Skip(1))
        {
            problems.Add(ErrorCodes.KeysDoNotGoTogether, entry.KeyMark,
                $"`{entry.Key}` does not go together with `{found[0].Key}`: {shape.Name} has one of {choice}");
        }
    }

    private ParticipantSet? BindParticipantSet(YamlNode node)
    {
        if (node is YamlScalar { Text: "all" })
        {
            return new ParticipantSet((IReadOnlyList<string>?)null);
        }

        if (node is not YamlList)
        {
            WrongType(node, "`all` or a list of participant ids");
            return null;
        }

        IReadOnlyList<Id> ids = (IReadOnlyList<Id>)BindList(typeof(Id), node)!;
        ParticipantSet set = new([.. ids.Select(id => id.Text)]);
        for (int i = 0; i < ids.Count; i++)
        {
            marks.Put(set, i.ToString(CultureInfo.InvariantCulture), marks.Of(ids, i));
        }

        return set;
    }

    private ExpectedFact? BindFact(YamlNode node)
    {
        if (node is YamlScalar scalar)
        {
            return new ExpectedFact { Bounds = [new(Comparison.EqualTo, Written(scalar), scalar.Mark)] };
        }

        if (node is not YamlMap map)
        {
            WrongType(node, "a value, or a map with `at-least` and `at-most`, or with `equals`,");
            return null;
        }

        List<ExpectedBound> bounds = [];
        foreach (YamlEntry entry in map.Entries)
        {
            if (!Comparisons.TryGetValue(entry.Key, out Comparison comparison))
            {
                problems.Add(ErrorCodes.UnknownKey, entry.KeyMark, $"{Characters.Show(entry.Key)} is not a comparison"
                    + Nearest.Hint(entry.Key, Comparisons.Keys.Order(StringComparer.Ordinal)));
            }
            else if (entry.Value is not YamlScalar value)
            {
                WrongType(entry.Value, "a single value");
            }
            else if (bounds.Count > 0
                && (comparison == Comparison.EqualTo || bounds[0].Comparison == Comparison.EqualTo))
            {
                problems.Add(ErrorCodes.KeysDoNotGoTogether, entry.KeyMark, "`equals` stands alone");
            }
            else
            {
                bounds.Add(new(comparison, Written(value), value.Mark));
            }
        }

        if (map.Entries.Count == 0)
        {
            problems.Add(ErrorCodes.MissingKey, map.Mark, "A comparison needs `at-least`, `at-most` or `equals`");
        }

        return new ExpectedFact { Bounds = bounds };
    }

    private static string Written(YamlScalar scalar) => scalar.IsNull ? "null" : scalar.Text;

    private YamlScalar? Scalar(YamlNode node, string wanted, bool takesNull = false)
    {
        if (node is not YamlScalar scalar)
        {
            WrongType(node, wanted);
            return null;
        }

        if (scalar.IsAbsent || (scalar.IsNull && !takesNull))
        {
            problems.Add(ErrorCodes.NoValue, node.Mark, $"A value is missing here; write {wanted}");
            return null;
        }

        return scalar;
    }

    private void WrongType(YamlNode node, string wanted) =>
        problems.Add(ErrorCodes.WrongType, node.Mark, $"{Capital(node.Words)} stands where {wanted} belongs");

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>What a document type asks of a map.</summary>
    private sealed record Shape(
        string Name,
        SortedDictionary<string, PropertyInfo> Keys,
        IReadOnlyList<string> Required,
        IReadOnlyList<string> ExactlyOne,
        IReadOnlyList<ShortFormAttribute> ShortForms,
        PropertyInfo? Scalar,
        PropertyInfo? List,
        PropertyInfo? Others)
    {
        /// <summary>What may stand there, for messages.</summary>
        public string Forms { get; } = string.Join(
            " or ",
            [
                .. ShortForms.Select(form => $"`{form.Word}`"),
                .. (string[])(Scalar is null ? [] : ["a single value"]),
                .. (string[])(List is null ? [] : ["a list"]),
                .. (string[])(Keys.Count == 0 ? [] : ["a map"]),
            ]);

        public static Shape Of(Type type)
        {
            SortedDictionary<string, PropertyInfo> keys = new(StringComparer.Ordinal);
            List<string> required = [];
            PropertyInfo? others = null;
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.IsDefined(typeof(OtherKeysAttribute)))
                {
                    others = property;
                }

                if (property.IsDefined(typeof(JsonIgnoreAttribute)) || !property.CanWrite)
                {
                    continue;
                }

                string key = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Kebab.Of(property.Name);
                keys[key] = property;
                if (property.IsDefined(typeof(RequiredKeyAttribute)))
                {
                    required.Add(key);
                }
            }

            return new Shape(
                type.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? "this map",
                keys,
                required,
                type.GetCustomAttribute<ExactlyOneAttribute>()?.Keys ?? [],
                [.. type.GetCustomAttributes<ShortFormAttribute>()],
                PropertyOf(type, type.GetCustomAttribute<ScalarFormAttribute>()?.Property),
                PropertyOf(type, type.GetCustomAttribute<ListFormAttribute>()?.Property),
                others);
        }

        private static PropertyInfo? PropertyOf(Type type, string? name) =>
            name is null ? null : type.GetProperty(name);
    }
}
