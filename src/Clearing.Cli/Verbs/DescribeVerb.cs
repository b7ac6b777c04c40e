using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Scenarios;
using Clearing.Scenarios.Generators;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing describe</c>: what a scenario generates, to be held beside published figures.</summary>
internal static class DescribeVerb
{
    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        ScenarioOptions options = new();
        Command verb = new(
            "describe", "Print what a scenario holds: counts, totals, percentiles, concentration, network.");
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            ScenarioResult read = ScenarioReader.Read(
                options.PathOf(parsed), options.OverridesOf(parsed), messages: MessagePayments.Read);
            if (read.Scenario is not { } scenario)
            {
                ErrorLines.Print(terminal, read.Errors);
                return ExitCode.Invalid;
            }

            DescriptionTable.Print(terminal, scenario, Description.Of(scenario));
            return ExitCode.Ok;
        });
        return (verb, ["clearing describe my-day.yaml", "clearing describe my-day.yaml --seed 8 --format json"]);
    }
}
