using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>Runs the extra release mechanisms in the order listed, each when its trigger says.</summary>
internal sealed class Mechanisms
{
    private readonly Mechanism[] _rules;
    private readonly WaitingPayments _waiting;
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
        OneByOneRelease oneByOne, Funding funding)
    {
        _rules = [.. system.Release];
        _waiting = waiting;
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
    public void RunAt(long time, DayClock clock)
    {
        if (_rules.Length == 0)
        {
            return;
        }

        if (clock.NextInstant == time)
        {
            for (int i = 0; i < _rules.Length; i++)
            {
                _isDue[i] = clock.TakeMechanism(i, time);
            }
        }

        if (_oneByOne.IsHalted)
        {
            Array.Clear(_isDue);
            return;
        }

        for (int i = 0; i < _rules.Length; i++)
        {
            bool isDue = _isDue[i] || (_rules[i].Trigger == TriggerKind.Change && _settler.HasChanged);
            _isDue[i] = false;
            if (isDue && Run(i))
            {
                _oneByOne.Run();
                i = -1;
            }
        }

        _settler.HasChanged = false;
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
            if (_rules[i].Trigger != TriggerKind.Entry)
            {
                continue;
            }

            bool released = _rules[i].Kind == MechanismKind.Bilateral
                ? _bilateral.RunPair(payment.From, payment.To, i) > 0
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

    private bool StillWaits(in WaitingPayment payment) =>
        _waiting.HasAny(payment.From, (int)payment.Priority)
        && _waiting.LaneOf(payment.From, (int)payment.Priority).Find(payment.Entry) >= 0;

    private bool Run(int i)
    {
        if (_rules[i].Kind == MechanismKind.TopUp)
        {
            return _funding.TopUp(i);
        }

        if (_waiting.Count == 0)
        {
            return false;
        }

        if (_rules[i].Kind == MechanismKind.Bilateral)
        {
            return _bilateral.Run(i) > 0;
        }

        if (_rules[i].Kind == MechanismKind.Distribute)
        {
            return _funding.Distribute(i);
        }

        ReadOnlySpan<WaitingPayment> set =
            _rules[i].Kind == MechanismKind.Partial ? _partial.Find() : _allOrNothing.Find();
        if (set.IsEmpty)
        {
            return false;
        }

        _sets.Release(set, i, Route.Multilateral);
        return true;
    }
}
