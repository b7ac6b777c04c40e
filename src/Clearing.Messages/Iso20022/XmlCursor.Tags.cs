namespace Clearing.Messages.Iso20022;

/// <content>Start tags, attributes and namespaces.</content>
internal sealed partial class XmlCursor
{
    private const int MostAttributes = 32;
    private const int MostBindings = 64;

    private static readonly byte[] XmlNamespace = "http://www.w3.org/XML/1998/namespace"u8.ToArray();

    private readonly record struct Binding(Slot Prefix, Slot Uri);

    private readonly Binding[] _bindings = new Binding[MostBindings];
    private readonly XmlAttribute[] _attributes = new XmlAttribute[MostAttributes];
    private int _attributeCount;
    private Slot _namespace;

    /// <summary>Name of the last start tag, with its prefix.</summary>
    public Slot Name { get; private set; }

    /// <summary>Octets of its prefix with the colon; 0 = none.</summary>
    public int PrefixLength { get; private set; }

    public ReadOnlySpan<byte> LocalName => Octets.AsSpan(Name.Offset + PrefixLength, Name.Length - PrefixLength);

    /// <summary>Its namespace; empty = none.</summary>
    public ReadOnlySpan<byte> Namespace => Text(_namespace);

    /// <summary>True when it was an element without content: &lt;A/&gt;.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Its attributes that are no namespace declarations.</summary>
    public ReadOnlySpan<XmlAttribute> Attributes => _attributes.AsSpan(0, _attributeCount);

    /// <summary>Declarations in force. Set it back when an element closes.</summary>
    public int BindingCount { get; set; }

    public ReadOnlySpan<byte> Text(Slot slot) => Octets.AsSpan(slot.Offset, slot.Length);

    /// <summary>Reads a start tag; returns the place behind it.</summary>
    public int StartTag(int at)
    {
        int start = at;
        int next = ReadName(at + 1, out Slot name, out int prefix);
        if (next < 0)
        {
            return next;
        }

        Name = name;
        PrefixLength = prefix;
        _attributeCount = 0;
        int declared = BindingCount;
        while (true)
        {
            at = XmlChars.SkipBlanks(Octets, next);
            byte octet = Octets[at];
            IsEmpty = octet == '/';
            if (octet == '>' || (IsEmpty && Octets[at + 1] == '>'))
            {
                return ResolveAll(start, declared) < 0 ? Refused : at + (IsEmpty ? 2 : 1);
            }

            if (at == next)
            {
                return Fail(at, "XML-TAG", "A start tag holds a name and attributes with a blank before each.");
            }

            next = ReadAttribute(at);
            if (next < 0)
            {
                return next;
            }
        }
    }

    /// <summary>Passes the end tag of the element whose start tag had that name.</summary>
    public int EndTag(int at, Slot name)
    {
        int end = at + 2 + name.Length;
        if (end >= Length)
        {
            return Fail(Length, "XML-END", "");
        }

        if (!Octets.AsSpan(at + 2, name.Length).SequenceEqual(Text(name)))
        {
            return Fail(at, "XML-MISMATCH", "An end tag does not close the element that is open.");
        }

        end = XmlChars.SkipBlanks(Octets, end);
        return Octets[end] == '>' ? end + 1
            : Fail(at, "XML-MISMATCH", "An end tag does not close the element that is open.");
    }

    /// <summary>True when the last start tag declared that prefix (with colon, or none) anew.</summary>
    public bool Declares(ReadOnlySpan<byte> prefix, int from)
    {
        for (int at = from; at < BindingCount; at++)
        {
            Slot declared = _bindings[at].Prefix;
            if (prefix.Length == 0 ? declared.IsEmpty : Text(declared).SequenceEqual(prefix[..^1]))
            {
                return true;
            }
        }

        return false;
    }

    private int ReadName(int at, out Slot name, out int prefix)
    {
        int length = XmlChars.NameLength(Octets, at);
        prefix = 0;
        if (length > 0 && Octets[at + length] == ':')
        {
            prefix = length + 1;
            int local = XmlChars.NameLength(Octets, at + prefix);
            length = local == 0 ? 0 : prefix + local;
        }

        name = new Slot(at, length);
        return length > 0 ? at + length : Fail(at, "XML-NAME", "No name where one is wanted.");
    }

