namespace Clearing.Messages.Switching;

/// <summary>Applies records to the state, one after the other.</summary>
internal sealed class SwitchCore
{
    private readonly Delivery _delivery;
    private readonly Sessions _sessions;
    private readonly Intake _intake;

    public SwitchCore(SwitchOptions options)
    {
        State = new SwitchState(options);
        _delivery = new Delivery(State);
        _sessions = new Sessions(State, _delivery);
        _intake = new Intake(State, _delivery, new CopyDesk(State, _delivery));
    }

    public SwitchState State { get; }

    public long NextDueUs => _delivery.NextDueUs();

    /// <summary>Applies one record; what follows from it leaves at <paramref name="safeUs"/>.</summary>
    public void Apply(in SwitchInput record, long safeUs, List<SwitchOutput>? outputs)
    {
        State.Outputs = outputs;
        State.SafeUs = safeUs;
        State.NowUs = Math.Max(State.NowUs, record.TimeUs);
        _delivery.RunTimers();
        Dispatch(record);
        State.Outputs = null;
    }

    /// <summary>Sets what is a function of the rest of the state, after that was read from octets.</summary>
    public void Restore()
    {
        foreach (Terminal terminal in State.Terminals)
        {
            _delivery.SetTimer(terminal);
        }
    }

    private void Dispatch(in SwitchInput record)
    {
        switch (record.Kind)
        {
            case SwitchInputKind.Bypass:
                int service = (int)record.Number;
                State.Bypassed[service] = record.Sequence == 1 && State.Options.Services[service].MayBypass;
                return;
            case SwitchInputKind.Broadcast:
                foreach (Terminal each in State.Terminals)
                {
                    Report(each, 94, record.Message.Payload);
                }

                return;
            case SwitchInputKind.Allow:
                State.Relationships.Add(Relationship(record.Message));
                return;
            case SwitchInputKind.Forbid:
                State.Relationships.Remove(Relationship(record.Message));
                return;
            case SwitchInputKind.Tick:
                return;
            default:
                FromTerminal(State.Terminals[record.Terminal], record);
                return;
        }
    }

    private void FromTerminal(Terminal terminal, in SwitchInput record)
    {
        switch (record.Kind)
        {
            case SwitchInputKind.Send:
                _intake.Take(record);
                break;
            case SwitchInputKind.Answer:
                _delivery.Answer(terminal, record.Sequence, record.Code);
                break;
            case SwitchInputKind.Login:
                _sessions.Login(terminal, record);
                break;
            case SwitchInputKind.Select:
                _sessions.Select(terminal, record);
                break;
            case SwitchInputKind.Quit:
                _sessions.Quit(terminal, record);
                break;
            case SwitchInputKind.Logout:
                _sessions.Logout(terminal, record);
                break;
            case SwitchInputKind.Abort:
                _sessions.Abort(terminal, record);
                break;
            case SwitchInputKind.ReportUndelivered:
                Report(terminal, 66, terminal.Undelivered);
                break;
            default:
                break;
        }
    }

    private void Report(Terminal terminal, int type, long payload)
    {
        if (terminal.Inbox < State.Options.QueueLimit)
        {
            _delivery.Tell(terminal.Index, type, default, default, payload);
        }
    }

    private (int Sender, int Receiver, int Type) Relationship(in SwitchMessage message) =>
        (State.Terminals[message.Sender].Institution, State.Terminals[message.Receiver].Institution, message.Type);
}
