using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>What the beginnings and ends of faults do.</summary>
internal sealed partial class MessageNetwork
{
    private static SwitchInput Relationship(long time, SwitchInputKind kind, int sender, int receiver) => new()
    {
        Kind = kind,
        TimeUs = time,
        Terminal = receiver,
        Message = new SwitchMessage { Sender = sender, Receiver = receiver },
    };

    private void Change(long now, in Turn turn)
    {
        NetworkFault fault = turn.Fault;
        _weather.Turn(fault, turn.IsEnd);
        switch (fault.Kind)
        {
            case NetworkFaultKind.SliceDown:
                Apply(new SwitchInput
                {
                    Kind = turn.IsEnd ? SwitchInputKind.SliceUp : SwitchInputKind.SliceDown,
                    TimeUs = now,
                    Number = fault.Slice,
                });
                break;
            case NetworkFaultKind.ControlProcessor:
                FailOver(now, turn.IsEnd);
                break;
            case NetworkFaultKind.Unauthorised:
                SetRelationships(now, fault.Account, turn.IsEnd);
                break;
            case NetworkFaultKind.Cut:
                SetLine(now, fault.Account, turn.IsEnd);
                break;
            case NetworkFaultKind.CentreDown:
                SetCentre(now, turn.IsEnd);
                break;
        }
    }

    private void FailOver(long now, bool isEnd)
    {
        // What was not on two media died with the processor that asked for it.
        if (!isEnd)
        {
            _storing.Clear();
        }

        Apply(new SwitchInput
        {
            Kind = isEnd ? SwitchInputKind.TakeOver : SwitchInputKind.ControlDown,
            TimeUs = now,
            Number = _machine.LastApplied,
        });
        _tickRecord = -1;
        if (isEnd)
        {
            RepeatOrders(now);
        }
    }

    // What operators and terminals ordered while no processor was active, or was not safe when one died, is lost.
    private void RepeatOrders(long now)
    {
        if (_plan.Service.Bypass)
        {
            SetBypass(now, isOn: !_desks[_plan.Centre]!.IsUp);
        }

        foreach (IGrouping<int, NetworkFault> faults in _plan.Faults
            .Where(fault => fault.Kind == NetworkFaultKind.Unauthorised).GroupBy(fault => fault.Account))
        {
            SetRelationships(now, faults.Key, !faults.Any(fault => fault.At <= now && now < fault.Until));
        }
    }

    private void SetBypass(long now, bool isOn) => Apply(new SwitchInput
    {
        Kind = SwitchInputKind.Bypass,
        TimeUs = now,
        Sequence = isOn ? 1 : 0,
    });

    private void SetRelationships(long now, int sender, bool isAllowed)
    {
        foreach (int receiver in _plan.ReceiversOf(sender))
        {
            Apply(Relationship(now, isAllowed ? SwitchInputKind.Allow : SwitchInputKind.Forbid, sender, receiver));
        }
    }

    private void SetLine(long now, int terminal, bool isUp)
    {
        if (_desks[terminal] is { } desk)
        {
            desk.IsUp = isUp && !_weather.IsCut(terminal);
            if (desk.IsUp)
            {
                Restart(now, terminal);
            }
            else
            {
                // The switch sees the line too, and keeps what is for the terminal until it is back.
                Apply(new SwitchInput
                {
                    Kind = SwitchInputKind.Abort,
                    TimeUs = now,
                    Terminal = terminal,
                    Session = _machine.SessionOf(terminal),
                });
            }
        }
    }

    private void SetCentre(long now, bool isUp)
    {
        _desks[_plan.Centre]!.IsUp = isUp;
        if (_plan.Service.Bypass)
        {
            SetBypass(now, isOn: !isUp);
        }

        if (isUp)
        {
            _centre.EnterBypassed(now);
            Restart(now, _plan.Centre);
        }
    }

    // Whoever was away opens a new session, whatever was under way when it went.
    private void Restart(long now, int terminal)
    {
        TerminalDesk desk = _desks[terminal]!;
        Transmit(now, desk.Reopen(now));
        _patience.Add(now, (terminal, 0, desk.Request));
    }
}
