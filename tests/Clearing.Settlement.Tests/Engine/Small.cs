using System.Globalization;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>
/// A small system made by hand, accounts A, B, C ... by their balances, and its story in short words. Payments are
/// numbered as submitted.
/// </summary>
internal sealed record Small(params long[] Balances)
{
    public const long Open = Engines.Open;
    public const long Close = Engines.Close;

    private static readonly string[] Tested = ["naive", "fast"];

    public PositionKind Position { get; init; } = PositionKind.Balance;

    public PaymentClass[] Classes { get; init; } = [];

    public ClassRule[] Rules { get; init; } = [];

    public Mechanism[] Release { get; init; } = [];

    public BilateralLimit[] Limits { get; init; } = [];

    public bool LimitsBind { get; init; } = true;

    public Phase[] Phases { get; init; } = [];

    public long[] PhasesAt { get; init; } = [];

    public long[] MechanismAt { get; init; } = [];

    public QueueDiscipline Queue { get; init; } = QueueDiscipline.Fifo;

    public long AtLeast { get; init; }

    public long AtMost { get; init; } = long.MaxValue;

    public bool CycleAtClose { get; init; }

    public Func<Account, Account> Each { get; init; } = account => account;

    public static PaymentClass Fifo(string name) => new() { Name = name };

    public static PaymentClass Bypass(string name) =>
        new() { Name = name, Queue = QueueDiscipline.BypassFifo, Blocks = false };

    /// <summary>A rule that takes these priorities (letters of u, h, n) into a class.</summary>
    public static ClassRule Rule(int to, string priorities = "uhn") => new()
    {
        Class = to,
        Priorities = (byte)priorities.Sum(letter => 1 << "uhn".IndexOf(letter, StringComparison.Ordinal)),
    };

    public SystemDefinition Definition() => new()
    {
        Name = "small",
        Rulebook = "small",
        Position = Position,
        Queue = Queue,
        Classes = Classes,
        ClassRules = Rules,
        Release = Release,
        Limits = Limits,
        LimitsBind = LimitsBind,
        Phases = Phases,
        AmountAtLeastMinor = AtLeast,
        CycleAtClose = CycleAtClose,
        Accounts = [.. Balances.Select((balance, i) => Each(new Account
        {
            Id = ((char)('A' + i)).ToString(),
            Owner = i,
            CurrencyCode = "USD",
            OpeningBalanceMinor = balance,
            Floor = Position == PositionKind.Net ? Bound.None : Bound.MinusCredit,
        }))],
        Days =
        [
            new SettlementDay
            {
                Number = 1,
                OpenAt = Open,
                CloseAt = Close,
                PhasesAt = PhasesAt,
                MechanismsAt = [.. Release.Select(_ => MechanismAt)],
                AmountAtMostMinor = AtMost,
            },
        ],
    };

    /// <summary>
    /// Payments written <c>A>B 60</c>, then in any order a priority (u, h, n; normal), a kind (k1), a time after
    /// open + 10 (+5), not-before and not-after (b5, a5).
    /// </summary>
    public static SettlementCommand[] Pay(string listed) =>
        [.. listed.Split(", ").Select((payment, i) => Parse(i, payment.Split(' ')))];

    private static SettlementCommand Parse(int payment, string[] words)
    {
        const long First = Open + 10;
        SettlementCommand command = SettlementCommand.Submit(
            First, payment, words[0][0] - 'A', words[0][2] - 'A', Number(words[1]), Priority.Normal);
        foreach (string word in words[2..])
        {
            command = word[0] switch
            {
                '+' => command with { Time = First + Number(word[1..]) },
                'k' => command with { PaymentKind = (byte)Number(word[1..]) },
                'b' => command with { NotBefore = First + Number(word[1..]) },
                'a' => command with { NotAfter = First + Number(word[1..]) },
                _ => command with { Priority = (Priority)"uhn".IndexOf(word[0], StringComparison.Ordinal) },
            };
        }

        return command;
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>What happened to payments, sets and phases, in order: <c>0 entry; 1 waits; 1 unsettled</c>.</summary>
    public string Tell(string payments, params SettlementCommand[] orders)
    {
        SettlementCommand[] commands =
            [.. orders.Concat(Pay(payments)).OrderBy(c => c.Time).ThenBy(c => c.Kind == CommandKind.Submit)];
        string[] told = [.. Tested.Select(name => Tell(Engines.Create(name, Definition()), commands))];
        Assert.All(told, one => Assert.Equal(told[0], one));
        return told[0];
    }

    private static string Tell(IEngine engine, SettlementCommand[] commands)
    {
        EventBuffer events = new();
        engine.Execute(commands, events);
        engine.Finish(events);
        return string.Join("; ", events.Events.ToArray().Select(Word).Where(word => word.Length > 0));
    }

    private static string Word(SettlementEvent e) => e.Kind switch
    {
        EventKind.Settled or EventKind.Released => $"{e.Payment} {Lower(e.Route)}",
        EventKind.Queued => $"{e.Payment} waits",
        EventKind.Rejected => $"{e.Payment} {Lower(e.Reason)}",
        EventKind.Unsettled => $"{e.Payment} unsettled",
        EventKind.PhaseStarted => $"phase {e.Payment}",
        EventKind.SetReleased => $"set {e.From}",
        EventKind.CyclePosted => "cycle",
        EventKind.RequestRefused => $"{e.Payment} refused",
        EventKind.DayClosed => e.Time == Close ? "" : $"closed at {e.Time - Open}",
        _ => "",
    };

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
