using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Clearing.Server.Http.Json;

/// <summary>
/// Reads the body of a request strictly: one JSON value of at most eight levels, without comments, and objects with the
/// fields of their shape, each once and of its type; null is as good as left out where that is allowed. Values are
/// looked at where they lie; only what is written with escapes is copied.
/// </summary>
internal ref struct StrictJson
{
    private const int MostDepth = 8;
    private const int MostShown = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MostDepth };

    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _reader;
    private Slots _slots;
    private byte[] _unescaped = [];
    private int _unescapedLength;

    public StrictJson(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body, Options);
    }

    /// <summary>Whether the object that was read last has a field.</summary>
    public readonly bool Has(int field) => _slots[field].IsThere;

    /// <summary>A field that is true or false; false where it is not there.</summary>
    public readonly bool IsTrue(int field) => _slots[field].IsTrue;

    /// <summary>A text, as UTF-8; empty where it is not there.</summary>
    public readonly ReadOnlySpan<byte> this[int field]
    {
        get
        {
            Slot slot = _slots[field];
            return (slot.IsUnescaped ? _unescaped : _body).Slice(slot.At, slot.Length);
        }
    }

    /// <summary>Octets of the object that was read last.</summary>
    public ReadOnlySpan<byte> Object { get; private set; }

    /// <summary>Reads a body that is one object.</summary>
    public Problem? ReadAll(JsonShape shape)
    {
        try
        {
            return Begin() ?? ReadObject(shape, "") ?? End();
        }
        catch (JsonException wrong)
        {
            return Broken(wrong);
        }
        catch (InvalidOperationException)
        {
            return BadText;
        }
    }

    /// <summary>Begins a body that is one object with nothing but a list.</summary>
    /// <exception cref="JsonException">It is no JSON; <see cref="Broken"/> says so.</exception>
    public Problem? BeginList(JsonField list)
    {
        if (Begin() is { } wrong)
        {
            return wrong;
        }

        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return WrongType("", "an object");
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            return Missing($"/{list.Name}");
        }

        if (!_reader.ValueTextEquals(list.Octets))
        {
            return UnknownField("", list.Name);
        }

        _reader.Read();
        return _reader.TokenType == JsonTokenType.StartArray ? null : WrongType($"/{list.Name}", "a list");
    }

    /// <summary>Goes to the next entry of the list; false when there is none.</summary>
    public bool Next() => _reader.Read() && _reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Reads an entry of the list; what is wrong with it is no hindrance to the next.</summary>
    public Problem? ReadEntry(JsonShape shape, string list, int entry)
    {
        int depth = _reader.CurrentDepth;
        int start = (int)_reader.TokenStartIndex;
        if (ReadObject(shape, (list, entry)) is not { } wrong)
        {
            return null;
        }

        while (_reader.CurrentDepth > depth
            || _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName)
        {
            _reader.Read();
        }

        Object = _body[start..(int)_reader.BytesConsumed];
        return wrong;
    }

    /// <summary>Ends a body that is a list.</summary>
    public Problem? EndList()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.EndObject ? End() : UnknownField("", "nothing else");
    }

    /// <summary>What stands in the body is no JSON, or JSON of too many levels.</summary>
    public static Problem Broken(JsonException wrong) => new(
        400, "bad-json", $"From here on the body is not one JSON value of at most {MostDepth} levels.")
    {
        Where = string.Create(
            CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}, octet {wrong.BytePositionInLine + 1}"),
    };

    /// <summary>The body is no UTF-8, or its escapes are half of a character.</summary>
    public static Problem BadText { get; } = new(
        400, "bad-encoding", "The body is not in UTF-8, or an escape in it is half of a character.");

    private Problem? Begin()
    {
        if (_body.IsEmpty)
        {
            return new Problem(400, "bad-json", "The body is empty; a JSON object is wanted.");
        }

        if (!Utf8.IsValid(_body))
        {
            return BadText;
        }

        _reader.Read();
        return null;
    }

    private Problem? End()
    {
        // Anything behind the value is an exception.
        _reader.Read();
        return null;
    }

    private Problem? ReadObject(JsonShape shape, Place place)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return WrongType(place.Pointer, "an object");
        }

        int start = (int)_reader.TokenStartIndex;
        _slots = default;
        _unescapedLength = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = Find(shape);
            if (field < 0)
            {
                return UnknownField(place.Pointer, shape.Names);
            }

            if (ReadField(shape.Fields[field], ref _slots[field], place) is { } wrong)
            {
                return wrong;
            }
        }

        Object = _body[start..(int)_reader.BytesConsumed];
        for (int i = 0; i < shape.Fields.Length; i++)
        {
            if (shape.Fields[i].IsRequired && !_slots[i].IsThere)
            {
                return Missing($"{place.Pointer}/{shape.Fields[i].Name}");
            }
        }

        return null;
    }

    private readonly int Find(JsonShape shape)
    {
        for (int i = 0; i < shape.Fields.Length; i++)
        {
            if (_reader.ValueTextEquals(shape.Fields[i].Octets))
            {
                return i;
            }
        }

        return -1;
    }

    private Problem? ReadField(JsonField field, ref Slot slot, Place place)
    {
        if (slot.IsSeen)
        {
            return new Problem(400, "duplicate-field", "This field stands here twice; keep one.")
            {
                Where = $"{place.Pointer}/{field.Name}",
            };
        }

        _reader.Read();
        slot.IsSeen = true;
        if (_reader.TokenType == JsonTokenType.Null && !field.IsRequired)
        {
            return null;
        }

        slot.IsThere = true;
        if (field.IsTruth)
        {
            slot.IsTrue = _reader.TokenType == JsonTokenType.True;
            return _reader.TokenType is JsonTokenType.True or JsonTokenType.False
                ? null
                : WrongType($"{place.Pointer}/{field.Name}", "true or false");
        }

        if (_reader.TokenType != JsonTokenType.String)
        {
            return WrongType($"{place.Pointer}/{field.Name}", "a text in quotation marks");
        }

        (slot.At, slot.Length) = ((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
        if (_reader.ValueIsEscaped)
        {
            Unescape(ref slot);
        }

        return null;
    }

    private void Unescape(ref Slot slot)
    {
        if (_unescaped.Length < _unescapedLength + slot.Length)
        {
            Array.Resize(ref _unescaped, _unescapedLength + slot.Length);
        }

        slot.At = _unescapedLength;
        slot.IsUnescaped = true;
        slot.Length = _reader.CopyString(_unescaped.AsSpan(_unescapedLength));
        _unescapedLength += slot.Length;
    }

    private readonly Problem UnknownField(string pointer, string known)
    {
        string name = Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, MostShown)])
            .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return new Problem(400, "unknown-field", $"There is no such field here; there is {known}.")
        {
            Where = $"{pointer}/{name}",
        };
    }

    private static Problem WrongType(string pointer, string wanted) => new(
        400, "wrong-type", $"Here stands {wanted}, and nothing else.")
    {
        Where = pointer,
    };

    private static Problem Missing(string pointer) => new(400, "missing-field", "This field is wanted.")
    {
        Where = pointer,
    };

    /// <summary>Where an object stands; the pointer is made when somebody asks.</summary>
    private readonly record struct Place(string List, int Entry)
    {
        public string Pointer =>
            List.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{List}/{Entry}");

        public static implicit operator Place(string none) => new(none, 0);

        public static implicit operator Place((string List, int Entry) entry) => new(entry.List, entry.Entry);
    }

    private struct Slot
    {
        public int At;
        public int Length;
        public bool IsSeen;
        public bool IsThere;
        public bool IsTrue;
        public bool IsUnescaped;
    }

    [InlineArray(8)]
    private struct Slots
    {
        private Slot _first;
    }
}
