using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>Runs the extra release mechanisms in the order listed, each when its trigger says.</summary>
internal sealed class Mechanisms
{
    private readonly Mechanism[] _rules;
    private readonly WaitingPayments _waiting;
    private readonly DayClock _clock;
    private readonly Groups _groups;
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;
    private readonly Funding _funding;
    private readonly SetRelease _sets;
    private readonly PrefixSearch _partial;
    private readonly BilateralSearch _bilateral;
    private readonly AllOrNothingSearch _allOrNothing;
    private readonly bool[] _isDue;

    public Mechanisms(
        SystemDefinition system, Positions positions, WaitingPayments waiting, TimedPayments timed, Settler settler,
        OneByOneRelease oneByOne, Funding funding, DayClock clock, Groups groups)
    {
        _rules = [.. system.Release];
        _waiting = waiting;
        _clock = clock;
        _groups = groups;
        _settler = settler;
        _oneByOne = oneByOne;
        _funding = funding;
        _sets = new SetRelease(positions, waiting, timed, settler, oneByOne);
        _partial = new PrefixSearch(positions, waiting);
        _bilateral = new BilateralSearch(positions, waiting, _sets);
        _allOrNothing = new AllOrNothingSearch(positions, waiting);
        _isDue = new bool[_rules.Length];
        HasEntryTrigger = _rules.Any(rule => rule.Trigger == TriggerKind.Entry);
    }

    public bool HasEntryTrigger { get; }

    /// <summary>The turn of the mechanisms at an instant; while halted their times pass unused.</summary>
    public void RunAt(long time)
    {
        if (_rules.Length == 0 && !_groups.AreKept)
        {
            return;
        }

        if (_clock.NextInstant == time)
        {
            for (int i = 0; i < _rules.Length; i++)
            {
                _isDue[i] = _clock.TakeMechanism(i, time) && IsInPhase(i);
            }
        }

        if (_oneByOne.IsHalted)
        {
            Array.Clear(_isDue);
            return;
        }

        TryGroups();
        for (int i = 0; i < _rules.Length; i++)
        {
            bool isDue = _isDue[i]
                || (_rules[i].Trigger == TriggerKind.Change && _settler.HasChanged && IsInPhase(i));
            _isDue[i] = false;
            if (isDue && Run(i))
            {
                _oneByOne.Run();
                TryGroups();
                i = -1;
            }
        }

        _settler.HasChanged = false;
    }

    // Groups are tried as a mechanism on change before the first, again and again while any goes.
    private void TryGroups()
    {
        while (_groups.AreKept && _settler.HasChanged && _groups.Run())
        {
        }
    }

    /// <summary>The mechanisms that look at a payment that did not go at once, while it still waits.</summary>
    public void RunOnEntry(in WaitingPayment payment)
    {
        if (_oneByOne.IsHalted)
        {
            return;
        }

        for (int i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Trigger != TriggerKind.Entry || !IsInPhase(i))
            {
                continue;
            }

            bool released = _rules[i].Kind == MechanismKind.Bilateral
                ? _bilateral.RunPair(payment.From, payment.To, i, _rules[i].Classes) > 0
                : Run(i);
            if (released)
            {
                _oneByOne.Run();
                if (!StillWaits(payment))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Runs one search over what waits in these classes; true when it released something.</summary>
    /// <param name="kind">Which: bilateral, all-or-nothing or partial.</param>
    /// <param name="mechanism">Index to tell; -1 = the beginning of a phase.</param>
    /// <param name="classes">A bit for each class.</param>
    /// <param name="isClosing">True: what goes has the route of closing procedures.</param>
    public bool Search(MechanismKind kind, int mechanism, int classes, bool isClosing = false)
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        if (kind == MechanismKind.Bilateral)
        {
            return _bilateral.Run(mechanism, classes, isClosing ? Route.Close : Route.Bilateral) > 0;
        }

        ReadOnlySpan<WaitingPayment> set =
            kind == MechanismKind.Partial ? _partial.Find(classes) : _allOrNothing.Find(classes);
        if (set.IsEmpty)
        {
            return false;
        }

        _sets.Release(set, mechanism, isClosing ? Route.Close : Route.Multilateral);
        return true;
    }

    private bool IsInPhase(int i)
    {
        const int BeforeTheFirst = 63;
        int phase = _clock.PhasesBegun == 0 ? BeforeTheFirst : _clock.PhasesBegun - 1;
        return ((_rules[i].Phases >> phase) & 1) != 0;
    }

    private bool StillWaits(in WaitingPayment payment) =>
        _waiting.HasAny(payment.From, payment.Class)
        && _waiting.LaneOf(payment.From, payment.Class).Find(payment.Entry) >= 0;

    private bool Run(int i) => _rules[i].Kind switch
    {
        MechanismKind.TopUp => _funding.TopUp(i, _rules[i].Classes),
        MechanismKind.Distribute => _funding.Distribute(i, _rules[i].Classes),
        _ => Search(_rules[i].Kind, i, _rules[i].Classes),
    };
}
