using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `release`.</summary>
internal sealed class MechanismCompiler(SystemScope scope)
{
    private readonly CompilationContext _context = scope.Context;

    /// <summary>The mechanisms, each with its times of day where it has some.</summary>
    public (IReadOnlyList<Mechanism> Mechanisms, IReadOnlyList<IReadOnlyList<TimeOfDay>?> Times) Compile()
    {
        List<Mechanism> mechanisms = [];
        List<IReadOnlyList<TimeOfDay>?> times = [];
        foreach (MechanismDocument document in scope.Rules.Release ?? [])
        {
            (MechanismKind kind, TriggerDocument? trigger) = document switch
            {
                { Bilateral: { } found } => (MechanismKind.Bilateral, found),
                { AllOrNothing: { } found } => (MechanismKind.AllOrNothing, found),
                { Partial: { } found } => (MechanismKind.Partial, found),
                { Distribute: { } found } => (MechanismKind.Distribute, found),
                _ => (MechanismKind.TopUp, document.TopUp),
            };
            if (trigger is null)
            {
                continue;
            }

            CheckMoving(document, trigger, kind);
            mechanisms.Add(Compile(kind, trigger));
            times.Add(trigger.At);
        }

        return (mechanisms, times);
    }

    private Mechanism Compile(MechanismKind kind, TriggerDocument trigger)
    {
        (TriggerKind word, long period) = trigger switch
        {
            { Every: { } every } =>
                (TriggerKind.Every, scope.PeriodUs(every, _context.Marks.Of(trigger, nameof(trigger.Every)))),
            { At: not null } => (TriggerKind.At, 0),
            { When: TriggerWord.Entry } => (TriggerKind.Entry, 0),
            _ => (TriggerKind.Change, 0L),
        };
        return new Mechanism(kind, word, period)
        {
            Classes = trigger.Classes is { } classes ? (ushort)Mask(classes, scope.Class) : ushort.MaxValue,
            Phases = trigger.Phases is { } phases ? Mask(phases, scope.Phase) : ulong.MaxValue,
        };
    }

    private ulong Mask(IReadOnlyList<Id> names, Func<string, Mark, int?> find)
    {
        ulong mask = 0;
        for (int i = 0; i < names.Count; i++)
        {
            mask |= find(names[i].Text, _context.Marks.Of(names, i)) is { } index ? 1UL << index : 0;
        }

        return mask;
    }

    /// <summary>What moves money between positions and balances needs positions, and is about no single one.</summary>
    private void CheckMoving(MechanismDocument document, TriggerDocument trigger, MechanismKind kind)
    {
        if (kind is not (MechanismKind.Distribute or MechanismKind.TopUp))
        {
            return;
        }

        string name = Binding.Kebab.Of(kind.ToString());
        if (scope.Position == PositionKind.Balance)
        {
            _context.Error(ErrorCodes.RulesDoNotGoTogether, _context.Marks.Of(document),
                $"`{name}` moves money between balances and positions; this system has `position: balance`");
        }

        if (trigger.When == TriggerWord.Entry)
        {
            _context.Error(ErrorCodes.RulesDoNotGoTogether, _context.Marks.Of(trigger, nameof(trigger.When)),
                $"`{name}` is not about one payment; its trigger is `every`, `at` or `when: change`");
        }
    }
}
