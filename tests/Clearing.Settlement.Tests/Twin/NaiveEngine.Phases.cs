using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Phases".</summary>
public sealed partial class NaiveEngine
{
    /// <summary>Step 7b.</summary>
    private void Phases()
    {
        bool beganNow = false;
        while (true)
        {
            bool ends = !beganNow && _state.PhaseInForce is { } phase && IsMet(phase.EndsWhen);
            bool isLast = _state.PhasesBegun == _definition.Phases.Count;
            if (ends && isLast)
            {
                _closeAt = _now;
                HoldWhatIsDue();
                return;
            }

            if (isLast || (!ends && Today.PhasesAt[_state.PhasesBegun] > _now))
            {
                return;
            }

            BeginPhase(_state.PhasesBegun);
            beganNow = true;
        }
    }

    private bool IsMet(PhaseEnd end) => end switch
    {
        PhaseEnd.RequirementsPaid => Accounts.All(a => MissingRequired(a) <= 0),
        PhaseEnd.Resolved => _state.Queue().Count == 0 && Accounts.All(a => _state.Position(a) >= 0),
        _ => false,
    };

    private void BeginPhase(int phase)
    {
        _state.Phase = phase;
        _state.PhasesBegun = phase + 1;
        _changed = true;
        Emit(Blank with { Kind = EventKind.PhaseStarted, Payment = phase });
        _state.Waiting.ForEach(p => p.Class = Promoted(p.Class));
        foreach (PhaseAction action in _definition.Phases[phase].Actions)
        {
            Do(action);
            ReleaseOneByOne();
        }

        ReleaseOneByOne();
    }

    private void Do(PhaseAction action)
    {
        switch (action)
        {
            case PhaseAction.Bilateral:
                RunAtPhase(MechanismKind.Bilateral);
                break;
            case PhaseAction.AllOrNothing:
                RunAtPhase(MechanismKind.AllOrNothing);
                break;
            case PhaseAction.Partial:
                RunAtPhase(MechanismKind.Partial);
                break;
            case PhaseAction.Require:
                Require();
                break;
            case PhaseAction.PayOut:
                PayOutAll();
                break;
            case PhaseAction.Expire:
                RejectExpired(_ => true);
                break;
        }
    }

    /// <summary>"While halted the actions that are mechanisms are lost."</summary>
    private void RunAtPhase(MechanismKind kind)
    {
        if (!_halted)
        {
            RunSets(kind, -1, ushort.MaxValue, null, Route.Close);
        }
    }

    /// <summary>"position + what active waiting payments bring - what they take; if negative ..."</summary>
    private void Require()
    {
        foreach (int account in Accounts)
        {
            List<WaitingPayment> queue = _state.Queue();
            Int128 after = _state.Position(account)
                + NaiveState.Sum(queue.Where(p => p.To == account).Select(p => p.AmountMinor))
                - NaiveState.Sum(queue.Where(p => p.From == account).Select(p => p.AmountMinor));
            _required[account] = (long)Int128.Max(0, -after);
            _fundedBeforeRequire[account] = _state.Funded[account];
            if (_required[account] > 0)
            {
                EmitRequirement(account, _required[account], -1, Route.Close);
            }
        }

        foreach (int account in Accounts)
        {
            PayRequirements(account);
        }
    }

    private bool PhaseTakes(WaitingPayment payment)
    {
        if (_state.PhaseInForce is not { } phase)
        {
            return true;
        }

        bool isShort = _state.Position(payment.To) < 0 || _state.Queue().Exists(p => p.From == payment.To);
        return (phase.Accepts is null || Lists(phase.Accepts, payment.Kind)) && (!phase.AcceptsRelief || isShort);
    }
}
