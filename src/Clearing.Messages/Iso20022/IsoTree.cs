using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>Builds the tree of a message, without a judgement.</summary>
internal sealed class IsoTree
{
    private sealed class Open
    {
        public required Slot Name { get; init; }

        public required string LocalName { get; init; }

        public required string Namespace { get; init; }

        public string? Currency { get; init; }

        public required int Bindings { get; init; }

        /// <summary>True when it is a header or document, or stands within one.</summary>
        public required bool IsKept { get; init; }

        public List<IsoElement> Children { get; } = [];

        public string Text { get; set; } = "";
    }

    private readonly XmlCursor _cursor = new();
    private readonly Stack<Open> _open = new();
    private IsoElement? _header;
    private IsoElement? _document;

    public IsoMessage? Read(ReadOnlySpan<byte> message)
    {
        _cursor.Load(message);
        int at = _cursor.Prolog();
        at = at < 0 ? at : Start(at);
        while (at >= 0 && _open.Count > 0)
        {
            at = _cursor.ReadText(at);
            if (at >= 0)
            {
                Open open = _open.Peek();
                if (open.IsKept && open.Children.Count == 0)
                {
                    open.Text = Encoding.UTF8.GetString(_cursor.Decoded);
                }

                at = _cursor.Octets[at + 1] == '/' ? End(at) : Start(at);
            }
        }

        return at < 0 || _cursor.Epilog(at) < 0 ? null : new IsoMessage
        {
            Header = Child(_header),
            HeaderId = IdOf(_header),
            Document = Child(_document) is { } document && document.Children.Count > 0 ? document.Children[0] : null,
            DocumentId = IdOf(_document),
        };
    }

    private int Start(int at)
    {
        if (_open.Count == IsoReader.MostDepth)
        {
            return XmlCursor.Refused;
        }

        int bindings = _cursor.BindingCount;
        int after = _cursor.StartTag(at);
        if (after < 0)
        {
            return after;
        }

        string name = Encoding.UTF8.GetString(_cursor.LocalName);
        bool isKept = _open.TryPeek(out Open? outer) && outer.IsKept;
        _open.Push(new Open
        {
            Name = _cursor.Name,
            LocalName = name,
            Namespace = IsoText.Decode(_cursor.Namespace),
            Currency = CurrencyOf(),
            Bindings = bindings,
            IsKept = isKept || IsPart(name),
        });
        return _cursor.IsEmpty ? Finish(after) : after;
    }

    private int End(int at)
    {
        int after = _cursor.EndTag(at, _open.Peek().Name);
        return after < 0 ? after : Finish(after);
    }

    private int Finish(int after)
    {
        Open open = _open.Pop();
        _cursor.BindingCount = open.Bindings;
        if (!open.IsKept)
        {
            return after;
        }

        Open? outer = _open.Count > 0 ? _open.Peek() : null;
        bool isPart = outer is not { IsKept: true };
        IsoElement element = new(
            open.LocalName, open.Children.Count > 0 ? null : open.Text, [.. open.Children], open.Currency,
            isPart || outer!.Namespace != open.Namespace ? open.Namespace : null);
        if (!isPart)
        {
            outer!.Children.Add(element);
        }
        else if (open.LocalName == "AppHdr")
        {
            _header ??= element;
        }
        else
        {
            _document ??= element;
        }

        return after;
    }

    private static bool IsPart(string name) => name is "AppHdr" or "Document";

    private string? CurrencyOf()
    {
        foreach (ref readonly XmlAttribute attribute in _cursor.Attributes)
        {
            if (_cursor.Text(attribute.Name).SequenceEqual("Ccy"u8))
            {
                return IsoText.Decode(_cursor.Text(attribute.Value));
            }
        }

        return null;
    }

    private static IsoElement? Child(IsoElement? part) => part is null ? null : part with { Namespace = null };

    private static string? IdOf(IsoElement? part) =>
        part is null ? null : part.Namespace![(part.Namespace!.LastIndexOf(':') + 1)..];
}
