using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>Begins and ends the phases of a day, and does what each does at its beginning.</summary>
internal sealed class DayPhases(
    DayClock clock, Positions positions, WaitingPayments waiting, TimedPayments timed, Settler settler,
    OneByOneRelease oneByOne, Groups groups, Mechanisms mechanisms, Funding funding, Action expireAll)
{
    /// <summary>The turn of the phases at an instant; true when the last has ended and so the day has.</summary>
    public bool RunAt(long time)
    {
        bool hasBegun = false;
        while (clock.IsPhaseDue(time))
        {
            Begin();
            hasBegun = true;
        }

        if (hasBegun || clock.Phase is not { } phase || !IsMet(phase.EndsWhen))
        {
            return false;
        }

        if (!clock.TryBeginPhase())
        {
            return true;
        }

        Start();
        while (clock.IsPhaseDue(time))
        {
            Begin();
        }

        return false;
    }

    private void Begin()
    {
        clock.TryBeginPhase();
        Start();
    }

    private void Start()
    {
        Phase phase = clock.Phase!;
        settler.Add(EventKind.PhaseStarted, clock.PhasesBegun - 1);
        settler.HasChanged = true;
        positions.WaiveCeilings(phase.WaivesCeilings);
        if (phase.Promotes is { } promotes)
        {
            waiting.Promote(promotes);
            timed.Promote(promotes);
            groups.Promote(promotes);
            oneByOne.Clear();
        }

        oneByOne.ConsiderAll();
        foreach (PhaseAction action in phase.Actions)
        {
            Do(action);
            oneByOne.Run();
        }

        oneByOne.Run();
    }

    private void Do(PhaseAction action)
    {
        switch (action)
        {
            case PhaseAction.Bilateral:
                Search(MechanismKind.Bilateral);
                break;
            case PhaseAction.AllOrNothing:
                Search(MechanismKind.AllOrNothing);
                break;
            case PhaseAction.Partial:
                Search(MechanismKind.Partial);
                break;
            case PhaseAction.Require:
                funding.Require();
                break;
            case PhaseAction.PayOut:
                funding.PayOut();
                break;
            case PhaseAction.Expire:
                expireAll();
                break;
            default:
                throw new InvalidOperationException($"{action} is not an action of a phase.");
        }
    }

    private void Search(MechanismKind kind)
    {
        if (!oneByOne.IsHalted)
        {
            mechanisms.Search(kind, -1, ushort.MaxValue, isClosing: true);
        }
    }

    private bool IsMet(PhaseEnd end) => end switch
    {
        PhaseEnd.RequirementsPaid => funding.AreRequirementsPaid,
        PhaseEnd.Resolved => waiting.Count == 0 && positions.FirstNegative() < 0,
        _ => false,
    };
}
