using System.Globalization;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests;

/// <summary>Scenarios in code: participants in ordinal order, days from 09:00 to 17:00.</summary>
internal sealed class ScenarioBuilder
{
    private static readonly long Date =
        new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    private readonly List<Participant> _participants = [];
    private readonly List<Row> _payments = [];
    private readonly List<SystemDefinition> _systems = [];
    private readonly List<ScriptedEvent> _events = [];
    private readonly List<BehaviourRule> _behaviours = [];
    private readonly List<ArrangementDefinition> _arrangements = [];

    public int Days { get; set; } = 1;

    public bool Carry { get; set; } = true;

    public long TransitDelayUs { get; set; }

    public NetworkDefinition? Network { get; set; }

    /// <summary>The instant of a time of day: <c>09:00</c>, <c>09:00:00.5</c>.</summary>
    public static long At(string time, int day = 1) =>
        Date + ((day - 1) * 86_400_000_000)
        + (TimeSpan.Parse(time, CultureInfo.InvariantCulture).Ticks / TimeSpan.TicksPerMicrosecond);

    public static string TimeOf(long instant) => TimeSpan
        .FromTicks((instant - Date) * TimeSpan.TicksPerMicrosecond)
        .ToString(@"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture)
        .Replace(".000000", "", StringComparison.Ordinal);

    public ScenarioBuilder Bank(string id, long balance = 0)
    {
        _participants.Add(new Participant { Id = id, BalanceMinor = balance });
        return this;
    }

    public ScenarioBuilder Pay(
        string id, string at, string from, string to, long amount, Priority priority = Priority.Normal, int day = 1) =>
        Pay(id, At(at, day), IndexOf(from), IndexOf(to), amount, priority, day);

    public ScenarioBuilder Pay(string id, long at, int from, int to, long amount, Priority priority, int day)
    {
        _payments.Add(new Row(id, at, from, to, amount, priority, (ushort)day));
        return this;
    }

    public ScenarioBuilder Gross(string name, params Mechanism[] release) =>
        System(name, PositionKind.Balance, release);

    public ScenarioBuilder Net(string name, params Mechanism[] release) => System(name, PositionKind.Net, release);

    /// <summary>The last system settles in another of its arrangement.</summary>
    public ScenarioBuilder Elsewhere()
    {
        _systems[^1] = _systems[^1] with
        {
            SettlesElsewhere = true,
            Accounts = [.. _systems[^1].Accounts.Select(account => account with { OpeningBalanceMinor = 0 })],
        };
        return this;
    }

    /// <summary>Compares the systems so far that are not in an arrangement yet as one.</summary>
    public ScenarioBuilder Together(string name, RouteRule[]? routes = null, Link[]? links = null)
    {
        int first = _arrangements.Sum(arrangement => arrangement.Members.Count);
        _arrangements.Add(new ArrangementDefinition
        {
            Name = name,
            Members = [.. Enumerable.Range(first, _systems.Count - first)],
            Routes = routes ?? [],
            Links = links ?? [],
        });
        return this;
    }

    public ScenarioBuilder Script(ScriptedEvent e)
    {
        _events.Add(e);
        return this;
    }

    public ScenarioBuilder Behave(BehaviourRule rule)
    {
        _behaviours.Add(rule);
        return this;
    }

    public ScenarioBuilder Outage(string bank, string at, string until, bool both = false, int system = -1) =>
        Script(new ScriptedEvent
        {
            Kind = ScriptedEventKind.Outage,
            Account = IndexOf(bank),
            At = At(at),
            Until = At(until),
            BothWays = both,
            System = system,
        });

    public ScenarioBuilder Halt(string at, string until, int system = 0) =>
        Script(new ScriptedEvent
        {
            Kind = ScriptedEventKind.Halt,
            At = At(at),
            Until = At(until),
            System = system,
        });

    /// <summary>A system closes early, on the first day.</summary>
    public ScenarioBuilder Close(string at, int system) => Script(new ScriptedEvent
    {
        Kind = ScriptedEventKind.Close,
        At = At("09:00"),
        CloseAt = At(at),
        System = system,
    });

    public int IndexOf(string bank) => _participants.FindIndex(p => p.Id == bank);

    public Scenario Build()
    {
        Row[] rows = [.. _payments.OrderBy(p => p.At)];
        PaymentTable payments = new(
            [PaymentSource.Listed([.. rows.Select(p => p.Id)])],
            new byte[rows.Length],
            [.. Enumerable.Range(0, rows.Length)])
        {
            From = [.. rows.Select(p => p.From)],
            To = [.. rows.Select(p => p.To)],
            AmountMinor = [.. rows.Select(p => p.Amount)],
            DueAt = [.. rows.Select(p => p.At)],
            Day = [.. rows.Select(p => p.Day)],
            Priority = [.. rows.Select(p => p.Priority)],
            Kind = new byte[rows.Length],
            KindNames = ["bank"],
            CurrencyCode = "USD",
        };
        ScenarioDay[] days = [.. Enumerable.Range(1, Days).Select(day => new ScenarioDay(
            day, new DateOnly(2026, 1, 4 + day), At("09:00", day), At("17:00", day)))];
        return new Scenario
        {
            Name = "built-in-code",
            Currency = new Currency("USD", 2),
            Calendar = new ScenarioCalendar("UTC", days),
            Participants = _participants,
            Payments = payments,
            Systems = _systems,
            Arrangements = _arrangements,
            Events = [.. _events.OrderBy(e => e.At)],
            Behaviours = _behaviours,
            TransitDelayUs = TransitDelayUs,
            Network = Network,
            Expectations = [],
        };
    }

    private sealed record Row(string Id, long At, int From, int To, long Amount, Priority Priority, ushort Day);

    private ScenarioBuilder System(string name, PositionKind position, Mechanism[] release)
    {
        _systems.Add(new SystemDefinition
        {
            Name = name,
            Rulebook = position == PositionKind.Net ? "dns" : "rtgs",
            Position = position,
            Queue = QueueDiscipline.Fifo,
            Release = release,
            CycleAtClose = position == PositionKind.Net,
            CarryBalances = Carry,
            Accounts = [.. _participants.Select((p, i) => new Account
            {
                Id = p.Id,
                Owner = i,
                CurrencyCode = "USD",
                OpeningBalanceMinor = p.BalanceMinor,
                CreditMinor = p.CreditMinor,
                Floor = position == PositionKind.Net ? Bound.None : Bound.MinusCredit,
            })],
            Days = [.. Enumerable.Range(1, Days).Select(day => new SettlementDay
            {
                Number = day,
                OpenAt = At("09:00", day),
                CloseAt = At("17:00", day),
            })],
        });
        return this;
    }
}
