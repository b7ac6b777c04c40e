using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Tests;

/// <summary>Reads scenarios from text.</summary>
internal static class Reading
{
    /// <summary>A small valid scenario, in parts that a test replaces.</summary>
    public const string Minimal =
        """
        name: minimal
        participants:
          - { id: A, balance: 100.00, credit: 10.00 }
          - { id: B }
          - { id: C }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 60.00 }
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    /// <summary>A compilation with the participants A, B and C, and one day.</summary>
    public static CompilationContext Context()
    {
        CompilationContext context = new(new Problems(), new Marks(), "scenario.yaml");
        context.SetParticipants([new() { Id = "A" }, new() { Id = "B" }, new() { Id = "C" }]);
        return context;
    }

    public static ScenarioResult Of(string yaml, ScenarioOverrides? overrides = null,
        params (string Name, string Text)[] files)
    {
        using TemporaryFolder folder = new();
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return ScenarioReader.Read(folder.Write("scenario.yaml", yaml), overrides);
    }

    /// <summary>The scenario of a text that must be right.</summary>
    public static Scenario Good(string yaml, params (string Name, string Text)[] files)
    {
        ScenarioResult result = Of(yaml, null, files);
        Assert.Empty(result.Errors.Select(error => $"{error.Line}:{error.Column} {error.Code} {error.Message}"));
        return result.Scenario!;
    }

    /// <summary>The one error of a text, as <c>line:column code message</c>.</summary>
    public static string OneError(string yaml, params (string Name, string Text)[] files)
    {
        ScenarioResult result = Of(yaml, null, files);
        Assert.Null(result.Scenario);
        ScenarioError error = Assert.Single(result.Errors);
        return $"{error.Line}:{error.Column} {error.Code} {error.Message}";
    }
}
