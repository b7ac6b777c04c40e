using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// Puts the script to the rules of the systems: which of them an event can be about, and what it means there.
/// </summary>
internal sealed class ScriptResolver(CompilationContext context, IReadOnlyList<SystemDefinition> systems)
{
    /// <summary>The events for each system or for all, as listed.</summary>
    public List<ScriptedEvent> Resolve(IReadOnlyList<ScriptDraft> drafts)
    {
        List<ScriptedEvent> events = [];
        foreach (ScriptDraft draft in drafts)
        {
            switch (draft.Event.Kind)
            {
                case ScriptedEventKind.Fund or ScriptedEventKind.Withdraw:
                    Add(draft, events, "has positions to pay into; they are for `position: net` and `prefunded`",
                        system => system.Position == PositionKind.Balance ? null : draft.Event);
                    break;
                case ScriptedEventKind.Answer:
                    Add(draft, events, "asks the payee; `answer` is for systems with an `answer` rule",
                        system => system.Answer is null ? null : draft.Event);
                    break;
                case ScriptedEventKind.Reserve:
                    Add(draft, events, $"has a class {Characters.Show(draft.Class?.Text ?? "")}",
                        system => ClassOf(system, draft.Class?.Text ?? "") is var index and >= 0
                            ? draft.Event with { Class = index } : null);
                    break;
                default:
                    events.AddRange(draft.Spread());
                    break;
            }
        }

        return events;
    }

    private void Add(
        ScriptDraft draft, List<ScriptedEvent> events, string what, Func<SystemDefinition, ScriptedEvent?> inSystem)
    {
        int before = events.Count;
        foreach (int system in draft.Systems ?? context.Systems.All)
        {
            if (inSystem(systems[system]) is { } scripted)
            {
                events.Add(scripted with { System = system });
            }
        }

        if (events.Count == before)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, draft.At, $"No system meant here {what}");
        }
    }

    private static int ClassOf(SystemDefinition system, string name)
    {
        IEnumerable<string> names = system.Classes.Count > 0
            ? system.Classes.Select(paymentClass => paymentClass.Name)
            : Binding.Kebab.WordsOf(typeof(Priority)).Select(word => word.Key);
        return names.ToList().IndexOf(name);
    }
}
