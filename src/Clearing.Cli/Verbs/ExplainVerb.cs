using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Reports.Explanations;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing explain</c>: what became of one payment of a run, and why.</summary>
internal static class ExplainVerb
{
    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        Argument<string> run = new("RUN") { Description = "Folder of a run." };
        Argument<string> payment = new("PAYMENT") { Description = "Id of a payment." };
        Option<string> system = new("--system")
        {
            Description = "Tell of this system only.",
            HelpName = "S",
        };
        Command verb = new("explain", "Tell what became of a payment in each system of a run, and what held it back.")
        {
            run, payment, system,
        };
        verb.SetAction(parsed =>
        {
            Explanation? explanation = Explainer.Explain(
                parsed.GetRequiredValue(run), parsed.GetRequiredValue(payment), parsed.GetValue(system),
                out string? problem);
            if (explanation is null)
            {
                terminal.Problem(problem!);
                return ExitCode.Invalid;
            }

            ExplanationText.Print(terminal, explanation);
            return ExitCode.Ok;
        });
        return (verb,
        [
            "clearing explain out/monday p17",
            "clearing explain out/monday p17 --system gross --format json",
        ]);
    }
}