    private int ReadAttribute(int at)
    {
        int next = ReadName(at, out Slot name, out int prefix);
        if (next < 0)
        {
            return next;
        }

        next = XmlChars.SkipBlanks(Octets, next);
        int quote = Octets[next] == '=' ? XmlChars.SkipBlanks(Octets, next + 1) : next;
        if (quote == next || Octets[quote] is not ((byte)'"' or (byte)'\''))
        {
            return Fail(next, "XML-ATTRIBUTE", "An attribute has no value in quotes.");
        }

        int length = Octets.AsSpan(quote + 1, Length - quote - 1).IndexOf(Octets[quote]);
        if (length < 0)
        {
            return Fail(Length, "XML-ATTRIBUTE", "");
        }

        Slot value = new(quote + 1, length);
        if (CheckValue(value) < 0)
        {
            return Refused;
        }

        bool declares = prefix == 6 && Text(name).StartsWith("xmlns:"u8);
        if (declares || Text(name).SequenceEqual("xmlns"u8))
        {
            Slot bound = declares ? new Slot(name.Offset + prefix, name.Length - prefix) : default;
            return Bind(bound, value) < 0 ? Refused : quote + 1 + length + 1;
        }

        if (_attributeCount == MostAttributes)
        {
            return Fail(at, "XML-LIMIT", "An element has more than 32 attributes.");
        }

        _attributes[_attributeCount++] = new XmlAttribute(name, prefix, value, default);
        return quote + 1 + length + 1;
    }

    private int Bind(Slot prefix, Slot uri)
    {
        if (BindingCount == MostBindings)
        {
            return Fail(prefix.Offset, "XML-LIMIT", "More than 64 namespace declarations are in force.");
        }

        ReadOnlySpan<byte> text = Text(prefix);
        bool isXml = text.SequenceEqual("xml"u8);
        if ((!prefix.IsEmpty && uri.IsEmpty) || text.SequenceEqual("xmlns"u8)
            || isXml != Text(uri).SequenceEqual(XmlNamespace)
            || Text(uri).SequenceEqual("http://www.w3.org/2000/xmlns/"u8))
        {
            return Fail(uri.Offset, "XML-NAMESPACE", "A namespace declaration that XML does not allow.");
        }

        _bindings[BindingCount++] = new Binding(prefix, uri);
        return 0;
    }

    private int ResolveAll(int start, int declared)
    {
        for (int later = declared + 1; later < BindingCount; later++)
        {
            for (int at = declared; at < later; at++)
            {
                if (Text(_bindings[at].Prefix).SequenceEqual(Text(_bindings[later].Prefix)))
                {
                    return Fail(start, "XML-DUPLICATE", "An element declares a prefix twice.");
                }
            }
        }

        if (!Resolve(new Slot(Name.Offset, Math.Max(0, PrefixLength - 1)), out _namespace))
        {
            return Fail(start, "XML-PREFIX", "A prefix that no xmlns declares.");
        }

        for (int at = 0; at < _attributeCount; at++)
        {
            ref XmlAttribute attribute = ref _attributes[at];
            if (attribute.PrefixLength > 0)
            {
                if (!Resolve(new Slot(attribute.Name.Offset, attribute.PrefixLength - 1), out Slot uri))
                {
                    return Fail(attribute.Name.Offset, "XML-PREFIX", "A prefix that no xmlns declares.");
                }

                attribute = attribute with { Namespace = uri };
            }

            for (int before = 0; before < at; before++)
            {
                if (IsSame(_attributes[before], attribute))
                {
                    return Fail(attribute.Name.Offset, "XML-DUPLICATE", "An element has an attribute twice.");
                }
            }
        }

        return 0;
    }

    private bool IsSame(in XmlAttribute one, in XmlAttribute other) =>
        Text(one.Name)[one.PrefixLength..].SequenceEqual(Text(other.Name)[other.PrefixLength..])
        && (one.PrefixLength == 0) == (other.PrefixLength == 0)
        && Text(one.Namespace).SequenceEqual(Text(other.Namespace));

    private bool Resolve(Slot prefix, out Slot uri)
    {
        ReadOnlySpan<byte> text = Text(prefix);
        for (int at = BindingCount - 1; at >= 0; at--)
        {
            if (Text(_bindings[at].Prefix).SequenceEqual(text))
            {
                uri = _bindings[at].Uri;
                return true;
            }
        }

        uri = default;
        return text.Length == 0 || text.SequenceEqual("xml"u8);
    }
}
