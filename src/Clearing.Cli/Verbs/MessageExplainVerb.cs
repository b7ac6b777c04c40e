using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Instructions.Explanations;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing message explain</c>: messages field by field, as for a class room.</summary>
internal static class MessageExplainVerb
{
    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Files of messages, or folders of such files.",
            Arity = ArgumentArity.OneOrMore,
        };
        Command verb = new("explain", "Read messages field by field: what each says, who is who, what happens next.")
        {
            files,
        };
        verb.SetAction(parsed => Explain(terminal, parsed.GetRequiredValue(files)));
        return (verb,
        [
            "clearing message explain payment.fin",
            "clearing message explain out/wire --format json",
        ]);
    }

    private static int Explain(Terminal terminal, string[] files)
    {
        MessageReader reader = new();
        MessageErrors errors = new();
        MessageFacts facts = default;
        int worst = ExitCode.Ok;
        foreach (string file in MessageFiles.Of(files, Fail))
        {
            using FileStream stream = File.OpenRead(file);
            MessageSplitter splitter = new(stream);
            while (splitter.Read())
            {
                if (!reader.Read(splitter.Format, splitter.Message, ref facts, errors))
                {
                    worst = ExitCode.Invalid;
                }

                MessageReading reading = MessageReading.Of(splitter.Format, splitter.Message, errors.All);
                MessageExplainOutput.Print(terminal, file, splitter.Index, reading, errors.Warnings);
            }
        }

        return worst;

        void Fail(string problem)
        {
            terminal.Problem(problem);
            worst = ExitCode.Invalid;
        }
    }
}
