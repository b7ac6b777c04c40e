using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>The engines under test, by name, and small systems to run on them.</summary>
public static class Engines
{
    /// <summary>Open and close of the one day of a small system.</summary>
    public const long Open = 100;
    public const long Close = 200;

    public static TheoryData<string> Names => ["naive", "fast"];

    public static IEngine Create(string name, SystemDefinition definition) => name switch
    {
        "naive" => new NaiveEngine(definition),
        "fast" => new FastEngine(definition),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such engine"),
    };

    /// <summary>A gross system of one day, accounts A, B, C ... with these balances and no credit.</summary>
    public static SystemDefinition Gross(
        long[] balances, QueueDiscipline queue = QueueDiscipline.Fifo, params Mechanism[] release) => new()
        {
            Name = "gross",
            Rulebook = "rtgs",
            Position = PositionKind.Balance,
            Queue = queue,
            Release = release,
            Accounts = Accounts(balances, 0, Bound.MinusCredit),
            Days = [new SettlementDay { Number = 1, OpenAt = Open, CloseAt = Close }],
        };

    /// <summary>The same with unlimited credit: everything settles at once.</summary>
    public static SystemDefinition Unbounded(int accounts) => new()
    {
        Name = "unbounded",
        Rulebook = "rtgs",
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Accounts = Accounts(new long[accounts], long.MaxValue, Bound.MinusCredit),
        Days = [new SettlementDay { Number = 1, OpenAt = Open, CloseAt = Close }],
    };

    /// <summary>A net system without caps and with one cycle, at the close.</summary>
    public static SystemDefinition Net(params long[] balances) => new()
    {
        Name = "net",
        Rulebook = "dns",
        Position = PositionKind.Net,
        Queue = QueueDiscipline.Fifo,
        CycleAtClose = true,
        Accounts = Accounts(balances, 0, Bound.None),
        Days = [new SettlementDay { Number = 1, OpenAt = Open, CloseAt = Close }],
    };

    public static Mechanism OnChange(MechanismKind kind) => new(kind, TriggerKind.Change, 0);

    /// <summary>Payments written <c>A>B 60</c>, all at one instant, numbered in the order listed.</summary>
    public static SettlementCommand[] Payments(string listed) =>
        [.. listed.Split(", ").Select((p, i) => SettlementCommand.Submit(
            Open + 10, i, p[0] - 'A', p[2] - 'A',
            long.Parse(p.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture), Priority.Normal))];

    /// <summary>Runs everything to the end and folds the events.</summary>
    public static SystemOutcome Run(string engine, SystemDefinition definition, SettlementCommand[] commands)
    {
        IEngine system = Create(engine, definition);
        EventBuffer events = new();
        system.Execute(commands, events);
        system.Finish(events);
        OutcomeRecorder recorder = new(definition, new long[commands.Length]);
        recorder.Record(events.Events);
        return recorder.Complete(system.StateHash());
    }

    private static Account[] Accounts(long[] balances, long credit, Bound floor) =>
        [.. balances.Select((balance, i) => new Account
        {
            Id = ((char)('A' + i)).ToString(),
            Owner = i,
            CurrencyCode = "USD",
            OpeningBalanceMinor = balance,
            CreditMinor = credit,
            Floor = floor,
        })];
}
