using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Tests;

/// <summary>Puts a run together by hand; amounts in minor units, times in seconds of the day.</summary>
internal sealed class RunBuilder
{
    public const long Second = 1_000_000;
    public const long Day = 86_400 * Second;

    /// <summary>2026-01-05T00:00:00Z.</summary>
    public const long Monday = 20_458 * Day;

    private readonly List<Participant> _participants = [];
    private readonly List<(string Id, int Day, long Due, string From, string To, long Amount)> _payments = [];
    private readonly List<SystemPlan> _systems = [];
    private readonly List<Expectation> _expectations = [];
    private readonly List<ScenarioDay> _days = [];

    public string Name { get; set; } = "by-hand";
    public string Description { get; set; } = "";
    public string Zone { get; set; } = "UTC";
    public Currency Currency { get; set; } = new("USD", 2);
    public ulong? Seed { get; set; }
    public string? GeneratedPrefix { get; set; }
    public IReadOnlyList<ArrangementDefinition> Arrangements { get; set; } = [];

    public static long At(int seconds, int day = 1) => Monday + ((day - 1) * Day) + (seconds * Second);

    public RunBuilder WithBanks(params string[] ids)
    {
        _participants.AddRange(ids.Order(StringComparer.Ordinal).Select(id => new Participant { Id = id }));
        return this;
    }

    /// <summary>An account that stands for a system; ids of participants stay in order.</summary>
    public RunBuilder WithAccountOf(string id, int system)
    {
        _participants.Add(new() { Id = id, StandsFor = system });
        _participants.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return this;
    }

    public RunBuilder WithDay(int open = 9 * 3600, int close = 17 * 3600)
    {
        int number = _days.Count + 1;
        _days.Add(new(number, new DateOnly(2026, 1, 4).AddDays(number), At(open, number), At(close, number)));
        return this;
    }

    public RunBuilder Pay(string id, int due, string from, string to, long amount, int day = 1)
    {
        _payments.Add((id, day, At(due, day), from, to, amount));
        return this;
    }

    public RunBuilder WithSystem(
        string name, string rulebook, Action<OutcomeBuilder> fill,
        Func<IReadOnlyList<Account>, SystemDefinition>? define = null)
    {
        _systems.Add(new(name, rulebook, fill, define ?? (accounts => Plain(name, rulebook, accounts))));
        return this;
    }

    public RunBuilder Expect(Expectation expectation)
    {
        _expectations.Add(expectation);
        return this;
    }

    public RunSummary Build()
    {
        if (_days.Count == 0)
        {
            WithDay();
        }

        Scenario scenario = BuildScenario();
        return RunSummary.Of(scenario, [.. _systems.Select(s => new OutcomeBuilder(scenario, s.Name, s.Rulebook)
            .Build(s.Fill))]);
    }

    private Scenario BuildScenario() => new()
    {
        Name = Name,
        Description = Description,
        Seed = Seed,
        Currency = Currency,
        Calendar = new(Zone, _days),
        Participants = _participants,
        Payments = BuildPayments(),
        Systems = [.. _systems.Select(BuildSystem)],
        Arrangements = Arrangements,
        Events = [],
        Behaviours = [],
        Expectations = _expectations,
    };

    private PaymentTable BuildPayments()
    {
        int n = _payments.Count;
        PaymentSource source = GeneratedPrefix is null
            ? PaymentSource.Listed([.. _payments.Select(p => p.Id)])
            : PaymentSource.Generated(GeneratedPrefix, n);
        return new([source], new byte[n], [.. Enumerable.Range(0, n)])
        {
            From = [.. _payments.Select(p => IndexOf(p.From))],
            To = [.. _payments.Select(p => IndexOf(p.To))],
            AmountMinor = [.. _payments.Select(p => p.Amount)],
            DueAt = [.. _payments.Select(p => p.Due)],
            Day = _days.Count == 1 ? null : [.. _payments.Select(p => (ushort)p.Day)],
            Priority = [.. _payments.Select((_, i) => (Priority)(i % 3))],
            Kind = new byte[n],
            KindNames = ["bank"],
            CurrencyCode = Currency.Code,
        };
    }

    private static SystemDefinition Plain(string name, string rulebook, IReadOnlyList<Account> accounts) => new()
    {
        Name = name,
        Rulebook = rulebook,
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Accounts = accounts,
        Days = [],
    };

    private SystemDefinition BuildSystem(SystemPlan system) => system.Define(
    [
        .. _participants.Select((p, i) => new Account { Id = p.Id, Owner = i, CurrencyCode = Currency.Code }),
    ]);

