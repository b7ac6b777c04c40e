using System.Buffers.Binary;

namespace Clearing.Messages.Iso20022;

/// <content>
/// Whatever is not of the expected form: attributes, other prefixes, empty elements, text with references.
/// </content>
public sealed partial class IsoReader
{
    private static ReadOnlySpan<byte> InstanceNamespace => "http://www.w3.org/2001/XMLSchema-instance"u8;

    private static ReadOnlySpan<byte> SignatureNamespace => "http://www.w3.org/2000/09/xmldsig#"u8;

    /// <summary>Any start tag, judged by what it stands in.</summary>
    private int OpenAny(int at)
    {
        if (_depth == MostDepth)
        {
            return _cursor.Fail(at, "XML-DEPTH", "More than 64 elements within each other.");
        }

        int bindings = _cursor.BindingCount;
        int after = _cursor.StartTag(at);
        if (after < 0)
        {
            return after;
        }

        ref Frame frame = ref _frames[_depth];
        if (frame.At > 0)
        {
            return OpenChild(after, bindings);
        }

        int content = frame.At;
        if (content == Wrapper)
        {
            content = PartOf(at);
        }
        else if (content == Anything && _schema is { } schema && IsRoot(schema))
        {
            content = schema.PlainRoot;
        }

        PushAny(content, bindings);
        if (content > 0 && _partDepth == 0)
        {
            _partDepth = _depth;
        }

        if (content > 0)
        {
            CheckAttributes(-1);
        }

        return Opened(after);
    }

    private int OpenChild(int after, int bindings)
    {
        ref Frame frame = ref _frames[_depth];
        int index = ParticleOf(frame.At);
        if (index == 0 || !Admit(ref frame, index))
        {
            ReportUnexpected(frame, index);
            frame.At = Skipped;
            PushAny(Skipped, bindings);
            return Opened(after);
        }

        ref readonly Particle particle = ref _particles[index];
        if (particle.IsAny)
        {
            PushAny(IsRoot(_schema!) ? _schema!.PlainRoot : Anything, bindings);
            return Opened(after);
        }

        Slot currency = CheckAttributes(particle.CurrencyLeaf);
        if (particle.Content == 0)
        {
            Slot name = _cursor.Name;
            bool isEmpty = _cursor.IsEmpty;
            after = isEmpty ? Value(index, [], 0, new Slot(after, 0), currency, after)
                : LeafOf(name, after, index, currency);
            _cursor.BindingCount = bindings;
            return after;
        }

        Push(_cursor.Name.Offset, _cursor.Name.Length, particle, after);
        Bound(bindings);
        return Opened(after);
    }

    /// <summary>The particle of the last start tag among those that may still come; 0 = none.</summary>
    private int ParticleOf(int from)
    {
        int last = _particles[from].Last;
        bool isOurs = _cursor.Namespace.SequenceEqual(_schema!.Namespace);
        ReadOnlySpan<byte> name = _cursor.LocalName;
        ReadOnlySpan<byte> octets = _cursor.Octets.AsSpan(_cursor.Name.Offset + _cursor.PrefixLength);
        for (int index = from; index <= last; index++)
        {
            ref readonly Particle particle = ref _particles[index];
            if (particle.IsAny
                ? !particle.IsSignature || _cursor.Namespace.SequenceEqual(SignatureNamespace)
                : isOurs && particle.NameLength == name.Length && particle.IsAt(octets))
            {
                return index;
            }
        }

        return 0;
    }

    private bool IsRoot(MessageSchema schema) =>
        _cursor.Namespace.SequenceEqual(schema.Namespace)
        && System.Text.Ascii.Equals(_cursor.LocalName, schema.RootName);

    private void PushAny(int content, int bindings)
    {
        ref Frame frame = ref _frames[++_depth];
        frame.NameStart = _cursor.Name.Offset;
        frame.NameLength = _cursor.Name.Length;
        frame.At = content;
        frame.Count = 0;
        frame.Role = FactRole.None;
        Bound(bindings);
    }

    private void Bound(int bindings)
    {
        ref Frame frame = ref _frames[_depth];
        frame.Bindings = bindings;
        frame.Rebinds = _partDepth > 0 && _cursor.BindingCount > bindings
            && _cursor.Declares(Prefix, bindings);
        _rebound += frame.Rebinds ? 1 : 0;
    }

    private ReadOnlySpan<byte> Prefix =>
        _cursor.Octets.AsSpan(_frames[_partDepth].NameStart, _prefixLength);

    private int Opened(int after)
    {
        if (_cursor.IsEmpty)
        {
            Pop(after);
        }

        return after;
    }

