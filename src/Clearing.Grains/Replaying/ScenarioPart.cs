using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Replaying;

/// <summary>A scenario without some of its arrangements, to tell of the others. It cannot be run.</summary>
internal sealed class ScenarioPart
{
    /// <param name="whole">The scenario; its payments name arrangements by their place among those kept.</param>
    /// <param name="kept">Indexes of the arrangements that are kept, ascending.</param>
    public ScenarioPart(Scenario whole, int[] kept)
    {
        IReadOnlyList<ArrangementDefinition> all = new Conducting.Arrangements(whole).All;
        Systems = [.. kept.SelectMany(a => all[a].Members)];
        Scenario = whole with
        {
            Systems = [.. Systems.Select(system => whole.Systems[system])],
            Arrangements =
            [
                .. kept.Select(a => new ArrangementDefinition
                {
                    Name = all[a].Name,
                    Members = [.. all[a].Members.Select(IndexOf)],
                    Routes = all[a].Routes,
                    Links = all[a].Links,
                }),
            ],
            Events = [.. whole.Events.Where(e => e.System < 0 || IndexOf(e.System) >= 0).Select(Moved)],
            Behaviours = [],
            Network = null,
            Expectations = [],
        };
    }

    /// <summary>By system that is kept its index in the whole.</summary>
    public int[] Systems { get; }

    public Scenario Scenario { get; }

    private int IndexOf(int system) => Array.IndexOf(Systems, system);

    private ScriptedEvent Moved(ScriptedEvent e) => e.System < 0 ? e : e with { System = IndexOf(e.System) };
}
