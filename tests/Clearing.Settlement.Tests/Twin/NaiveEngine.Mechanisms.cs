using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Sets", "Mechanisms at an instant", "Mechanisms by class and phase".</summary>
public sealed partial class NaiveEngine
{
    /// <summary>"every: open + k x period, k >= 1, up to the close"; "at: the instants of the day".</summary>
    private List<long> MechanismInstants(int mechanism)
    {
        List<long> instants = [];
        switch (_definition.Release[mechanism].Trigger)
        {
            case TriggerKind.Every:
                long period = _definition.Release[mechanism].PeriodUs;
                for (long t = Today.OpenAt + period; t <= _closeAt; t += period)
                {
                    instants.Add(t);
                }

                break;
            case TriggerKind.At when mechanism < Today.MechanismsAt.Length:
                instants.AddRange(Today.MechanismsAt[mechanism]);
                break;
        }

        return instants;
    }

    /// <summary>Step 5; groups are "as if it were a change mechanism before the first".</summary>
    private void Mechanisms()
    {
        if (_halted)
        {
            return;
        }

        const int Groups = -1;
        HashSet<int> alreadyRun = [];
        int next = Groups;
        while (next < _definition.Release.Count)
        {
            int mechanism = next++;
            bool hasReleased = mechanism == Groups
                ? _changed && TryGroups()
                : IsDue(mechanism, alreadyRun) && RunMechanism(mechanism, null);
            next = hasReleased ? Groups : next;
        }

        _changed = false;
    }

    private bool IsDue(int mechanism, HashSet<int> alreadyRun)
    {
        if (!RunsInThisPhase(mechanism))
        {
            return false;
        }

        return _definition.Release[mechanism].Trigger switch
        {
            TriggerKind.Every or TriggerKind.At =>
                MechanismInstants(mechanism).Contains(_now) && alreadyRun.Add(mechanism),
            TriggerKind.Change => _changed,
            _ => false,
        };
    }

    private bool RunsInThisPhase(int mechanism)
    {
        int bit = _state.Phase < 0 ? 63 : _state.Phase;
        return (_definition.Release[mechanism].Phases & (1UL << bit)) != 0;
    }

    /// <summary>True when something was released or paid; one-by-one release follows.</summary>
    /// <param name="mechanism">Its index.</param>
    /// <param name="atHand">The payment a trigger <c>when: entry</c> runs for; it narrows <c>bilateral</c>.</param>
    private bool RunMechanism(int mechanism, WaitingPayment? atHand)
    {
        if (_halted || !RunsInThisPhase(mechanism))
        {
            return false;
        }

        int mask = _definition.Release[mechanism].Classes;
        MechanismKind kind = _definition.Release[mechanism].Kind;
        return kind switch
        {
            MechanismKind.TopUp => TopUp(mechanism, mask),
            MechanismKind.Distribute => Distribute(mechanism, mask),
            _ => RunSets(kind, mechanism, mask, atHand, Route.None),
        };
    }

    /// <summary>What a mechanism sees: no other classes, and nothing held.</summary>
    private List<WaitingPayment> Seen(int mask) =>
        _state.Queue().FindAll(p => (mask & (1 << p.Class)) != 0);

    /// <param name="kind">What is looked for.</param>
    /// <param name="mechanism">For the event; -1 = none.</param>
    /// <param name="mask">Classes.</param>
    /// <param name="atHand">Narrows <c>bilateral</c>.</param>
    /// <param name="route">Its own where the mechanism's is not told.</param>
    private bool RunSets(MechanismKind kind, int mechanism, int mask, WaitingPayment? atHand, Route route)
    {
        Route multilateral = route == Route.None ? Route.Multilateral : route;
        Route bilateral = route == Route.None ? Route.Bilateral : route;
        NaiveSets sets = new(_state);
        bool released = kind switch
        {
            MechanismKind.Partial => ReleaseSet(mechanism, sets.Partial(ForSets(mask)), multilateral),
            MechanismKind.AllOrNothing => ReleaseSet(mechanism, sets.AllOrNothing(ForSets(mask)), multilateral),
            _ => RunBilateral(mechanism, mask, atHand, bilateral),
        };
        ReleaseOneByOne();
        return released;
    }

    private List<WaitingPayment> ForSets(int mask) => Seen(mask).FindAll(p => !p.Held);

    private bool RunBilateral(int mechanism, int mask, WaitingPayment? atHand, Route route)
    {
        bool released = false;
        for (int a = 0; a < _state.AccountCount; a++)
        {
            for (int b = a + 1; b < _state.AccountCount; b++)
            {
                bool looksAtPair = atHand is null
                    || (a == Math.Min(atHand.From, atHand.To) && b == Math.Max(atHand.From, atHand.To));
                if (looksAtPair)
                {
                    List<WaitingPayment> set = new NaiveSets(_state).Bilateral(ForSets(mask), a, b);
                    released |= ReleaseSet(mechanism, set, route);
                }
            }
        }

        return released;
    }

    private bool ReleaseSet(int mechanism, List<WaitingPayment> set, Route route)
    {
        if (set.Count == 0)
        {
            return false;
        }

        Emit(Blank with
        {
            Kind = EventKind.SetReleased,
            From = mechanism,
            Payment = set.Count,
            AmountMinor = set.Sum(p => p.AmountMinor),
        });
        Release(set, route);
        return true;
    }
}
