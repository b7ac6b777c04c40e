using Clearing.Grains.Settling;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>
/// The arrangements of a scenario: what banks send to. A scenario that lists none has one for each of its systems.
/// </summary>
internal sealed class Arrangements
{
    private readonly Scenario _scenario;
    private readonly int[] _ofSystem;

    public Arrangements(Scenario scenario)
    {
        _scenario = scenario;
        All = scenario.Arrangements.Count > 0
            ? scenario.Arrangements
            : [.. scenario.Systems.Select((s, i) => new ArrangementDefinition { Name = s.Name, Members = [i] })];
        _ofSystem = new int[scenario.Systems.Count];
        for (int a = 0; a < All.Count; a++)
        {
            foreach (int system in All[a].Members)
            {
                _ofSystem[system] = a;
            }
        }
    }

    public IReadOnlyList<ArrangementDefinition> All { get; }

    /// <summary>The arrangement that a system, by its index in the scenario, is a member of.</summary>
    public int OfSystem(int system) => _ofSystem[system];

    /// <summary>The systems of an arrangement, by member.</summary>
    public SystemDefinition[] SystemsOf(int arrangement) =>
        [.. All[arrangement].Members.Select(system => _scenario.Systems[system])];

    /// <summary>The mask of an event that concerns a system; -1 = all of them.</summary>
    public ulong MaskOf(int system) => system < 0 ? ulong.MaxValue : 1UL << OfSystem(system);

    /// <summary>Everything an arrangement starts with.</summary>
    /// <param name="arrangement">Which.</param>
    /// <param name="scripts">By system of the scenario.</param>
    /// <param name="watched">Accounts whose banks react in it.</param>
    /// <param name="statements">Accounts whose statement lines are kept.</param>
    /// <param name="options">What else is kept.</param>
    public SettlementBook BookOf(
        int arrangement, SettlementCommand[][] scripts, int[] watched, int[] statements,
        SimulationOptions options)
    {
        ArrangementDefinition definition = All[arrangement];
        PaymentTable payments = _scenario.Payments;
        SystemDefinition[] systems = SystemsOf(arrangement);
        int[] currencies = [.. systems.Select(CurrencyOf)];
        int[]? joint = null;
        if (systems.Length > 1 && payments.Group is { } groups)
        {
            Router router = new(definition, currencies, payments.OtherCurrency);
            joint = JointGroupsOf(groups, router);
            systems = [.. systems.Select(s => s with { Groups = Apart(groups, joint) })];
        }

        bool hasKinds = systems.Any(system => system.ClassRules.Any(rule => rule.Kinds is not null));
        return new SettlementBook
        {
            Index = arrangement,
            Arrangement = definition,
            Systems = systems,
            DueAt = new Blob<long>(payments.DueAt),
            Scripts = [.. definition.Members.Select(system => new Blob<SettlementCommand>(scripts[system]))],
            Watched = new Blob<int>(watched),
            Statements = new Blob<int>(statements),
            Internal = new Blob<SettlementCommand>(InternalPayments()),
            CurrencyOfPayment = payments.OtherCurrency is { } other ? new Blob<byte>(other) : null,
            CurrencyOfMember = currencies,
            KindOfPayment = new Blob<byte>(hasKinds ? payments.Kind : []),
            Certificates = options.Certificates,
            Queues = options.Queues,
            JointGroups = joint is null ? null : new Blob<int>(joint),
            Senders = new Correspondence(_scenario).Senders,
            Receivers = new Correspondence(_scenario).Receivers,
        };
    }

    private int CurrencyOf(SystemDefinition system)
    {
        string code = system.Currency?.Code ?? _scenario.Currency.Code;
        IReadOnlyList<Currency> others = _scenario.Payments.OtherCurrencies;
        if (code == _scenario.Payments.CurrencyCode)
        {
            return 0;
        }

        for (int i = 0; i < others.Count; i++)
        {
            if (others[i].Code == code)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private SettlementCommand[] InternalPayments()
    {
        PaymentTable payments = _scenario.Payments;
        List<SettlementCommand> found = [];
        for (int payment = 0; payment < payments.Count; payment++)
        {
            if (payments.From[payment] == payments.To[payment])
            {
                found.Add(Switchboard.SubmitOf(payments, payment, payments.DueAt[payment]));
            }
        }

        return [.. found];
    }

    // Where a payment would go at its due instant says whether its group is one of several members.
    private int[]? JointGroupsOf(int[] groups, Router router)
    {
        PaymentTable payments = _scenario.Payments;
        Dictionary<int, int> memberOf = [];
        HashSet<int> apart = [];
        for (int payment = 0; payment < groups.Length; payment++)
        {
            int group = groups[payment];
            if (group != 0 && payments.From[payment] != payments.To[payment])
            {
                SettlementCommand command = Switchboard.SubmitOf(payments, payment, payments.DueAt[payment]);
                int member = router.MemberOf(command, out _);
                if (!memberOf.TryAdd(group, member) && memberOf[group] != member)
                {
                    apart.Add(group);
                }
            }
        }

        return apart.Count == 0
            ? null
            : [.. groups.Select((g, p) => apart.Contains(g) && payments.From[p] != payments.To[p] ? g : 0)];
    }

    // A group of several members is none of any of them.
    private static int[] Apart(int[] groups, int[]? joint) =>
        joint is null ? groups : [.. groups.Select((group, payment) => joint[payment] == 0 ? group : 0)];
}
