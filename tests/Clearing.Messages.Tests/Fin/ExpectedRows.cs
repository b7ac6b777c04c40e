using System.Text;

namespace Clearing.Messages.Tests.Fin;

/// <summary>A row of expected.csv with the octets of its message.</summary>
internal sealed record ExpectedRow(string File, int Index, IReadOnlyDictionary<string, string> Cells, byte[] Message)
{
    public bool IsBody => Cells["container"] == "body-only" || !Message.AsSpan().Contains((byte)'{');

    public string this[string column] => Cells[column];

    public override string ToString() => $"{File} {Index}";
}

/// <summary>The rows of expected.csv that are MT, and how the sample files hold their messages.</summary>
internal static class ExpectedRows
{
    public static IReadOnlyList<ExpectedRow> Read()
    {
        string folder = Samples.Messages;
        List<string[]> rows = Cells(File.ReadAllText(Path.Combine(folder, "expected.csv")));
        List<ExpectedRow> expected = [];
        foreach (string[] row in rows.Skip(1).Where(row => row[0].StartsWith("mt/", StringComparison.Ordinal)))
        {
            Dictionary<string, string> cells = rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second);
            byte[] file = File.ReadAllBytes(Path.Combine(folder, row[0]));
            List<byte[]> messages = Split(file, cells["container"]);
            int index = int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(index <= messages.Count, $"{row[0]} has {messages.Count} messages, not {index}");
            expected.Add(new ExpectedRow(row[0], index, cells, messages[index - 1]));
        }

        return expected;
    }

    private static List<byte[]> Split(byte[] file, string container)
    {
        string text = Encoding.Latin1.GetString(file);
        IEnumerable<string> parts = container switch
        {
            "DOS-PCC" => text.Split('\x01').Select(part => part.Split('\x03')[0]),
            "RJE" => text.Split('$'),
            "raw" => [text],
            _ => Statements(text),
        };
        return [.. parts.SelectMany(Runs).Where(part => part.Trim().Length > 0).Select(Encoding.Latin1.GetBytes)];
    }

    /// <summary>Each {1: begins a message; an acknowledgement and what it acknowledges are two.</summary>
    private static IEnumerable<string> Runs(string text)
    {
        int at = text.IndexOf("{1:", StringComparison.Ordinal);
        if (at < 0)
        {
            yield return text;
        }

        while (at >= 0)
        {
            int next = text.IndexOf("{1:", at + 3, StringComparison.Ordinal);
            yield return text[at..(next < 0 ? text.Length : next)];
            at = next;
        }
    }

    /// <summary>Statements end with a hyphen alone, or where the next :20: comes behind a balance.</summary>
    private static IEnumerable<string> Statements(string text)
    {
        bool isFirst = true;
        foreach (string part in text.Replace("\r\n", "\n").Split("\n-\n"))
        {
            string statement = "\n" + part;
            int start = statement.IndexOf("\n:20:", StringComparison.Ordinal);
            if (!isFirst && start > 0)
            {
                statement = statement[start..];
            }

            isFirst = false;
            int balance = statement.IndexOf("\n:62", StringComparison.Ordinal);
            int second = balance < 0 ? -1 : statement.IndexOf("\n:20:", balance, StringComparison.Ordinal);
            yield return (second < 0 ? statement : statement[..second])[1..];
            if (second >= 0)
            {
                yield return statement[(second + 1)..];
            }
        }
    }

    private static List<string[]> Cells(string csv)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        foreach (char next in csv)
        {
            if (next == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && next is ',' or '\n')
            {
                row.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (next == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                cell.Append(next);
            }
        }

        return rows;
    }
}
