using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>
/// An arrangement of two fakes, rtgs (0) and other (1), both open from 100 to 200, with accounts A, B, C and X, the
/// account of the other in the rtgs. The link's delay is 5, its deadline 30, its kinds 1 (funding), 2 (net) and 3.
/// </summary>
internal sealed class World
{
    public const int X = 3;
    public const int ScenarioPayments = 10;

    private readonly List<SettlementCommand> _payments = [];
    private readonly SettlementCommand[][] _scripts = [[], []];

    public World(LinkMode mode = LinkMode.File, Action<FakeEngine>? rtgs = null, params RouteRule[] routes)
    {
        Definition = new ArrangementDefinition
        {
            Name = "both",
            Members = [0, 1],
            Routes = routes,
            Links =
            [
                new Link
                {
                    Member = 1,
                    SettlesIn = 0,
                    SystemAccount = X,
                    DelayUs = 5,
                    DeadlineUs = 30,
                    Mode = mode,
                    FundingKind = 1,
                    NetKind = 2,
                    PayOutKind = 3,
                },
            ],
        };
        Rtgs = new FakeEngine(Systems[0]);
        Other = new FakeEngine(Systems[1]);
        rtgs?.Invoke(Rtgs);
    }

    public SystemDefinition[] Systems { get; } =
    [
        Engines.Gross([100, 100, 100, 0]) with { Name = "rtgs" },
        Engines.Net(0, 0, 0, 0) with { Name = "other", SettlesElsewhere = true },
    ];

    public ArrangementDefinition Definition { get; set; }

    public FakeEngine Rtgs { get; }

    public FakeEngine Other { get; }

    public int[]? JointGroups { get; set; }

    public SystemOutcome[] Outcomes { get; private set; } = [];

    /// <summary>What was asked of the rtgs.</summary>
    public IReadOnlyList<string> AskedOfRtgs => Rtgs.Asked;

    public IReadOnlyList<string> AskedOfOther => Other.Asked;

    public static SettlementEvent NetDue(int account, long amountMinor) =>
        new() { Kind = EventKind.NetDue, From = account, AmountMinor = amountMinor, Payment = 1 };

    public World Script(int member, params SettlementCommand[] commands)
    {
        _scripts[member] = commands;
        return this;
    }

    public World Pay(long time, int from, int to, long amountMinor, byte kind = 0)
    {
        _payments.Add(SettlementCommand.Submit(
            time, _payments.Count, from, to, amountMinor, Priority.Normal, kind));
        return this;
    }

    public World Run()
    {
        Arrangement arrangement = new(
            new ArrangementBook
            {
                Definition = Definition,
                Systems = Systems,
                Scripts = _scripts,
                DueAt = new long[ScenarioPayments],
                JointGroups = JointGroups,
            },
            engineOf: system => system.Name == "rtgs" ? Rtgs : Other);
        arrangement.Execute(_payments.ToArray());
        Outcomes = arrangement.Finish();
        return this;
    }
}
