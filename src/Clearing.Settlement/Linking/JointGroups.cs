using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Linking;

/// <summary>
/// Groups whose payments go to several members (payment versus payment): each is held where it is until the money of
/// all is aside, then all settle; when one has come to another end, none does.
/// </summary>
internal sealed class JointGroups
{
    private readonly Arrangement _arrangement;
    private readonly int[] _groupOf;
    private readonly Dictionary<int, Group> _groups = [];

    public JointGroups(Arrangement arrangement, int[] groupOf)
    {
        _arrangement = arrangement;
        _groupOf = groupOf;
        for (int payment = 0; payment < groupOf.Length; payment++)
        {
            if (groupOf[payment] != 0)
            {
                Group group = _groups.TryGetValue(groupOf[payment], out Group? known) ? known : new Group();
                group.Size++;
                _groups[groupOf[payment]] = group;
            }
        }
    }

    private enum LegState { Waiting, Earmarked, Ended }

    /// <summary>Takes note of a payment that enters; true when it has to be held.</summary>
    public bool Enter(in SettlementCommand payment, int member)
    {
        if (GroupOf(payment.Payment) is not { } group)
        {
            return false;
        }

        group.Legs.Add(new Leg(payment.Payment, payment.From, member));
        if (group.HasFailed)
        {
            Refuse(group, member);
        }

        return true;
    }

    public void Earmark(in SettlementEvent e, int member)
    {
        if (GroupOf(e.Payment) is { } group && Find(group, e.Payment) is { } leg)
        {
            leg.State = LegState.Earmarked;
            if (++group.Earmarked == group.Size)
            {
                _arrangement.At(
                    e.Time + _arrangement.GroupDelayUs, Turn.Commands, member, () => Accept(group));
            }
        }
    }

    public void End(in SettlementEvent e, int member)
    {
        if (GroupOf(e.Payment) is { } group && Find(group, e.Payment) is { } leg)
        {
            leg.State = LegState.Ended;
            if (!group.IsAccepted && !group.HasFailed)
            {
                group.HasFailed = true;
                Refuse(group, member);
            }
        }
    }

    // One that has ended while the answer was on its way (a close gave its money back) takes the others with it.
    private void Accept(Group group)
    {
        if (!group.HasFailed)
        {
            group.IsAccepted = true;
            Answer(group, yes: true);
        }
    }

    private void Refuse(Group group, int member) => _arrangement.At(
        _arrangement.Now + _arrangement.GroupDelayUs, Turn.Commands, member, () => Answer(group, yes: false));

    private void Answer(Group group, bool yes)
    {
        foreach (Leg leg in group.Legs)
        {
            if (leg.State != LegState.Ended && !leg.IsAnswered)
            {
                leg.IsAnswered = true;
                _arrangement.Members[leg.Member].Execute(
                    SettlementCommand.Answer(_arrangement.Now, leg.Payment, leg.From, yes));
            }
        }
    }

    private Group? GroupOf(int payment) =>
        (uint)payment < (uint)_groupOf.Length && _groupOf[payment] != 0 ? _groups[_groupOf[payment]] : null;

    private static Leg? Find(Group group, int payment) => group.Legs.Find(leg => leg.Payment == payment);

    private sealed class Group
    {
        public List<Leg> Legs { get; } = [];

        /// <summary>Payments of the scenario in it.</summary>
        public int Size { get; set; }

        public int Earmarked { get; set; }

        public bool HasFailed { get; set; }

        public bool IsAccepted { get; set; }
    }

    private sealed class Leg(int payment, int from, int member)
    {
        public int Payment => payment;

        public int From => from;

        public int Member => member;

        public LegState State { get; set; }

        public bool IsAnswered { get; set; }
    }
}
