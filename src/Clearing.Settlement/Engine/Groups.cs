using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Payments that settle together or not at all: they wait here, outside the queue, until all of their group wait and
/// fit as one set.
/// </summary>
internal sealed class Groups
{
    private readonly IReadOnlyList<int> _groupOf;
    private readonly Dictionary<int, Group> _groups = [];
    private readonly int[] _ids;
    private readonly List<Group> _complete = [];
    private readonly Positions _positions;
    private readonly TimedPayments _timed;
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;
    private readonly SetTrial? _trial;
    private bool _hasMates;

    public Groups(
        SystemDefinition system, Positions positions, TimedPayments timed, Settler settler, OneByOneRelease oneByOne)
    {
        _groupOf = system.Groups ?? [];
        _positions = positions;
        _timed = timed;
        _settler = settler;
        _oneByOne = oneByOne;
        _trial = system.Groups is null ? null : new SetTrial(positions);
        foreach (int id in _groupOf)
        {
            if (id != 0 && !_groups.TryAdd(id, new Group()))
            {
                _groups[id].Size++;
            }
        }

        _ids = [.. _groups.Keys.Order()];
    }

    /// <summary>How many payments wait here.</summary>
    public int Count { get; private set; }

    /// <summary>True when the payment is one of several of its group.</summary>
    public bool Has(int payment) => TryGroup(payment, out _);

    /// <summary>True when a payment of the same group came to an end of its own.</summary>
    public bool IsBroken(int payment) => TryGroup(payment, out Group? group) && group.IsBroken;

    /// <summary>A payment of a group becomes active; true when it went at once, with its group.</summary>
    public bool Enter(in WaitingPayment payment)
    {
        Group group = _groups[_groupOf[payment.Payment]];
        group.Waiting.Add(payment);
        Count++;
        if (group.Waiting.Count < group.Size)
        {
            return false;
        }

        NoteComplete(group);
        SortComplete();
        return !_oneByOne.IsHalted && TryRelease(group);
    }

    /// <summary>True when the definition has any.</summary>
    public bool AreKept => _trial is not null;

    /// <summary>Tries the complete groups in order of their last entries; true when any went.</summary>
    public bool Run()
    {
        bool any = false;
        foreach (Group group in _complete.ToArray())
        {
            if (TryRelease(group))
            {
                _oneByOne.Run();
                any = true;
            }
        }

        return any;
    }

    public bool TryFind(int payment, out WaitingPayment found)
    {
        if (TryGroup(payment, out Group? group))
        {
            int at = group.Waiting.FindIndex(p => p.Payment == payment);
            found = at < 0 ? default : group.Waiting[at];
            return at >= 0;
        }

        found = default;
        return false;
    }

    /// <summary>Puts a waiting payment of another rank in the place of itself.</summary>
    public void Replace(in WaitingPayment payment)
    {
        List<WaitingPayment> waiting = _groups[_groupOf[payment.Payment]].Waiting;
        int id = payment.Payment;
        waiting[waiting.FindIndex(p => p.Payment == id)] = payment;
    }

    /// <summary>Takes out a payment that waits here.</summary>
    public void Remove(in WaitingPayment payment)
    {
        Group group = _groups[_groupOf[payment.Payment]];
        int id = payment.Payment;
        group.Waiting.RemoveAll(p => p.Payment == id);
        _complete.Remove(group);
        Count--;
    }

    /// <summary>A payment came to an end of its own: its group can go no more.</summary>
    public void Break(int payment)
    {
        if (TryGroup(payment, out Group? group) && !group.IsBroken)
        {
            group.IsBroken = true;
            _hasMates = true;
        }
    }

    /// <summary>True, once, when a group was broken, so that its other payments have to go.</summary>
    public bool TakeBroken()
    {
        bool has = _hasMates;
        _hasMates = false;
        return has;
    }

    /// <summary>What waits here, group by group.</summary>
    public IEnumerable<WaitingPayment> All() =>
        Count == 0 ? [] : _ids.SelectMany(id => _groups[id].Waiting);

    /// <summary>Moves what waits to other classes.</summary>
    public void Promote(IReadOnlyList<int> to)
    {
        foreach (WaitingPayment payment in All().ToArray())
        {
            Replace(payment.With(payment.Priority, PaymentClasses.Promoted(payment.Class, to)));
        }
    }

    /// <summary>Nothing waits any more.</summary>
    public void Clear()
    {
        foreach (WaitingPayment payment in All().ToArray())
        {
            Remove(payment);
        }
    }

    /// <summary>Its state: the groups of which something waits or that are broken.</summary>
    public void Pass(ref StateOctets octets)
    {
        const int OctetsOfGroup = 9;
        _hasMates = octets.Flag(_hasMates);
        int[] ids = Array.FindAll(_ids, id => _groups[id].IsKnown);
        int count = octets.Count(ids.Length, OctetsOfGroup);
        for (int i = 0; i < count; i++)
        {
            int id = octets.Number(octets.IsLoading ? 0 : ids[i], int.MinValue, int.MaxValue);
            Group? group = _groups.GetValueOrDefault(id);
            StateOctets.Need(group is { Size: > 1 } && (!octets.IsLoading || !group.IsKnown), "a group is not there");
            group!.IsBroken = octets.Flag(group.IsBroken);
            octets.Payments(group.Waiting);
            if (octets.IsLoading)
            {
                Restore(id, group);
            }
        }

        SortComplete();
    }

    private void Restore(int id, Group group)
    {
        StateOctets.Need(
            group.Waiting.TrueForAll(p => p.Payment < _groupOf.Count && _groupOf[p.Payment] == id),
            "a payment is in another group");
        Count += group.Waiting.Count;
        if (group.Waiting.Count >= group.Size)
        {
            NoteComplete(group);
        }
    }

    private void NoteComplete(Group group)
    {
        group.LastEntry = group.Waiting.Max(p => p.Entry);
        _complete.Add(group);
    }

    private void SortComplete() => _complete.Sort(static (x, y) => x.LastEntry.CompareTo(y.LastEntry));

    private bool TryGroup(int payment, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Group? group)
    {
        int id = payment < _groupOf.Count ? _groupOf[payment] : 0;
        group = id == 0 ? null : _groups[id];
        return group is { Size: > 1 };
    }

    private bool TryRelease(Group group)
    {
        WaitingPayment[] set = [.. group.Waiting.OrderBy(p => p.Rank)];
        _trial!.Clear();
        foreach (WaitingPayment payment in set)
        {
            _trial.Add(payment);
        }

        if (!_trial.Holds)
        {
            return false;
        }

        Int128 value = 0;
        foreach (WaitingPayment payment in set)
        {
            _positions.Move(payment);
            _timed.Remove(payment.Payment);
            value += payment.AmountMinor;
        }

        group.Waiting.Clear();
        _complete.Remove(group);
        Count -= set.Length;
        _settler.Add(EventKind.SetReleased, set.Length, amountMinor: Saturating.From(value));
        foreach (WaitingPayment payment in set)
        {
            _settler.Tell(payment, Route.Multilateral);
        }

        foreach (WaitingPayment payment in set)
        {
            _oneByOne.AfterMove(payment.From, payment.To);
        }

        return true;
    }

    private sealed class Group
    {
        public int Size { get; set; } = 1;

        public List<WaitingPayment> Waiting { get; } = [];

        public long LastEntry { get; set; }

        public bool IsBroken { get; set; }

        /// <summary>True when there is anything to save of it.</summary>
        public bool IsKnown => IsBroken || Waiting.Count > 0;
    }
}
