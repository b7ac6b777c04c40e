using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Scenarios;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing validate</c>: reads and checks scenarios without running them.</summary>
internal static class ValidateVerb
{
    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        Argument<string[]> scenarios = new("SCENARIO")
        {
            Description = "Paths of scenario files.",
            Arity = ArgumentArity.OneOrMore,
        };
        Command verb = new("validate", "Read and check scenario files without running them.") { scenarios };
        verb.SetAction(parsed => Validate(parsed.GetRequiredValue(scenarios), terminal));
        return (verb,
        [
            "clearing validate my-day.yaml",
            "clearing validate scenarios/teaching/*.yaml --format json",
        ]);
    }

    private static int Validate(string[] paths, Terminal terminal)
    {
        int worst = ExitCode.Ok;
        foreach (string path in paths)
        {
            IReadOnlyList<ScenarioError> errors =
                ScenarioReader.Read(path, draw: false, messages: MessagePayments.Read).Errors;
            if (errors.Count > 0)
            {
                worst = ExitCode.Invalid;
            }

            if (terminal.Format == OutputFormat.Json)
            {
                terminal.Line(ErrorLines.Json(path, errors));
                continue;
            }

            ErrorLines.Print(terminal, errors);
            terminal.Line(errors.Count switch
            {
                0 => $"{path}: ok",
                1 => $"{path}: 1 error",
                int n => $"{path}: {n} errors",
            });
        }

        return worst;
    }
}
