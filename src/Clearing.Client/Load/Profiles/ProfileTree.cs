using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Clearing.Client.Load.Profiles;

/// <summary>A value of a profile with its place: a text, a list or a map.</summary>
internal sealed class ProfileNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Null for a list or a map.</summary>
    public string? Text { get; init; }

    public List<ProfileNode>? Items { get; init; }

    public List<(ProfileNode Key, ProfileNode Value)>? Entries { get; init; }

    /// <summary>What it is, for messages.</summary>
    public string Words => Items is not null ? "a list" : Entries is not null ? "a map"
        : Text!.Length == 0 ? "nothing" : ProfileText.Show(Text);
}

/// <summary>
/// Builds the tree of a strict YAML file, as scenario files are: one document, no anchors, aliases or tags, no key
/// twice. Whatever the parser throws becomes an error with a place.
/// </summary>
internal sealed class ProfileTree
{
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly ProfileProblems _problems;

    private ProfileTree(string text, ProfileProblems problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The root, or null after an error that leaves nothing to look at.</summary>
    public static ProfileNode? Load(string text, ProfileProblems problems)
    {
        ProfileTree tree = new(text, problems);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            tree.Report(ProfileError.Syntax, e.Start, "This is not YAML from here on");
        }
        catch (StopException)
        {
            // Already reported.
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or FormatException or OverflowException or KeyNotFoundException or NullReferenceException)
        {
            // The parser has states in which it throws what is not its own exception.
            tree.Report(
                ProfileError.Syntax, tree._parser.Current?.Start ?? Mark.Empty, "This is not YAML from here on");
        }

        return null;
    }

    private ProfileNode? Document()
    {
        Advance();
        Advance();
        if (_parser.Current is not DocumentStart)
        {
            _problems.Add(ProfileError.Empty, 1, 1, "The file is empty");
            return null;
        }

        Advance();
        ProfileNode root = Node(0);
        Advance();
        if (_parser.Current is not StreamEnd)
        {
            Report(ProfileError.SecondDocument, _parser.Current!.Start,
                "A second document begins here; a file holds one document");
        }

        return root;
    }

    private ProfileNode Node(int depth)
    {
        ParsingEvent at = _parser.Current!;
        if (depth > MaxDepth)
        {
            Stop(ProfileError.TooLarge, at.Start, $"Lists and maps are nested more than {MaxDepth} deep here");
        }

        if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            Stop(ProfileError.ForbiddenYaml, at.Start, "Anchors, aliases and tags are not allowed; write the value out");
        }

        Advance();
        (int line, int column) = (LineOf(at.Start), ColumnOf(at.Start));
        return at switch
        {
            Scalar scalar => new ProfileNode(line, column) { Text = scalar.Value },
            SequenceStart => new ProfileNode(line, column) { Items = Items(depth) },
            MappingStart => new ProfileNode(line, column) { Entries = Entries(depth) },
            _ => Stop(ProfileError.Syntax, at.Start, "A value is missing here"),
        };
    }

    private List<ProfileNode> Items(int depth)
    {
        List<ProfileNode> items = [];
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Advance();
        return items;
    }

    private List<(ProfileNode Key, ProfileNode Value)> Entries(int depth)
    {
        List<(ProfileNode Key, ProfileNode Value)> entries = [];
        while (_parser.Current is not MappingEnd)
        {
            ProfileNode key = Node(depth + 1);
            ProfileNode value = Node(depth + 1);
            if (key.Text is null)
            {
                _problems.Add(ProfileError.WrongType, key, $"A key is a word; {key.Words} stands here");
            }
            else if (entries.Exists(e => e.Key.Text == key.Text))
            {
                _problems.Add(ProfileError.DuplicateKey, key, $"The key {key.Words} stands here a second time; keep one");
            }
            else
            {
                entries.Add((key, value));
            }
        }

        Advance();
        return entries;
    }

    private void Advance()
    {
        do
        {
            if (!_parser.MoveNext())
            {
                return;
            }
        }
        while (_parser.Current is Comment);
    }

    private ProfileNode Stop(string code, Mark at, string message)
    {
        Report(code, at, message);
        throw new StopException();
    }

    private void Report(string code, Mark at, string message) =>
        _problems.Add(code, LineOf(at), ColumnOf(at), message);

    private static int LineOf(Mark mark) => (int)Math.Max(1, mark.Line);

    private static int ColumnOf(Mark mark) => (int)Math.Max(1, mark.Column);

    /// <summary>Ends the reading after an error that was reported.</summary>
    private sealed class StopException : Exception;
}
