using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Instructions;

/// <summary>
/// What institutions tell each other: {6100} to {6500}, each with the code word of field 72 that means the same.
/// </summary>
internal static class FedwireNotes
{
    private static readonly (string Tag, string Word)[] Notes =
        [("6100", "/REC/"), ("6200", "/INT/"), ("6300", "/ACC/"), ("6400", "/BNF/")];

    private const string General = "6500";
    private const int MostLines = 6;

    public static List<string> Read(Func<string, FedwireTag?> take)
    {
        List<string> lines = [];
        foreach ((string tag, string word) in Notes)
        {
            lines.AddRange((take(tag)?.Elements ?? []).Where(line => line.Length > 0).Select(line => word + line));
        }

        lines.AddRange((take(General)?.Elements ?? []).Where(line => line.Length > 0));
        return lines;
    }

    /// <summary>Notes for institutions that the message names.</summary>
    public static List<FedwireTag> Write(IReadOnlyList<string> lines, Func<string, bool> isNamed)
    {
        List<FedwireTag> tags = [];
        List<string> rest = [.. lines];
        foreach ((string tag, string word) in Notes)
        {
            List<string> own = [.. rest.Where(line => line.StartsWith(word, StringComparison.Ordinal))];
            if (own.Count > 0 && isNamed(tag))
            {
                tags.Add(new FedwireTag(
                    tag, FedwireText.Lines(own.Select(line => line[word.Length..]), MostLines, width: 30)));
                rest.RemoveAll(line => line.StartsWith(word, StringComparison.Ordinal));
            }
        }

        if (rest.Count > 0)
        {
            tags.Add(new FedwireTag(General, FedwireText.Lines(rest, MostLines)));
        }

        return tags;
    }
}
