using System.Text;
using Clearing.Grains.Worlds;
using Clearing.Journal;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Verbs;

/// <summary>The scenario by which a journal is read.</summary>
/// <param name="Scenario">Null = it cannot be had.</param>
/// <param name="IsNamed">True when the command line named it: then it must be the right one.</param>
/// <param name="Errors">What is wrong with the one that was named.</param>
internal sealed record ServedScenario(Scenario? Scenario, bool IsNamed, IReadOnlyList<ScenarioError> Errors)
{
    /// <summary>
    /// The one that was named; otherwise the one that the store says it was served with, or the built-in.
    /// </summary>
    public static async Task<ServedScenario> OfAsync(
        string? named, IJournalStore store, CancellationToken cancellation)
    {
        if (named is not null)
        {
            ScenarioResult read = WorldScenario.Read(named);
            return new ServedScenario(read.Scenario, IsNamed: true, read.Errors);
        }

        byte[]? path = await store.GetFactAsync(World.ScenarioFact, cancellation);
        return new ServedScenario(
            WorldScenario.Read(path is null ? null : Encoding.UTF8.GetString(path)).Scenario, IsNamed: false, []);
    }
}
