using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>
/// An engine that does what a test tells it to, and keeps what it was asked: it opens and closes its days, tells the
/// events given for an instant at its end, and settles payments at once unless told otherwise.
/// </summary>
internal sealed class FakeEngine : IMemberEngine
{
    private readonly SortedDictionary<long, List<SettlementEvent>> _own = [];
    private readonly List<string> _asked = [];

    public FakeEngine(SystemDefinition definition)
    {
        foreach (SettlementDay day in definition.Days)
        {
            At(day.OpenAt, new SettlementEvent { Kind = EventKind.DayOpened, Payment = day.Number });
            At(day.CloseAt, new SettlementEvent { Kind = EventKind.DayClosed, Payment = day.Number });
        }
    }

    /// <summary>Commands, one a line: time, kind, what it is about.</summary>
    public IReadOnlyList<string> Asked => _asked;

    /// <summary>What a command makes happen.</summary>
    public Func<SettlementCommand, SettlementEvent[]> React { get; set; } = Settle;

    public long NextOwnInstant => _own.Count == 0 ? long.MaxValue : _own.First().Key;

    public IReadOnlyList<QueueObservation> Observations => [];

    public IReadOnlyList<FailedTest> FailedAtClose => [];

    public IReadOnlyList<QueueSnapshot> Queues => [];

    /// <summary>A payment that is final.</summary>
    public static SettlementEvent[] Settle(SettlementCommand command) => command.Kind == CommandKind.Submit
        ? [Of(command, EventKind.Settled)]
        : [];

    public static SettlementEvent Of(SettlementCommand command, EventKind kind) => new()
    {
        Kind = kind,
        Time = command.Time,
        Payment = command.Payment,
        From = command.From,
        To = command.To,
        AmountMinor = command.AmountMinor,
    };

    /// <summary>Something that happens at the end of an instant.</summary>
    public void At(long time, params SettlementEvent[] events)
    {
        List<SettlementEvent> told = _own.TryGetValue(time, out List<SettlementEvent>? known) ? known : [];
        told.AddRange(events.Select(e => e with { Time = time }));
        _own[time] = told;
    }

    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events)
    {
        foreach (SettlementCommand command in commands)
        {
            _asked.Add(Line(command));
            foreach (SettlementEvent e in React(command))
            {
                events.Add(e);
            }
        }
    }

    public void AdvanceTo(long time, EventBuffer events)
    {
        while (NextOwnInstant < time)
        {
            (long now, List<SettlementEvent> told) = _own.First();
            _own.Remove(now);
            told.ForEach(e => events.Add(e));
        }
    }

    public byte[] StateHash() => new byte[32];

    private static string Line(SettlementCommand c)
    {
        string about = c.Kind switch
        {
            CommandKind.Submit =>
                $"{c.Payment}: {c.From}>{c.To} {c.AmountMinor} k{c.PaymentKind}{(c.Flag ? " held" : "")}",
            CommandKind.Cancel => $"{c.Payment}",
            CommandKind.Answer => $"{c.Payment} {c.Flag}",
            CommandKind.NetsAnswered => $"{c.Flag}",
            CommandKind.PostFile => $"{c.Payment}",
            CommandKind.Fund => $"{c.From} {c.AmountMinor}{(c.Flag ? " supplemental" : "")}",
            _ => $"{c.From} {c.AmountMinor}",
        };
        return $"{c.Time} {c.Kind} {about}";
    }
}
