using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Audit.Rules;

/// <summary>A rule was broken.</summary>
/// <param name="Part">One of <see cref="AuditParts"/>.</param>
/// <param name="Text">How.</param>
/// <param name="Payment">Number of the payment it is about; -1 = of none.</param>
internal readonly record struct Breach(string Part, string Text, int Payment = -1);

/// <summary>
/// Holds the commands and events of a ledger to the rules that every settlement system must keep, whatever its rulebook
/// says. It knows definitions, commands and events, and shares no code with the engine.
/// </summary>
internal sealed class EventRules
{
    private readonly SystemRules[] _systems;
    private readonly PaymentRule _payments;
    private readonly OrderedMoney _ordered = new();
    private readonly LinkRules _links;
    private readonly bool _goesByKind;
    private readonly HashSet<string> _broken = [];
    private readonly List<Breach> _breaches = [];
    private byte[] _kinds = [];

    public EventRules(AuditedLedger ledger)
    {
        SystemDefinition[] systems = ledger.Book.Arrangement.Systems;
        _links = new LinkRules(ledger);
        _payments = new PaymentRule(ledger, _links);
        _goesByKind = systems.Any(system => system.ClassRules.Any(rule => rule.Kinds is not null));
        _systems = [.. systems.Select(system => new SystemRules(system, KindOf))];
    }

    public IReadOnlyList<SystemRules> Systems => _systems;

    public PaymentRule Payments => _payments;

    /// <summary>What was found since the last call; of each part only what comes first.</summary>
    public IReadOnlyList<Breach> TakeBreaches()
    {
        Breach[] taken = [.. _breaches];
        _breaches.Clear();
        return taken;
    }

    /// <summary>A slice was carried out.</summary>
    public void Take(
        ReadOnlySpan<LedgerCommand> commands, ReadOnlySpan<SettlementEvent> events, ReadOnlySpan<EventRun> runs)
    {
        Instruct(commands);
        if (_links.Any)
        {
            TakeInOrder(events, runs);
        }

        foreach (EventRun run in runs)
        {
            ReadOnlySpan<SettlementEvent> own = events.Slice(run.Start, run.Count);
            if (!_links.Any)
            {
                foreach (ref readonly SettlementEvent e in own)
                {
                    Take(run.Member, e);
                }
            }

            _systems[run.Member].Take(own);
        }

        Note(AuditParts.Money, _links.EndSlice());
        Note(AuditParts.Finality, _payments.Fault, _payments.FaultyPayment);
    }

    /// <summary>All slices of a group were carried out.</summary>
    public void EndGroup()
    {
        foreach (SystemRules system in _systems)
        {
            Note(AuditParts.Money, In(system, system.MoneyFault()));
            Note(AuditParts.Bounds, In(system, system.BoundFault));
            Note(AuditParts.Sets, In(system, system.SetFault));
        }
    }

    // The arrangement tells its members one after the other; what one does to another comes later than its cause.
    private void TakeInOrder(ReadOnlySpan<SettlementEvent> events, ReadOnlySpan<EventRun> runs)
    {
        (long Time, int Place, int Member)[] order = new (long, int, int)[events.Length];
        foreach (EventRun run in runs)
        {
            for (int place = run.Start; place < run.Start + run.Count; place++)
            {
                order[place] = (events[place].Time, place, run.Member);
            }
        }

        Array.Sort(order);
        foreach ((_, int place, int member) in order)
        {
            Take(member, events[place]);
        }
    }

    private void Take(int member, in SettlementEvent e)
    {
        _payments.Take(member, e);
        Note(AuditParts.Money, _links.Take(member, e));
        if (e.Kind == EventKind.BalanceAdded && !_ordered.TryTake(member, e))
        {
            Note(AuditParts.Money, _links.Bring(member, e));
        }
    }

    private static string? In(SystemRules system, string? fault) =>
        fault is null ? null : $"in {system.System.Name}: {fault.TrimEnd('.')}";

    private void Instruct(ReadOnlySpan<LedgerCommand> commands)
    {
        _ordered.Begin(commands);
        _links.Begin(commands);
        foreach (ref readonly LedgerCommand command in commands)
        {
            if (command.Command.Kind == CommandKind.Submit)
            {
                _payments.Instruct(command);
                if (_goesByKind)
                {
                    NoteKind(command.Command.Payment, command.Command.PaymentKind);
                }
            }
        }
    }

    private void Note(string part, string? fault, int payment = -1)
    {
        if (fault is not null && _broken.Add(part))
        {
            _breaches.Add(new Breach(part, fault, payment));
        }
    }

    private void NoteKind(int payment, byte kind)
    {
        if (payment >= _kinds.Length)
        {
            int known = _kinds.Length;
            Array.Resize(ref _kinds, Math.Max(payment + 1, 2 * known));
            Array.Fill(_kinds, SetAudit.UnknownKind, known, _kinds.Length - known);
        }

        _kinds[payment] = kind;
    }

    // What linked systems make is of kinds that no event tells.
    private byte KindOf(int payment) => payment < _kinds.Length ? _kinds[payment] : SetAudit.UnknownKind;
}
