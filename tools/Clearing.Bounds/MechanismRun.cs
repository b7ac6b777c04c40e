using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Bounds;

/// <summary>
/// Runs a release mechanism of the engine on a queue: the same accounts and payments, of which nothing may go by
/// itself, and the mechanisms once.
/// </summary>
public static class MechanismRun
{
    private const long Entry = 1;
    private const long Turn = 2;

    /// <summary>Value that the mechanisms, one after the other, release; route one by one not included.</summary>
    public static Int128 ValueOf(WaitingSet queue, params MechanismKind[] kinds)
    {
        SettlementDay day = new()
        {
            Number = 1,
            OpenAt = Entry,
            CloseAt = Turn,
            MechanismsAt = [.. kinds.Select(_ => new[] { Turn })],
        };
        SettlementEngine engine = new(new SystemDefinition
        {
            Name = "bounds",
            Rulebook = "bounds",
            Position = PositionKind.Balance,
            Queue = QueueDiscipline.Fifo,
            Classes = [.. Enumerable.Range(0, Classes(queue)).Select(
                c => new PaymentClass { Name = $"c{c}", IsOneByOne = false })],
            ClassRules = [.. Enumerable.Range(0, Classes(queue)).Select(
                c => new ClassRule { Class = c, Kinds = [.. Enumerable.Range(0, c + 1).Select(k => k == c)] })],
            Release = [.. kinds.Select(kind => new Mechanism(kind, TriggerKind.At, 0))],
            Accounts = [.. queue.Accounts.Select((account, i) => new Account
            {
                Id = account.Id,
                Owner = i,
                CurrencyCode = queue.Dump.Currency,
                Floor = queue.Funds[i] == long.MaxValue ? Bound.None : Bound.Fixed(-queue.Funds[i]),
                Ceiling = queue.Room[i] == long.MaxValue ? Bound.None : Bound.Fixed(queue.Room[i]),
            })],
            Limits = [.. queue.Limits.Select(l => new BilateralLimit(l.From, l.To, l.RoomMinor))],
            Days = [day],
        });
        EventBuffer events = new();
        engine.Execute([.. queue.Payments.Select((p, i) => SettlementCommand.Submit(
            Entry, i, p.From, p.To, p.AmountMinor, Priority.Normal, (byte)p.Class))], events);
        engine.Finish(events);
        Int128 value = 0;
        foreach (SettlementEvent e in events.Events)
        {
            value += e.Kind == EventKind.Settled ? e.AmountMinor : 0;
        }

        return value;
    }

    private static int Classes(WaitingSet queue) => queue.Payments.Select(p => p.Class).DefaultIfEmpty().Max() + 1;
}
