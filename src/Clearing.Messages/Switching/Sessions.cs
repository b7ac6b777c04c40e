namespace Clearing.Messages.Switching;

/// <summary>Login, select, quit, logout, abort (SW-7, SW-9).</summary>
internal sealed class Sessions(SwitchState state, Delivery delivery)
{
    public void Login(Terminal terminal, in SwitchInput input)
    {
        if (input.Sequence < terminal.LoginRequest)
        {
            return;
        }

        bool isRepeat = input.Sequence == terminal.LoginRequest;
        AnswerCode code = !input.Code.IsNone ? input.Code
            : isRepeat && terminal.State == TerminalState.LoggedOut ? AnswerCode.Session
            : default;
        if (code.IsNone && !isRepeat)
        {
            terminal.LoginRequest = input.Sequence;
            terminal.LoginSession++;
            terminal.State = TerminalState.LoggedIn;
        }

        Say(code.IsNone ? SwitchOutputKind.LoginAck : SwitchOutputKind.LoginNak, terminal, terminal.LoginSession,
            input.Sequence, code);
    }

    public void Select(Terminal terminal, in SwitchInput input)
    {
        if (input.Sequence < terminal.SelectRequest)
        {
            return;
        }

        bool isRepeat = input.Sequence == terminal.SelectRequest;
        AnswerCode code = !input.Code.IsNone ? input.Code
            : isRepeat && terminal.State != TerminalState.Selected ? AnswerCode.Session
            : terminal.State == TerminalState.LoggedOut ? AnswerCode.Terminal
            : default;
        if (!code.IsNone)
        {
            Say(SwitchOutputKind.SelectNak, terminal, terminal.Session, input.Sequence, code);
            return;
        }

        if (!isRepeat)
        {
            terminal.SelectRequest = input.Sequence;
            terminal.Session++;
            terminal.NextIsn = 1;
            terminal.State = TerminalState.Selected;
        }

        Say(SwitchOutputKind.SelectAck, terminal, terminal.Session, input.Sequence);
        if (!isRepeat)
        {
            delivery.Resume(terminal);
        }
    }

    public void Quit(Terminal terminal, in SwitchInput input)
    {
        if (terminal.State == TerminalState.Selected && input.Session == terminal.Session)
        {
            terminal.State = TerminalState.LoggedIn;
        }

        Say(SwitchOutputKind.QuitAck, terminal, input.Session, input.Sequence);
    }

    public void Logout(Terminal terminal, in SwitchInput input)
    {
        if (input.Session == terminal.LoginSession)
        {
            terminal.State = TerminalState.LoggedOut;
        }

        Say(SwitchOutputKind.LogoutAck, terminal, input.Session, input.Sequence);
    }

    public void Abort(Terminal terminal, in SwitchInput input)
    {
        if (terminal.State == TerminalState.Selected && input.Session == terminal.Session)
        {
            terminal.State = TerminalState.LoggedIn;
            Say(SwitchOutputKind.Abort, terminal, terminal.Session, 0, input.Code);
        }
    }

    private void Say(SwitchOutputKind kind, Terminal terminal, int session, int request, AnswerCode code = default) =>
        state.Emit(new SwitchOutput
        {
            Kind = kind,
            Terminal = terminal.Index,
            Session = session,
            Sequence = request,
            Code = code,
        });
}
