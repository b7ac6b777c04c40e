using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>A system as the rest of the scenario needs to know it before it is compiled.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Arrangement">Index of the entry of `systems:` it belongs to.</param>
/// <param name="Currency">Of its accounts.</param>
/// <param name="Calendar">Its hours on the business days of the scenario.</param>
internal sealed record NamedSystem(string Name, int Arrangement, Currency Currency, BusinessCalendar Calendar);

/// <summary>An account of a system in another one, made by the program.</summary>
/// <param name="Id">Id of the participant that stands for the system.</param>
/// <param name="System">Index of the system it stands for.</param>
/// <param name="At">Place that asks for it.</param>
internal sealed record SystemAccount(string Id, int System, Mark At);

/// <summary>What a name under `system:` means: one system, or all members of an arrangement.</summary>
/// <param name="Arrangement">Index of the arrangement.</param>
/// <param name="Systems">Indexes of the systems meant, ascending.</param>
/// <param name="IsWhole">True when the name is that of the arrangement (or of a system that stands alone).</param>
internal sealed record SystemTarget(int Arrangement, IReadOnlyList<int> Systems, bool IsWhole);

/// <summary>Every name that `system:` may take.</summary>
internal sealed class SystemNames
{
    private readonly IReadOnlyList<NamedSystem> _systems;
    private readonly Dictionary<string, SystemTarget> _targets = new(StringComparer.Ordinal);

    /// <param name="arrangements">Names of the entries of `systems:` as listed.</param>
    /// <param name="systems">Every system, the members of an arrangement in its place.</param>
    public SystemNames(IReadOnlyList<string> arrangements, IReadOnlyList<NamedSystem> systems)
    {
        _systems = systems;
        for (int i = 0; i < arrangements.Count; i++)
        {
            int[] members = [.. Enumerable.Range(0, systems.Count).Where(s => systems[s].Arrangement == i)];
            _targets.TryAdd(arrangements[i], new SystemTarget(i, members, IsWhole: true));
        }

        for (int s = 0; s < systems.Count; s++)
        {
            _targets.TryAdd(systems[s].Name, new SystemTarget(systems[s].Arrangement, [s], IsWhole: false));
        }
    }

    public IReadOnlyList<NamedSystem> Systems => _systems;

    /// <summary>Every system.</summary>
    public IReadOnlyList<int> All => [.. Enumerable.Range(0, _systems.Count)];

    public SystemTarget? Find(string name) => _targets.GetValueOrDefault(name);

    public string Hint(string name) => Nearest.Hint(name, _targets.Keys.Order(StringComparer.Ordinal));

    /// <summary>True when some system has accounts in the currency.</summary>
    public bool Settle(Currency currency) => _systems.Any(system => system.Currency == currency);
}
