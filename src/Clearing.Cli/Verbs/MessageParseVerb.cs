using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Messages;
using Clearing.Messages.Files;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing message parse</c>: judges the messages of files and prints each as a line of JSON, in either format.
/// </summary>
internal sealed class MessageParseVerb
{
    // So many octets pass in an instant: a bar that flashes up tells nobody anything.
    private const long WorthABar = 1 << 25;

    private const int TellEvery = 4096;

    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellation;
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private int _worst = ExitCode.Ok;
    private long _done;
    private long _total;

    private MessageParseVerb(Terminal terminal, CancellationToken cancellation)
    {
        _terminal = terminal;
        _cancellation = cancellation;
    }

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Files of messages, or folders of such files.",
            Arity = ArgumentArity.OneOrMore,
        };
        Command verb = new("parse", "Read and judge payment messages; print one JSON object a message.") { files };
        verb.SetAction((parsed, cancellation) =>
            new MessageParseVerb(terminal, cancellation).ParseAsync(parsed.GetRequiredValue(files)));
        return (verb,
        [
            "clearing message parse payment.fin",
            "clearing message parse inbox/ statements.sta batch.rje > messages.jsonl",
        ]);
    }

    private async Task<int> ParseAsync(string[] paths)
    {
        List<string> files = [.. MessageFiles.Of(paths, problem => Fail(ExitCode.Invalid, problem))];
        _total = files.Sum(file => new FileInfo(file).Length);
        if (_total >= WorthABar && !_terminal.Out.Profile.Out.IsTerminal)
        {
            return await ProgressLine.RunAsync(_terminal, tell => Task.Run(() => Parse(files, tell)));
        }

        return Parse(files, (_, _) => { });
    }

    private int Parse(List<string> files, Action<string, double> tell)
    {
        using MessageLine line = new();
        foreach (string file in files)
        {
            try
            {
                ParseFile(file, line, tell);
            }
            catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException)
            {
                Fail(ExitCode.Environment, $"{file}: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                _terminal.Problem($"Interrupted at {file}; what is printed so far is whole.");
                return ExitCode.Interrupted;
            }
        }

        return _worst;
    }

    private void ParseFile(string file, MessageLine line, Action<string, double> tell)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        MessageSplitter splitter = new(stream);
        MessageFacts facts = default;
        while (splitter.Read())
        {
            if (splitter.Index % TellEvery == 0)
            {
                _cancellation.ThrowIfCancellationRequested();
                tell("Reading", (double)(_done + splitter.Position) / _total);
            }

            if (!_reader.Read(splitter.Format, splitter.Message, ref facts, _errors))
            {
                _worst = Math.Max(_worst, ExitCode.Invalid);
            }

            _terminal.Line(line.Of(file, splitter.Index, splitter.Message, facts, _errors));
        }

        _cancellation.ThrowIfCancellationRequested();
        _done += splitter.Position;
    }

    private void Fail(int code, string problem)
    {
        _terminal.Problem(problem);
        _worst = Math.Max(_worst, code);
    }
}
