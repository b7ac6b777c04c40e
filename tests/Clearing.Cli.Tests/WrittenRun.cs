using System.Text;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;

namespace Clearing.Cli.Tests;

/// <summary>A scenario run with <c>--messages</c>: the rows of <c>messages.csv</c> and what the files hold.</summary>
internal sealed class WrittenRun
{
    private readonly Dictionary<string, List<string>> _files = [];

    private WrittenRun(string[][] rows, int code, string error, string folder)
    {
        Rows = rows;
        Code = code;
        Error = error;
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            _files[Path.GetFileName(file)] = MessagesIn(file);
        }
    }

    public int Code { get; }

    public string Error { get; }

    /// <summary>Rows of <c>messages.csv</c>.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    public IEnumerable<string[]> Sent => Rows.Where(row => row[6].Length > 0);

    public IEnumerable<string[]> Delivered => Rows.Where(row => row[7].Length > 0);

    public IReadOnlyDictionary<string, List<string>> Files => _files;

    /// <summary>Everything that was written.</summary>
    public IEnumerable<string> All => _files.Values.SelectMany(messages => messages);

    public static async Task<WrittenRun> OfAsync(Session session, string scenario)
    {
        int code = await session.RunAsync(
            "run", scenario, "--out", session.In("out"), "--messages", session.In("wire"));
        string table = Path.Combine(session.In("out"), "messages.csv");
        string[][] rows = !File.Exists(table) ? []
            : [.. File.ReadAllLines(table).Skip(1).Select(line => line.Split(','))];
        Directory.CreateDirectory(session.In("wire"));
        return new WrittenRun(rows, code, session.Error, session.In("wire"));
    }

    /// <summary>The octets of a row, as characters; null where it has none.</summary>
    public string? TextOf(string[] row) =>
        row[16].Length == 0 ? null : _files[row[16]][int.Parse(row[17]) - 1];

    /// <summary>What the receiver is told, without what the way there adds.</summary>
    public static string ContentOf(string message)
    {
        if (message.StartsWith('<'))
        {
            return message[message.IndexOf("<Document", StringComparison.Ordinal)..];
        }

        if (message.StartsWith("{1500}", StringComparison.Ordinal))
        {
            return message[message.IndexOf('\n')..].Replace("{1100}30PP", "{1100}30P ", StringComparison.Ordinal);
        }

        FinMessage fin = FinMessage.Parse(Encoding.Latin1.GetBytes(message))!;
        return string.Join('\n', fin.Fields.Select(field => $":{field.Tag}:{field.Value}"))
            + string.Join('\n', fin.SystemFields.Select(tag => $"{{{tag.Tag}:{tag.Value}}}"));
    }

    private static List<string> MessagesIn(string file)
    {
        using FileStream stream = File.OpenRead(file);
        MessageSplitter splitter = new(stream);
        MessageReader reader = new();
        MessageErrors errors = new();
        MessageFacts facts = default;
        List<string> messages = [];
        while (splitter.Read())
        {
            bool isValid = reader.Read(splitter.Format, splitter.Message, ref facts, errors);
            Assert.True(isValid, $"{file} {splitter.Index}: {string.Join("; ", errors.All)}");
            messages.Add(Encoding.Latin1.GetString(splitter.Message));
        }

        return messages;
    }
}
