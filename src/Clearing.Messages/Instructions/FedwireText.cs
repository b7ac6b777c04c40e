using System.Text;

namespace Clearing.Messages.Instructions;

/// <summary>Texts in the alphabet of the Fedwire tags.</summary>
internal static class FedwireText
{
    private const string Others = " .?!,;:_@&/\\'\"`~()<>$#%+-=";

    /// <summary>At most so many characters of the alphabet: everything else becomes a full stop.</summary>
    public static string Cut(string text, int length)
    {
        StringBuilder clean = new(text.Length);
        foreach (char c in text.Trim())
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) || Others.Contains(c, StringComparison.Ordinal) ? c : '.');
        }

        string cut = clean.ToString();
        return cut.Length <= length ? cut : cut[..length].TrimEnd();
    }

    /// <summary>The texts in lines of 35, cut at words; at most so many lines.</summary>
    public static List<string> Lines(IEnumerable<string> texts, int most, int width = 35)
    {
        List<string> lines = [];
        foreach (string text in texts)
        {
            string rest = Cut(text, int.MaxValue);
            while (rest.Length > width)
            {
                int space = rest.LastIndexOf(' ', width);
                int end = space > 0 ? space : width;
                lines.Add(rest[..end].TrimEnd());
                rest = rest[end..].TrimStart();
            }

            if (rest.Length > 0)
            {
                lines.Add(rest);
            }
        }

        return lines.Count <= most ? lines : lines[..most];
    }

    /// <summary>The elements without empty ones at the end.</summary>
    public static List<string> Trimmed(List<string> elements)
    {
        while (elements.Count > 0 && elements[^1].Length == 0)
        {
            elements.RemoveAt(elements.Count - 1);
        }

        return elements;
    }
}
