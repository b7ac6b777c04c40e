using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Yaml;

/// <summary>A value of a YAML file with its place.</summary>
internal abstract class YamlNode(Mark mark)
{
    public Mark Mark { get; } = mark;

    /// <summary>What it is, for messages: <c>a list</c>, <c>a map</c>, <c>`text`</c>.</summary>
    public abstract string Words { get; }
}

/// <summary>A single value. Plain ones are text too; what they mean is decided by the key they stand at.</summary>
internal sealed class YamlScalar(Mark mark, string text, bool isPlain) : YamlNode(mark)
{
    public string Text { get; } = text;

    /// <summary>False when the file quotes it, or writes it as a block.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>True where the file gives no value at all: <c>key:</c>.</summary>
    public bool IsAbsent => IsPlain && Text.Length == 0;

    /// <summary>True for the null of YAML's core schema.</summary>
    public bool IsNull => IsPlain && Text is "" or "null" or "Null" or "NULL" or "~";

    public override string Words => IsAbsent ? "nothing" : Characters.Show(Text);
}

internal sealed class YamlList(Mark mark, List<YamlNode> items) : YamlNode(mark)
{
    public List<YamlNode> Items { get; } = items;

    public override string Words => "a list";
}

/// <summary>A key of a map with its value.</summary>
internal sealed record YamlEntry(string Key, Mark KeyMark, YamlNode Value);

internal sealed class YamlMap(Mark mark, List<YamlEntry> entries) : YamlNode(mark)
{
    public List<YamlEntry> Entries { get; } = entries;

    public override string Words => "a map";

    public YamlEntry? Find(string key) => Entries.Find(entry => entry.Key == key);
}
