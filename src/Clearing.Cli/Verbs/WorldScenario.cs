using Clearing.Scenarios;

namespace Clearing.Cli.Verbs;

/// <summary>The scenario that is a world.</summary>
internal static class WorldScenario
{
    private const string BuiltIn = "forty-banks.yaml";

    /// <summary>Reads a scenario to be served, or one that was.</summary>
    /// <param name="path">Its file; null = the built-in world.</param>
    public static ScenarioResult Read(string? path)
    {
        if (path is not null)
        {
            return ScenarioReader.Read(path, messages: MessagePayments.Read, live: true);
        }

        using Stream stream = typeof(WorldScenario).Assembly.GetManifestResourceStream(BuiltIn)!;
        using StreamReader reader = new(stream);
        return ScenarioReader.ReadText(reader.ReadToEnd(), BuiltIn);
    }
}
