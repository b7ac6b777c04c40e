using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Yaml;

namespace Clearing.Scenarios;

/// <summary>An error of a scenario, rulebook or CSV file, as a person needs it.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="File">Path as the user gave it; for what the scenario names: seen from the same folder.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 when the line as a whole is meant.</param>
/// <param name="Message">What was found, and what to write instead.</param>
public sealed record ScenarioError(string Code, string File, int Line, int Column, string Message);

/// <summary>A scenario, or every error of its files.</summary>
public sealed record ScenarioResult(Scenario? Scenario, IReadOnlyList<ScenarioError> Errors);

/// <summary>What a command line may change in a scenario.</summary>
public sealed record ScenarioOverrides
{
    public ulong? Seed { get; init; }

    /// <summary>KEY=VALUE pairs, in order: KEY is a dotted path such as <c>systems.gross.queue</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Set { get; init; } = [];
}

/// <summary>Reads, checks and compiles scenario files.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario with everything it refers to. Never throws for what a file contains.</summary>
    /// <param name="path">Path of the scenario file.</param>
    /// <param name="overrides">From the command line.</param>
    /// <param name="draw">False: check everything but draw no generated payments (<c>validate</c>).</param>
    /// <param name="messages">Reads `payments: - messages:`; null where nobody can.</param>
    /// <param name="live">True: what a live service cannot do is an error too (<c>serve</c>).</param>
    public static ScenarioResult Read(
        string path, ScenarioOverrides? overrides = null, bool draw = true, MessageFileReader? messages = null,
        bool live = false)
    {
        Problems problems = new();
        string? text = SourceFile.Read(path, path, problems);
        Scenario? scenario = text is null ? null : Read(text, path, overrides, draw, messages, live, problems);
        return ResultOf(scenario, problems);
    }

    /// <summary>Reads a scenario that is no file and names none, for a live service.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">By what errors call it.</param>
    public static ScenarioResult ReadText(string text, string name)
    {
        Problems problems = new();
        return ResultOf(Read(text, name, null, draw: true, messages: null, live: true, problems), problems);
    }

    private static ScenarioResult ResultOf(Scenario? scenario, Problems problems) => problems.Count == 0
        ? new ScenarioResult(scenario, [])
        : new ScenarioResult(null, problems.Sorted());

    private static Scenario? Read(
        string text, string path, ScenarioOverrides? overrides, bool draw, MessageFileReader? messages, bool live,
        Problems problems)
    {
        if (YamlLoader.Load(text, path, problems) is not { } root)
        {
            return null;
        }

        if (overrides is not null && root is YamlMap map)
        {
            new Overrides(problems).Apply(map, overrides);
        }

        Marks marks = new();
        ScenarioDocument? document = new Binder(problems, marks).Bind<ScenarioDocument>(root);
        if (document is null)
        {
            return null;
        }

        CompilationContext context = new(problems, marks, path);
        if (live)
        {
            LiveRules.Check(document, context);
        }

        return new ScenarioCompiler(context, draw, messages, live).Compile(document);
    }
}
