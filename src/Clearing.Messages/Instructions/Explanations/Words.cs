namespace Clearing.Messages.Instructions.Explanations;

/// <summary>Names of fields and meanings of codes in words (words.txt).</summary>
internal static class Words
{
    private static readonly Dictionary<string, string> All = Read();

    /// <summary>Words for a key such as <c>mt 32A</c> or <c>code 71A OUR</c>; null = none.</summary>
    public static string? Find(string key) => All.GetValueOrDefault(key);

    /// <summary>Name of a field of block 4: by its tag, else by its number.</summary>
    public static string Field(string tag) => Find("mt " + tag) ?? Find("mt " + tag[..Math.Min(2, tag.Length)]) ?? "";

    /// <summary>Name of a message type.</summary>
    public static string Type(string type)
    {
        string family = type.Length > 8 && type[4] == '.' ? type[..8] : type;
        string category = type.Length == 3 && type[1] == '9' ? "n" + type[1..] : type;
        return Find("type " + family) ?? Find("type " + category) ?? "";
    }

    /// <summary>Meaning of a code of a field or element; empty = none.</summary>
    public static string Code(string field, string code) => Find($"code {field} {code}") ?? "";

    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> words = new(StringComparer.Ordinal);
        using Stream stream = typeof(Words).Assembly.GetManifestResourceStream("Instructions/words.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                words[line[..equals]] = line[(equals + 3)..];
            }
        }

        return words;
    }
}
