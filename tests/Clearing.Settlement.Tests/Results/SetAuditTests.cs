using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Results;

/// <summary>The certificate checker lets every true set pass and catches each kind of lie.</summary>
public sealed class SetAuditTests
{
    private static readonly SystemDefinition Ring =
        Engines.Gross([10, 0, 0], QueueDiscipline.Fifo, Engines.OnChange(MechanismKind.Partial));

    [Fact]
    public void Every_set_of_random_systems_passes() =>
        Traces.ForAll(
            Traces.Count(2_000), trace => Assert.Null(Audit(trace.System, Events(trace.System, trace.Commands))));

    [Fact]
    public void Every_set_of_every_family_of_rules_passes() =>
        Traces.ForAll(Traces.Count(2_000), seed => FamilyTraces.DrawMix(seed, Families.All), trace =>
        {
            Dictionary<int, byte> kinds = trace.Commands.Where(c => c.Kind == CommandKind.Submit)
                .GroupBy(c => c.Payment).ToDictionary(c => c.Key, c => c.First().PaymentKind);
            SetAudit audit = new(trace.System, payment => kinds[payment]);
            audit.Record(Events(trace.System, trace.Commands));
            Assert.True(audit.Violation is null, audit.Violation);
        });

    [Fact]
    public void A_set_cut_into_calls_passes()
    {
        SetAudit audit = new(Ring);
        foreach (SettlementEvent e in RingEvents())
        {
            audit.Record([e]);
        }

        Assert.Null(audit.Violation);
        Assert.Contains(RingEvents(), e => e.Kind == EventKind.SetReleased);
    }

