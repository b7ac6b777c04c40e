using System.Text;

namespace Clearing.Messages.Tests;

/// <summary>RFC 4180, for the lists that come with the samples.</summary>
internal static class Csv
{
    public static IEnumerable<string[]> Records(string text)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (isQuoted)
            {
                bool isEnd = c == '"' && (at + 1 == text.Length || text[at + 1] != '"');
                isQuoted = !isEnd;
                if (!isEnd)
                {
                    cell.Append(c);
                    at += c == '"' ? 1 : 0;
                }
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    yield return [.. cells];
                    cells.Clear();
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (cells.Count > 0 || cell.Length > 0)
        {
            yield return [.. cells, cell.ToString()];
        }
    }
}