    private int IndexOf(string id) => _participants.FindIndex(p => p.Id == id);

    private sealed record SystemPlan(
        string Name, string Rulebook, Action<OutcomeBuilder> Fill,
        Func<IReadOnlyList<Account>, SystemDefinition> Define);
}

/// <summary>Fills the outcome of one system by hand.</summary>
internal sealed class OutcomeBuilder(Scenario scenario, string name, string rulebook)
{
    private readonly OutcomeTable _table = new(scenario.Payments.Count);
    private readonly AccountOutcome[] _accounts = new AccountOutcome[scenario.Participants.Count];
    private readonly List<DayOutcome> _days = [];

    private readonly List<MadePayment> _made = [];
    private readonly OutcomeTable _madeTable = new(0);

    public int CyclesPosted { get; set; }
    public IReadOnlyList<FailureLine> Failures { get; set; } = [];
    public IReadOnlyList<NetLine> Nets { get; set; } = [];
    public IReadOnlyList<FundingLine> Funding { get; set; } = [];
    public IReadOnlyList<OverdraftLine> Overdrafts { get; set; } = [];
    public IReadOnlyList<QueueObservation> Observations { get; set; } = [];
    public IReadOnlyList<FailedTest> FailedTests { get; set; } = [];
    public SetCertificates Certificates { get; set; } = SetCertificates.None;

    public IReadOnlyList<ClosingLine> Closings { get; set; } = [];
    public Int128 ExposurePeak { get; set; }

    public OutcomeBuilder Enter(int payment, int? seconds = null)
    {
        long due = scenario.Payments.DueAt[payment];
        int day = scenario.Payments.DayOf(payment);
        _table.Enter(payment, seconds is { } s ? RunBuilder.At(s, day) : due, due);
        return this;
    }

    public OutcomeBuilder Settle(int payment, int seconds, Route route)
    {
        Enter(payment);
        _table.Settle(payment, RunBuilder.At(seconds, scenario.Payments.DayOf(payment)), route);
        int from = scenario.Payments.From[payment];
        int to = scenario.Payments.To[payment];
        long amount = scenario.Payments.AmountMinor[payment];
        _accounts[from].SentCount++;
        _accounts[from].SentMinor += amount;
        _accounts[from].ClosingMinor -= amount;
        _accounts[from].MinimumMinor = Math.Min(_accounts[from].MinimumMinor, _accounts[from].ClosingMinor);
        _accounts[to].ReceivedCount++;
        _accounts[to].ReceivedMinor += amount;
        _accounts[to].ClosingMinor += amount;
        return this;
    }

    public OutcomeBuilder End(int payment, int seconds, PaymentStatus status, Reason reason = Reason.None)
    {
        Enter(payment);
        _table.Close(payment, status, reason, RunBuilder.At(seconds, scenario.Payments.DayOf(payment)));
        return this;
    }

    /// <summary>A payment that the arrangement made, settled at an instant.</summary>
    public OutcomeBuilder Made(MadePayment payment, int? settledAt = null)
    {
        _made.Add(payment);
        _madeTable.Add();
        int row = _made.Count - 1;
        _madeTable.Enter(row, payment.DueAt, payment.DueAt);
        if (settledAt is { } seconds)
        {
            _madeTable.Settle(row, RunBuilder.At(seconds), Route.Entry);
        }

        return this;
    }

    public OutcomeBuilder Closed(Int128 used, int close = 17 * 3600)
    {
        int number = _days.Count + 1;
        _days.Add(new(number, scenario.Calendar.Days[number - 1].OpenAt, RunBuilder.At(close, number), used));
        return this;
    }

    public SystemOutcome Build(Action<OutcomeBuilder> fill)
    {
        fill(this);
        return new()
        {
            Name = name,
            Rulebook = rulebook,
            Payments = _table,
            Accounts = _accounts,
            Days = [.. _days],
            Mechanisms = [],
            CyclesPosted = CyclesPosted,
            Made = [.. _made],
            MadePayments = _madeTable,
            Failures = [.. Failures],
            Nets = [.. Nets],
            Funding = [.. Funding],
            Overdrafts = [.. Overdrafts],
            Observations = [.. Observations],
            FailedTests = [.. FailedTests],
            Certificates = Certificates,
            Closings = [.. Closings],
            ExposurePeakMinor = ExposurePeak,
            StateHash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        };
    }
}