    [Fact]
    public void The_certificate_names_the_set_the_net_effects_and_the_positions_after()
    {
        string? violation = Audit(Ring, [.. RingEvents().Select(e =>
            e.Kind == EventKind.Settled && e.Payment == 2 ? e with { PayeeBalanceMinor = 99 } : e)]);
        Assert.Equal(
            "A set of 3 payments worth 300 was released at 110 by mechanism 0, but payment 2 tells 99 as the balance "
            + "of A after the set, where 10 before and 0 make 10. The set: 0 A>B 100, 1 B>C 100, 2 C>A 100. "
            + "Net effect: A 0, B 0, C 0. Positions after: A 10, B 0, C 0.",
            violation);
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "wrong count", "but only 3 of its payments follow" },
        { "wrong value", "but its payments are worth 300" },
        { "no payments", "without a payment" },
        { "not waiting", "did not wait" },
        { "twice", "did not wait" },
        { "wrong payer balance", "as the balance of" },
        { "worse than its floor", "its floor" },
        { "less than before says less", "its floor" },
        { "worse than its ceiling", "its ceiling" },
        { "worse than its limit", "its limit" },
        { "worse than its multilateral limit", "the multilateral flow of A" },
        { "takes what is set aside", "its floor" },
        { "halted", "while the system was halted" },
        { "class not looked at", "does not look at payment 0 of class 2" },
        { "not ready", "has not paid its opening requirement" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Each_kind_of_lie_is_caught(string lie, string told)
    {
        (SystemDefinition system, SettlementEvent[] events) = Told(lie);
        Assert.Contains(told, Audit(system, events), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_of_a_system_that_releases_none_is_caught()
    {
        string? violation = Audit(Engines.Gross([10, 0, 0]), RingEvents());
        Assert.Contains("has nothing that releases sets", violation, StringComparison.Ordinal);
    }

    private static (SystemDefinition System, SettlementEvent[] Events) Told(string lie)
    {
        SettlementEvent[] ring = RingEvents();
        int set = Array.FindIndex(ring, e => e.Kind == EventKind.SetReleased);
        SettlementEvent Changed(int i, Func<SettlementEvent, SettlementEvent> how) => how(ring[i]);
        switch (lie)
        {
            case "wrong count":
                ring[set] = Changed(set, e => e with { Payment = 4 });
                return (Ring, ring);
            case "wrong value":
                ring[set] = Changed(set, e => e with { AmountMinor = 301 });
                return (Ring, ring);
            case "no payments":
                ring[set] = Changed(set, e => e with { Payment = 0 });
                return (Ring, ring);
            case "not waiting":
                return (Ring, [.. ring.Where(e => e.Kind != EventKind.Queued || e.Payment != 1)]);
            case "twice":
                ring[set + 2] = ring[set + 1];
                return (Ring, ring);
            case "wrong payer balance":
                ring[set + 1] = Changed(set + 1, e => e with { PayerBalanceMinor = 11 });
                return (Ring, ring);
            case "halted":
                return (Ring, [.. ring[..set], new SettlementEvent { Kind = EventKind.Halted }, .. ring[set..]]);
            case "worse than its floor":
                return (Ring, Set("A>B 11", [10, 0, 0]));
            case "less than before says less":
                return (Ring, Set("B>C 1", [10, 0, 0]));
            case "worse than its ceiling":
                return (With(Ring, ceiling: 50), Set("A>B 9, C>B 42", [10, 0, 42], 42));
            case "worse than its limit":
                return (With(Ring, limit: 5), Set("A>B 6", [10, 0, 0]));
            case "worse than its multilateral limit":
                return (With(Ring, multilateral: 5), Set("A>B 3, A>C 3", [10, 0, 0]));
            case "takes what is set aside":
                return (With(Ring, reserve: 5), Set("A>B 6", [10, 0, 0]));
            case "class not looked at":
                return (With(Ring, mask: 3), ring);
            case "not ready":
                return (With(Ring, position: PositionKind.Prefunded), Set("A>B 0", [0, 0, 0]));
            default:
                throw new ArgumentOutOfRangeException(nameof(lie), lie, "no such lie");
        }
    }

    // The events of a set that an engine could not have released; the third account may be given money before.
    private static SettlementEvent[] Set(string listed, long[] balances, long given = 0)
    {
        SettlementCommand[] payments = Engines.Payments(listed);
        List<SettlementEvent> events = [new() { Kind = EventKind.DayOpened, Payment = 1 }];
        if (given > 0)
        {
            events.Add(new() { Kind = EventKind.BalanceAdded, Payment = -1, From = 2, AmountMinor = given });
        }

        long[] after = [.. balances];
        foreach (SettlementCommand p in payments)
        {
            after[p.From] -= p.AmountMinor;
            after[p.To] += p.AmountMinor;
            events.Add(Event(EventKind.Queued, p, 0, 0));
        }

        events.Add(new()
        {
            Kind = EventKind.SetReleased,
            Payment = payments.Length,
            AmountMinor = payments.Sum(p => p.AmountMinor),
        });
        events.AddRange(payments.Select(p => Event(EventKind.Settled, p, after[p.From], after[p.To])));
        return [.. events];
    }

    private static SettlementEvent Event(EventKind kind, SettlementCommand p, long payer, long payee) => new()
    {
        Kind = kind,
        Payment = p.Payment,
        From = p.From,
        To = p.To,
        AmountMinor = p.AmountMinor,
        Priority = p.Priority,
        Route = kind == EventKind.Settled ? Route.Multilateral : Route.None,
        PayerBalanceMinor = payer,
        PayeeBalanceMinor = payee,
    };

    private static SystemDefinition With(
        SystemDefinition system, long ceiling = long.MaxValue, long limit = long.MaxValue,
        long multilateral = long.MaxValue, long reserve = 0, ushort mask = ushort.MaxValue,
        PositionKind position = PositionKind.Balance) => new()
        {
            Name = system.Name,
            Rulebook = system.Rulebook,
            Position = position,
            Queue = system.Queue,
            Release = [system.Release[0] with { Classes = mask }],
            Limits = limit == long.MaxValue ? [] : [new BilateralLimit(0, 1, limit)],
            Accounts = [.. system.Accounts.Select(a => a with
            {
                Ceiling = ceiling == long.MaxValue ? Bound.None : Bound.Fixed(ceiling),
                MultilateralLimitMinor = multilateral,
                ReservesMinor = reserve == 0 ? null : [reserve, 0, 0],
                OpeningRequirementMinor = position == PositionKind.Prefunded ? 1 : 0,
            })],
            Days = system.Days,
        };

    private static SettlementEvent[] RingEvents() =>
        Events(Ring, Engines.Payments("A>B 100, B>C 100, C>A 100"));

    private static SettlementEvent[] Events(SystemDefinition system, SettlementCommand[] commands)
    {
        FastEngine engine = new(system);
        EventBuffer events = new();
        engine.Execute(commands, events);
        engine.Finish(events);
        return events.Events.ToArray();
    }

    private static string? Audit(SystemDefinition system, SettlementEvent[] events)
    {
        SetAudit audit = new(system);
        audit.Record(events);
        return audit.Violation;
    }
}
