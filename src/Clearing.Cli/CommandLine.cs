using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Clearing.Cli.Output;
using Clearing.Cli.Verbs;
using Clearing.Scenarios.Text;

namespace Clearing.Cli;

/// <summary>The <c>clearing</c> command: parses, calls a verb, and turns its end into an exit code.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line; never throws.</summary>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(terminal);
        GlobalOptions global = new();
        RootCommand root = Build(global, terminal);
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            // With --help or --version the action is the option's, whatever else stands there.
            bool runs = parsed.Action == parsed.CommandResult.Command.Action;
            if (parsed.Action is ParseErrorAction || (runs && Unknown(parsed) is not null))
            {
                return Usage(parsed, terminal);
            }

            terminal.Configure(
                global.FormatOf(parsed), parsed.GetValue(global.Quiet), parsed.GetValue(global.NoColor));
            InvocationConfiguration invocation = new()
            {
                Output = terminal.Out.Profile.Out.Writer,
                Error = terminal.Error.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Problem("Interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Problem(e.Message);
            return ExitCode.Environment;
        }
        catch (OverflowException e)
        {
            // Arithmetic is checked everywhere: an amount left the range in which money is conserved.
            terminal.Problem($"An invariant is broken, the run was stopped: {e.Message}");
            terminal.Error.Profile.Out.Writer.WriteLine(e);
            return ExitCode.InvariantBroken;
        }
        catch (Exception e)
        {
            terminal.Problem($"Unexpected failure, a defect of this program: {e.Message}");
            terminal.Error.Profile.Out.Writer.WriteLine(e);
            return ExitCode.Unexpected;
        }
    }

    private static RootCommand Build(GlobalOptions global, Terminal terminal)
    {
        RootCommand root = new("Simulates interbank clearing: the same payments through several settlement systems.");
        Dictionary<Command, string[]> examples = new()
        {
            [root] =
            [
                "clearing run scenarios/teaching/rtgs-beside-netting.yaml",
                "clearing validate scenarios/teaching/*.yaml",
                "clearing explain out/rtgs-beside-netting p1",
            ],
        };
        foreach ((Command verb, string[] lines) in (ReadOnlySpan<(Command, string[])>)
            [
                RunVerb.Create(terminal), ValidateVerb.Create(terminal), DescribeVerb.Create(terminal),
                ExplainVerb.Create(terminal), ServeVerb.Create(terminal),
                LoadVerb.Create(terminal, LoadedJournal.AuditAsync), VerifyVerb.Create(terminal),
                ReplayVerb.Create(terminal), KeyVerb.Create(terminal),
            ])
        {
            root.Add(verb);
            examples[verb] = lines;
        }

        (Command Verb, string[] Examples)[] message = MessageVerb.Create(terminal);
        root.Add(message[0].Verb);
        foreach ((Command verb, string[] lines) in message)
        {
            examples[verb] = lines;
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Add(new Option<bool>("--version")
        {
            Description = "Print the version and end.",
            Recursive = true,
            Action = new PrintVersion(),
        });
        global.AddTo(root);
        return root;
    }

    private static int Usage(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        if (Unknown(parsed) is { } unknown)
        {
            string? near = Nearest.Find(unknown, WordsOf(command));
            terminal.Problem($"'{unknown}' is not known here"
                + (near is null ? "." : $"; did you mean '{near}'?"));
        }
        else
        {
            foreach (string message in parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ")).Distinct())
            {
                terminal.Problem(message);
            }
        }

        IEnumerable<string> names = WithParents(command).Reverse().Select(c => c is RootCommand ? "clearing" : c.Name);
        terminal.Problem($"See '{string.Join(' ', names)} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>
    /// A mistyped option that a verb would take for a file, else the first word that nothing takes; what follows it is
    /// mostly its consequence.
    /// </summary>
    private static string? Unknown(ParseResult parsed) =>
        parsed.CommandResult.Tokens
            .Select(token => token.Value)
            .FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !Path.Exists(word))
        ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);

    private static IEnumerable<string> WordsOf(Command command) =>
    [
        .. command.Subcommands.Select(c => c.Name),
        .. command.Options.Select(o => o.Name),
        .. WithParents(command).Skip(1).SelectMany(p => p.Options).Where(o => o.Recursive).Select(o => o.Name),
    ];

    private static IEnumerable<Command> WithParents(Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return at;
        }
    }

    private sealed class HelpWithExamples(HelpAction help, Dictionary<Command, string[]> examples)
        : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in examples[parseResult.CommandResult.Command])
            {
                output.WriteLine("  " + line);
            }

            output.WriteLine();
            output.WriteLine("Exit codes:");
            output.WriteLine("  0 ok, 1 unexpected failure, 2 usage, 3 invalid file or not all could be judged,");
            output.WriteLine("  4 expectation not met, 5 invariant broken, 6 threshold failed, 7 interrupted,");
            output.WriteLine("  8 environment");
            return ExitCode.Ok;
        }
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string version = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);
            parseResult.InvocationConfiguration.Output.WriteLine($"clearing {version}");
            return ExitCode.Ok;
        }
    }
}
