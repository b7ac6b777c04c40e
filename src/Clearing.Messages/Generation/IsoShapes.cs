using System.Globalization;

namespace Clearing.Messages.Generation;

/// <summary>A child of an element of elements, and how often it may stand there.</summary>
internal sealed record IsoChild(string Name, string Type, int Least, int Most);

/// <summary>What the generator knows of a type.</summary>
/// <param name="IsoName">Max35Text, CashAccount38 ...</param>
/// <param name="Facets">A leaf's kind and facets; null for an element of elements.</param>
/// <param name="Parts">
/// In order; each part is a choice of children, mostly of one. Empty for a leaf and where anything may stand.
/// </param>
/// <param name="IsAmount">A leaf with a currency.</param>
/// <param name="IsOpen">Holds an element of another namespace.</param>
internal sealed record IsoType(
    string IsoName, string? Facets, IReadOnlyList<IsoChild[]> Parts, bool IsAmount = false, bool IsOpen = false);

/// <summary>
/// The table of ISO 20022 schemas as the generator walks it: lines of leaves, amounts, elements, messages.
/// </summary>
internal static class IsoShapes
{
    private static readonly Lazy<(Dictionary<string, IsoType> Types, Dictionary<string, IsoType> Messages)> Table =
        new(Read);

    /// <summary>Message ids: pacs.008.001.08, head.001.001.02 ...</summary>
    public static IReadOnlyList<string> Messages { get; } =
        [.. Table.Value.Messages.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The type of the root element: of Document or AppHdr.</summary>
    public static IsoType Root(string message) => Table.Value.Messages[message];

    public static IsoType Type(string id) => Table.Value.Types[id];

    private static (Dictionary<string, IsoType> Types, Dictionary<string, IsoType> Messages) Read()
    {
        Dictionary<string, IsoType> types = [];
        Dictionary<string, IsoType> messages = [];
        using Stream table = typeof(IsoShapes).Assembly.GetManifestResourceStream("Iso20022/schemas.txt")
            ?? throw new InvalidOperationException("The table of schemas is not in this assembly.");
        using StreamReader lines = new(table);
        while (lines.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 3);
            switch (line[0])
            {
                case 's':
                    types.Add(words[0], new IsoType(words[1], words[2], []));
                    break;
                case 'a':
                    string? facets = types[words[2].Split(' ')[0]].Facets;
                    types.Add(words[0], new IsoType(words[1], facets, [], IsAmount: true));
                    break;
                case 'c':
                    types.Add(words[0], Element(words[1], words.Length == 3 ? words[2] : ""));
                    break;
                case 'm':
                    messages.Add(words[1], types[words[2].Split(' ')[1]]);
                    break;
            }
        }

        return (types, messages);
    }

    private static IsoType Element(string name, string children) => children.StartsWith("any", StringComparison.Ordinal)
        ? new IsoType(name, null, [], IsOpen: true)
        : new IsoType(name, null,
            [.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Array.ConvertAll(part.Trim('(', ')').Split('|'), Child))]);

    private static IsoChild Child(string text)
    {
        (string word, int least, int most) = text[^1] switch
        {
            '?' => (text[..^1], 0, 1),
            '*' => (text[..^1], 0, int.MaxValue),
            '+' => (text[..^1], 1, int.MaxValue),
            '}' => Bounded(text),
            _ => (text, 1, 1),
        };
        int colon = word.LastIndexOf(':');
        return new IsoChild(word[..colon], word[(colon + 1)..], least, most);
    }

    private static (string Word, int Least, int Most) Bounded(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        string[] bounds = text[(open + 1)..^1].Split(',');
        return (text[..open], int.Parse(bounds[0], CultureInfo.InvariantCulture),
            int.Parse(bounds[1], CultureInfo.InvariantCulture));
    }
}
