using System.Globalization;
using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// The messages that are known, from the table that was made of their schemas (Tables/schemas.txt). Read once, in one
/// pass over its lines; a message's own particles are laid out when the first of its kind arrives.
/// </summary>
internal sealed class SchemaTable
{
    private const string NamespaceOfAll = "urn:iso:std:iso:20022:tech:xsd:";

    private readonly Dictionary<string, short> _leafIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (short Content, short Currency)> _amounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _contents = new(StringComparer.Ordinal);
    private readonly List<LeafType> _leaves = [];
    private readonly List<MessageSchema> _messages = [];

    private SchemaTable(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                Read(line);
            }
        }

        Leaves = [.. _leaves];
    }

    public static SchemaTable Shared { get; } = new(ReadText());

    /// <summary>Simple types, by their index.</summary>
    public LeafType[] Leaves { get; }

    public IReadOnlyList<MessageSchema> Messages => _messages;

    /// <summary>The schema of a namespace; null = not known.</summary>
    public MessageSchema? Find(ReadOnlySpan<byte> @namespace)
    {
        int length = NamespaceOfAll.Length;
        if (@namespace.Length <= length || !Ascii.Equals(@namespace[..length], NamespaceOfAll))
        {
            return null;
        }

        ReadOnlySpan<byte> id = @namespace[length..];
        foreach (MessageSchema message in _messages)
        {
            if (Ascii.Equals(id, message.Id))
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>The children of a complex type as the table writes them.</summary>
    public string ContentOf(string type) => _contents[type];

    /// <summary>Index of the leaf type of a leaf or of an amount's content.</summary>
    /// <param name="type">s and number, a and number.</param>
    public (short Leaf, short Currency) LeafOf(string type) =>
        type[0] == 'a' ? _amounts[type] : (_leafIds[type], (short)-1);

    private void Read(string line)
    {
        string[] words = line.Split(' ', 4);
        switch (line[0])
        {
            case 's':
                _leafIds.Add(words[0], (short)_leaves.Count);
                _leaves.Add(new LeafType(words[1], words[2], words.Length > 3 ? words[3] : ""));
                break;
            case 'a':
                _amounts.Add(words[0], (_leafIds[words[2]], _leafIds[words[3]]));
                break;
            case 'c':
                _contents.Add(words[0], line[(words[0].Length + words[1].Length + 2)..]);
                break;
            case 'm':
                _messages.Add(new MessageSchema(
                    this, _messages.Count, words[1], NamespaceOfAll + words[1], words[2], words[3]));
                break;
            default:
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"The table of schemas has a line of no kind: {line}"));
        }
    }

    private static string ReadText()
    {
        using Stream stream = typeof(SchemaTable).Assembly.GetManifestResourceStream("Iso20022/schemas.txt")
            ?? throw new InvalidDataException("The table of schemas is not in the program.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
