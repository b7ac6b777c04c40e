namespace Clearing.Messages.Iso20022;

/// <summary>An element of a message.</summary>
/// <param name="Name">Local name.</param>
/// <param name="Text">Its text with entities resolved; null for an element of elements.</param>
/// <param name="Children">In order; empty for a leaf.</param>
/// <param name="Currency">The Ccy attribute, if any.</param>
/// <param name="Namespace">Its namespace where it is not that of the element around it; null = the same.</param>
public sealed record IsoElement(
    string Name,
    string? Text,
    IReadOnlyList<IsoElement> Children,
    string? Currency = null,
    string? Namespace = null)
{
    /// <summary>A leaf.</summary>
    public static IsoElement Leaf(string name, string text, string? currency = null) => new(name, text, [], currency);

    /// <summary>An element of those of <paramref name="children"/> that are there.</summary>
    public static IsoElement Of(string name, params ReadOnlySpan<IsoElement?> children)
    {
        List<IsoElement> present = new(children.Length);
        foreach (IsoElement? child in children)
        {
            if (child is not null)
            {
                present.Add(child);
            }
        }

        return new IsoElement(name, null, present);
    }

    /// <summary>The first element reached by the names of <paramref name="path"/>; null = none.</summary>
    public IsoElement? Find(params ReadOnlySpan<string> path)
    {
        IsoElement? at = this;
        foreach (string name in path)
        {
            IsoElement? next = null;
            foreach (IsoElement child in at.Children)
            {
                if (child.Name == name)
                {
                    next = child;
                    break;
                }
            }

            if (next is null)
            {
                return null;
            }

            at = next;
        }

        return at;
    }
}

/// <summary>
/// A business message taken apart, without a judgement: what converters, writers and people work with.
/// </summary>
public sealed record IsoMessage
{
    /// <summary>Message id of the document's namespace: pacs.008.001.08; null for a header alone.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The one child of Document: FIToFICstmrCdtTrf; null for a header alone.</summary>
    public IsoElement? Document { get; init; }

    /// <summary>head.001.001.02 ...; null without a header.</summary>
    public string? HeaderId { get; init; }

    /// <summary>AppHdr; null without one.</summary>
    public IsoElement? Header { get; init; }

    /// <summary>
    /// Takes a message apart. Attributes other than Ccy, comments and blanks between elements are left out.
    /// </summary>
    /// <param name="message">One message of at most <see cref="IsoReader.MostOctets"/> octets.</param>
    /// <returns>Null when it is not well-formed, uses what is refused (DTDs, too much depth), or is too long.</returns>
    public static IsoMessage? Parse(ReadOnlySpan<byte> message) =>
        message.Length <= IsoReader.MostOctets ? new IsoTree().Read(message) : null;
}
