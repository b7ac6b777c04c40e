using Clearing.Scenarios.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Mark = Clearing.Scenarios.Text.Mark;

namespace Clearing.Scenarios.Yaml;

/// <summary>
/// Builds the node tree of a strict YAML file: one document, no anchors, aliases, tags, merge keys or directives, no
/// key twice. Positions come from the parser's events; whatever the parser throws becomes a located error.
/// </summary>
internal sealed class YamlLoader
{
    /// <summary>Deepest nesting of lists and maps; the deepest key of a scenario stands at 7.</summary>
    public const int MaxDepth = 32;

    /// <summary>Most values in one file.</summary>
    public const int MaxNodes = 4_000_000;

    private readonly string _file;
    private readonly bool _atLine;
    private readonly Problems _problems;
    private readonly Parser _parser;
    private int _nodes;

    private YamlLoader(string text, string file, Problems problems, bool atLine)
    {
        _file = file;
        _atLine = atLine;
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root of the file, or null after an error that leaves nothing to look at.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What errors name.</param>
    /// <param name="problems">Where errors go.</param>
    /// <param name="atLine">False: errors name the source as a whole.</param>
    public static YamlNode? Load(string text, string file, Problems problems, bool atLine = true)
    {
        YamlLoader loader = new(text, file, problems, atLine);
        try
        {
            return loader.Document();
        }
        catch (YamlException e)
        {
            loader.Report(ErrorCodes.Syntax, loader.At(e.Start), Plain(e));
        }
        catch (StopException)
        {
            // Already reported.
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or FormatException or OverflowException or KeyNotFoundException or NullReferenceException)
        {
            // The parser has states in which it throws what is not its own exception.
            Mark at = loader._parser.Current is { } current ? loader.At(current.Start) : Mark.WholeOf(file);
            loader.Report(ErrorCodes.Syntax, at, "This is not YAML from here on");
        }

        return null;
    }

    private YamlNode? Document()
    {
        Next<StreamStart>();
        if (_parser.Current is StreamEnd)
        {
            Report(ErrorCodes.Empty, new Mark(_file, 1, 1), "The file is empty");
            return null;
        }

        DocumentStart start = Next<DocumentStart>();
        if (start.Version is not null || start.Tags?.Any(tag => tag.Handle is not ("!" or "!!")) == true)
        {
            Report(ErrorCodes.ForbiddenYaml, At(start.Start), "Directives (lines with %) are not allowed; remove it");
        }

        YamlNode root = Node(0);
        if (_parser.Current is not DocumentEnd)
        {
            Report(ErrorCodes.Syntax, At(_parser.Current!.Start), "Something stands behind the end of the document");
            return root;
        }

        Next<DocumentEnd>();
        if (_parser.Current is not StreamEnd)
        {
            Report(ErrorCodes.SecondDocument, At(_parser.Current!.Start),
                "A second document begins here; a file holds one document");
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            Report(ErrorCodes.TooLarge, At(_parser.Current!.Start), depth > MaxDepth
                ? $"Lists and maps are nested more than {MaxDepth} deep here"
                : $"The file holds more than {MaxNodes} values; put long lists into a CSV file");
            throw new StopException();
        }

        switch (_parser.Current)
        {
            case Scalar scalar:
                Refuse(scalar);
                Advance();
                return ScalarOf(scalar);
            case SequenceStart list:
                Refuse(list);
                return ListOf(Next<SequenceStart>(), depth);
            case MappingStart map:
                Refuse(map);
                return MapOf(Next<MappingStart>(), depth);
            case AnchorAlias alias:
                Report(ErrorCodes.ForbiddenYaml, At(alias.Start),
                    $"Aliases such as {Characters.Show("*" + alias.Value.Value)} are not allowed; write the value out");
                Advance();
                return new YamlScalar(At(alias.Start), "", isPlain: true);
            default:
                Report(ErrorCodes.Syntax, At(_parser.Current!.Start), "A value is missing here");
                throw new StopException();
        }
    }

    private YamlScalar ScalarOf(Scalar scalar)
    {
        int bad = Characters.IndexOfForbidden(scalar.Value);
        if (bad >= 0)
        {
            Report(ErrorCodes.ForbiddenCharacter, At(scalar.Start), "The escaped character "
                + $"{Characters.CodePoint(scalar.Value[bad])} cannot be seen and is not allowed; remove it");
        }

        return new YamlScalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList ListOf(SequenceStart start, int depth)
    {
        List<YamlNode> items = [];
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Advance();
        return new YamlList(At(start.Start), items);
    }

    private YamlMap MapOf(MappingStart start, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            YamlNode key = Node(depth + 1);
            YamlNode value = Node(depth + 1);
            if (key is not YamlScalar scalar)
            {
                Report(ErrorCodes.WrongType, key.Mark, $"A key is a word; {key.Words} stands here");
            }
            else if (scalar.Text == "<<")
            {
                Report(ErrorCodes.ForbiddenYaml, key.Mark, "Merge keys (<<) are not allowed; write the keys out");
            }
            else if (!lines.TryAdd(scalar.Text, key.Mark.Line))
            {
                Report(ErrorCodes.DuplicateKey, key.Mark,
                    $"The key {scalar.Words} stands here a second time, first on line {lines[scalar.Text]}; keep one");
            }
            else
            {
                entries.Add(new YamlEntry(scalar.Text, key.Mark, value));
            }
        }

        Advance();
        return new YamlMap(At(start.Start), entries);
    }

    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            Report(ErrorCodes.ForbiddenYaml, At(node.Start),
                $"Anchors such as {Characters.Show("&" + node.Anchor.Value)} are not allowed; remove it");
        }

        if (!node.Tag.IsEmpty)
        {
            Report(ErrorCodes.ForbiddenYaml, At(node.Start),
                "Tags (words that begin with !) are not allowed; remove it");
        }
    }

    private T Next<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is null)
        {
            Advance();
        }

        if (_parser.Current is not T found)
        {
            Report(ErrorCodes.Syntax, At(_parser.Current!.Start), "This is not YAML from here on");
            throw new StopException();
        }

        Advance();
        return found;
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

    /// <summary>The parser's words without its own position, which the error already has.</summary>
    private static string Plain(YamlException e)
    {
        string message = e.Message;
        int bracket = message.LastIndexOf("): ", StringComparison.Ordinal);
        message = bracket >= 0 ? message[(bracket + 3)..] : message;
        return "This is not YAML: " + message.TrimEnd('.');
    }

    private Mark At(YamlDotNet.Core.Mark mark) => _atLine
        ? new(_file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column))
        : Mark.WholeOf(_file);

    private void Report(string code, Mark at, string message) => _problems.Add(code, at, message);

    /// <summary>Ends the reading of a file after an error that was reported.</summary>
    private sealed class StopException : Exception;
}
