using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>What a trace has beyond one position, one queue and one cycle.</summary>
[Flags]
public enum Families
{
    None = 0,

    /// <summary>Classes, rules, what is refused on receipt, what may not wait, masks of mechanisms.</summary>
    Classes = 1,
    Reserves = 2,
    Multilateral = 4,

    /// <summary>Floors and ceilings over sums of limits.</summary>
    Bounds = 8,
    Phases = 16,

    /// <summary>Net positions, final at release or not, and cycles that fail.</summary>
    Failure = 32,

    /// <summary>Prefunded positions, and money in net ones.</summary>
    Funding = 64,

    /// <summary>Nets, funding and pay-outs go through another system.</summary>
    Elsewhere = 128,
    Carry = 256,
    Answers = 512,
    Groups = 1024,
    Files = 2048,

    All = 4095,
}

/// <summary>
/// Dresses the small nasty systems of <see cref="TraceGenerator"/> in the features of families, and adds the commands
/// that go with them at instants at which something happens anyway.
/// </summary>
public sealed partial class FamilyTraces
{
    private readonly Draw _draw;
    private readonly Trace _base;
    private readonly SystemDraft _system;
    private readonly List<SettlementCommand> _orders = [];
    private SettlementCommand[] _commands;
    private List<long> _instants;

    private FamilyTraces(ulong seed)
    {
        _base = TraceGenerator.Draw(seed);
        _draw = new Draw(~seed);
        _system = new SystemDraft(_base.System);
        _commands = [.. _base.Commands];
        _instants = [];
        RenewInstants();
    }

    private int Accounts => _system.Accounts.Length;

    /// <summary>A trace with these families, all of them; the same seed and families give the same trace.</summary>
    public static Trace Draw(ulong seed, Families families) => new FamilyTraces(seed).Dress(families, chance: 100);

    /// <summary>A trace with some of these families.</summary>
    public static Trace DrawMix(ulong seed, Families families) => new FamilyTraces(seed).Dress(families, chance: 45);

    private Trace Dress(Families families, int chance)
    {
        (Families Family, Action Add)[] wardrobe =
        [
            (Families.Failure, AddFailure), (Families.Funding, AddFunding), (Families.Elsewhere, AddElsewhere),
            (Families.Classes, AddClasses), (Families.Reserves, AddReserves), (Families.Multilateral, AddMultilateral),
            (Families.Bounds, AddBounds), (Families.Phases, AddPhases), (Families.Answers, AddAnswers),
            (Families.Groups, AddGroups), (Families.Files, AddFiles), (Families.Carry, AddCarry),
        ];
        foreach ((Families family, Action add) in wardrobe)
        {
            if (families.HasFlag(family) && _draw.Percent(chance))
            {
                add();
            }
        }

        IEnumerable<SettlementCommand> all = _commands.Where(c => c.Kind != CommandKind.Submit)
            .Concat(_orders)
            .Concat(_commands.Where(c => c.Kind == CommandKind.Submit));
        SettlementCommand[] inOrder = [.. all.OrderBy(c => c.Time).ThenBy(c => c.Kind == CommandKind.Submit)];
        return new Trace(_base.Seed, _system.ToDefinition(), inOrder);
    }

    private void RenewInstants() =>
        _instants =
        [
            .. _commands.Select(c => c.Time),
            .. _system.Days.SelectMany(d => (long[])
                [
                    d.OpenAt, d.OpenAt + 1, d.CloseAt, d.CloseAt, d.CloseAt - 1,
                    .. d.CyclesAt, .. d.CyclesAt, .. d.PhasesAt,
                ]),
        ];

    private long Instant() => _draw.OneOf(_instants) + (_draw.Percent(20) ? _draw.Between(0, 3) : 0);

    private int AnyAccount() => _draw.Between(0, Accounts - 1);

    private bool[] Flags(int count, int percent) => [.. Enumerable.Range(0, count).Select(_ => _draw.Percent(percent))];

    private void ChangeAccounts(Func<Account, int, Account> change) =>
        _system.Accounts = [.. _system.Accounts.Select(change)];

    private void ChangeSubmits(Func<SettlementCommand, SettlementCommand> change) =>
        _commands = [.. _commands.Select(c => c.Kind == CommandKind.Submit ? change(c) : c)];

    /// <summary>Some orders of one kind at hot instants.</summary>
    private void Order(int atMost, Func<long, SettlementCommand> order)
    {
        for (int i = _draw.Between(0, atMost); i > 0; i--)
        {
            _orders.Add(order(Instant()));
        }
    }

    private void AddMechanism(MechanismKind kind)
    {
        TriggerKind trigger = _draw.OneOf(Enum.GetValues<TriggerKind>());
        _system.Release.Insert(
            _draw.Between(0, _system.Release.Count),
            new Mechanism(kind, trigger, trigger == TriggerKind.Every ? _draw.Between(1, 9) : 0));
        _system.ChangeDays(mechanisms: day => [.. _system.Release.Select(m =>
            m.Trigger == TriggerKind.At ? Times(day, _draw.Between(0, 3)) : [])]);
    }

    private long[] Times(SettlementDay day, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => TimeIn(day)).Distinct().Order()];

    private long TimeIn(SettlementDay day)
    {
        List<long> inside = _instants.FindAll(t => t >= day.OpenAt && t <= day.CloseAt);
        return _draw.OneOf(inside);
    }
}
