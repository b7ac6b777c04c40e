using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Clearing.Cli.Output;
using Clearing.Messages.Generation;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing message generate</c>: valid messages of every type, or systematically broken ones, from a seed.
/// </summary>
internal sealed class MessageGenerateVerb
{
    private const long WorthABar = 200_000;

    private readonly Option<string> _type = new("--type")
    {
        Description = "A type (103, 202.COV, pacs.008, CTR), or mt, iso20022, fedwire, all.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => "mt",
    };

    private readonly Option<long?> _count = new("--count")
    {
        Description = "Messages in all, the types in turn (default 10; with --broken every rule once).",
        HelpName = "N",
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "Names the run: the same seed gives the same messages (default 1, of a scenario its own).",
        HelpName = "N",
        CustomParser = ScenarioOptions.SeedOf,
    };

    private readonly Option<string?> _scenario = new("--scenario")
    {
        Description = "The payments of this scenario instead, as 103, 202, 202.COV, pacs.008, pacs.009, CTR or BTR.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _broken = new("--broken")
    {
        Description = "Messages that must be refused: every rule broken once, then fields cut, dropped, doubled.",
    };

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for the files, new or empty: one a type, with --broken one a message; - = print.",
        HelpName = "DIR|-",
        DefaultValueFactory = _ => "-",
    };

    private readonly Terminal _terminal;

    private MessageGenerateVerb(Terminal terminal)
    {
        _terminal = terminal;
        _count.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(long.TryParse(text, out long count) && count > 0))
            {
                result.AddError($"--count {text}: write a number of messages from 1.");
            }
        });
    }

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        MessageGenerateVerb generate = new(terminal);
        Command verb = new("generate", "Make payment messages: valid ones of every type, or broken ones.")
        {
            generate._type, generate._count, generate._seed, generate._broken, generate._scenario, generate._out,
        };
        verb.SetAction(generate.RunAsync);
        return (verb,
        [
            "clearing message generate --type 103 --count 3",
            "clearing message generate --type all --count 1000 --out out/messages",
            "clearing message generate --type pacs.008 --count 100000 --seed 7 > load.xml",
            "clearing message generate --type all --broken --out out/broken",
            "clearing message generate --scenario my-day.yaml --type pacs.009 --out out/my-day",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string word = parsed.GetRequiredValue(_type);
        string folder = parsed.GetRequiredValue(_out);
        string? scenario = parsed.GetValue(_scenario);
        bool isBroken = parsed.GetValue(_broken);
        long? count = parsed.GetValue(_count);
        IReadOnlyList<string> types = scenario is null ? MessageGenerator.Find(word)
            : MessageGenerateScenario.TypeOf(word) is { } one ? [one]
            : [];
        if (Refusal(word, types, folder, isBroken, scenario) is { } refused)
        {
            _terminal.Problem(refused);
            return ExitCode.Usage;
        }

        ulong? seed = parsed.GetValue(_seed);
        if (scenario is not null)
        {
            return MessageGenerateScenario.Write(
                scenario, seed, types[0], count ?? long.MaxValue, folder, _terminal, cancellation);
        }

        if (isBroken)
        {
            return WriteBroken(types, seed ?? 1, count, folder, cancellation);
        }

        return count >= WorthABar
            ? await ProgressLine.RunAsync(_terminal, tell =>
                Task.Run(() => Write(types, seed ?? 1, count.Value, folder, tell, cancellation)))
            : Write(types, seed ?? 1, count ?? 10, folder, (_, _) => { }, cancellation);
    }

    /// <summary>What is wrong with the command line; null = nothing.</summary>
    private static string? Refusal(
        string word, IReadOnlyList<string> types, string folder, bool isBroken, string? scenario)
    {
        if (scenario is not null && (isBroken || types.Count == 0))
        {
            return isBroken
                ? "--broken and --scenario do not go together: a scenario's payments are written whole."
                : $"A payment is not written as '{word}'; there are {string.Join(", ", PaymentMessages.Types)}.";
        }

        return types.Count == 0
            ? $"'{word}' is no type; there are mt, iso20022, fedwire, all, {string.Join(", ", MessageGenerator.Types)}."
            : folder != "-" ? FolderProblem(folder)
            : isBroken ? "Broken messages do not stay apart in one file; say where to: --out DIR."
            : types.Select(MessageGenerator.FormatOf).Distinct().Count() > 1
                ? "Messages of several formats are no one file; say where to: --out DIR."
            : null;
    }

    private static string? FolderProblem(string folder) =>
        File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            ? $"{folder} is not empty; name a new folder."
            : null;

    private int Write(
        IReadOnlyList<string> types, ulong seed, long count, string folder, Action<string, double> tell,
        CancellationToken cancellation)
    {
        using GeneratedFiles files = new(folder, _terminal);
        ArrayBufferWriter<byte> message = new(1 << 16);
        for (long index = 0; index < count; index++)
        {
            if (index % 4096 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                tell("Writing", (double)index / count);
            }

            string type = types[(int)(index % types.Count)];
            message.ResetWrittenCount();
            MessageGenerator.Write(type, seed, index, message);
            files.Append(type, message.WrittenSpan);
        }

        return Done(count, folder);
    }

    private int WriteBroken(
        IReadOnlyList<string> types, ulong seed, long? count, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        int digits = Math.Max(4, (count ?? 0).ToString(CultureInfo.InvariantCulture).Length);
        long written = 0;
        foreach ((string type, BrokenMessage broken) in Breaker.All(types, seed, onlyRules: count is null))
        {
            if (written == count)
            {
                break;
            }

            cancellation.ThrowIfCancellationRequested();
            written++;
            string number = written.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            string name = $"{number}-{broken.Code ?? "broken"}{GeneratedFiles.ExtensionOf(type)}";
            File.WriteAllBytes(Path.Combine(folder, name), broken.Octets);
        }

        return Done(written, folder);
    }

    private int Done(long count, string folder)
    {
        if (folder != "-")
        {
            _terminal.Note(string.Create(
                CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "message" : "messages")} in {folder}."));
        }

        return ExitCode.Ok;
    }
}