    /// <summary>
    /// What an element under a wrapper is: the content of a header or document, or of a further wrapper.
    /// </summary>
    private int PartOf(int at)
    {
        bool isHeader = _cursor.LocalName.SequenceEqual("AppHdr"u8);
        if (_depth > MostWrappers || (!isHeader && !_cursor.LocalName.SequenceEqual("Document"u8)))
        {
            return Wrapper;
        }

        ref MessageSchema? last = ref isHeader ? ref _lastHeader : ref _lastDocument;
        MessageSchema? schema = last is not null && _cursor.Namespace.SequenceEqual(last.Namespace)
            ? last
            : SchemaTable.Shared.Find(_cursor.Namespace);
        last = schema;
        if (schema is null || schema.IsHeader != isHeader || (isHeader ? _header : _document) is not null)
        {
            ReportNamespace(at, schema, isHeader);
            return Skipped;
        }

        if (isHeader)
        {
            _header = schema;
        }
        else
        {
            _document = schema;
        }

        _schema = schema;
        _particles = schema.Particles;
        _hint = _hints[schema.Index] ??= new int[_particles.Length];
        _prefixLength = _cursor.PrefixLength;
        ReadOnlySpan<byte> name = _cursor.Octets.AsSpan(_cursor.Name.Offset);
        _prefixMask = _prefixLength >= 8 ? ulong.MaxValue : (1UL << (8 * _prefixLength)) - 1;
        _prefix = BinaryPrimitives.ReadUInt64LittleEndian(name) & _prefixMask;
        _rebound = _prefixLength > 8 ? 1 : 0;
        return schema.Root;
    }

    /// <summary>Checks attributes of an element of the schema; returns the value of Ccy.</summary>
    private Slot CheckAttributes(int currencyLeaf)
    {
        Slot currency = default;
        foreach (ref readonly XmlAttribute attribute in _cursor.Attributes)
        {
            ReadOnlySpan<byte> name = _cursor.Text(attribute.Name)[attribute.PrefixLength..];
            if (attribute.PrefixLength > 0)
            {
                bool isInstance = _cursor.Text(attribute.Namespace).SequenceEqual(InstanceNamespace);
                if (!isInstance
                    || !(name.SequenceEqual("schemaLocation"u8) || name.SequenceEqual("noNamespaceSchemaLocation"u8)))
                {
                    ReportAttribute(attribute.Name, "is not allowed here");
                }
            }
            else if (currencyLeaf >= 0 && name.SequenceEqual("Ccy"u8))
            {
                currency = attribute.Value;
            }
            else
            {
                ReportAttribute(attribute.Name, "is not allowed here");
            }
        }

        if (currencyLeaf >= 0 && currency.IsEmpty)
        {
            ReportAttribute(_cursor.Name, "needs an attribute Ccy");
        }

        return currency;
    }

    /// <summary>Text between elements: only blanks where elements are wanted.</summary>
    private int TextBetween(int at)
    {
        int start = at;
        at = _cursor.ReadText(at);
        if (at >= 0 && _frames[_depth].At > 0 && _cursor.Decoded.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
        {
            ReportText(start);
        }

        return at;
    }

    /// <summary>The content of a leaf in its plain form; anything else is left to <see cref="LeafOf"/>.</summary>
    private int Leaf(ReadOnlySpan<byte> octets, int nameStart, int start, int index, int currency)
    {
        ref readonly Particle particle = ref _particles[index];
        int end = XmlChars.SkipPlain(octets, start);
        int name = unchecked(end + 2 + _prefixLength);
        ReadOnlySpan<byte> tag = octets.Slice(name, Particle.LongestName + 1);
        if (BinaryPrimitives.ReadUInt16LittleEndian(octets.Slice(end, sizeof(ushort))) != EndTag
            || !IsPrefix(octets, unchecked(end + 2)) || !particle.IsAt(tag) || tag[particle.NameLength] != '>')
        {
            Slot element = new(nameStart, _prefixLength + particle.NameLength);
            return LeafOf(element, start, index, new Slot(currency, currency == 0 ? 0 : CurrencyLength));
        }

        int length = unchecked(end - start);
        int after = unchecked(name + particle.NameLength + 1);
        return particle.MostPlain > 0 && length > 0 && length <= particle.MostPlain
            ? after
            : Value(index, octets.Slice(start, length), length, new Slot(start, length),
                new Slot(currency, currency == 0 ? 0 : CurrencyLength), after);
    }

    private int LeafOf(Slot name, int start, int index, Slot currency)
    {
        int end = _cursor.ReadText(start);
        if (end < 0)
        {
            return end;
        }

        if (_cursor.Octets[end + 1] != '/')
        {
            ReportText(end);
            return SkipLeaf(name, end);
        }

        int after = _cursor.EndTag(end, name);
        return after < 0 ? after
            : Value(index, _cursor.Decoded, _cursor.Characters, new Slot(start, end - start), currency, after);
    }

    /// <summary>A leaf that holds elements: passes over them.</summary>
    private int SkipLeaf(Slot name, int at)
    {
        if (_depth == MostDepth)
        {
            return _cursor.Fail(at, "XML-DEPTH", "More than 64 elements within each other.");
        }

        _frames[++_depth] = new Frame
        {
            NameStart = name.Offset,
            NameLength = name.Length,
            At = Skipped,
            Bindings = _cursor.BindingCount,
        };
        return at;
    }
}
