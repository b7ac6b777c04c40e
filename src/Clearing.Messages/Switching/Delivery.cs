namespace Clearing.Messages.Switching;

/// <summary>The way out: queues, OSN, answers, redelivery, and what is told of it (SW-9 to SW-13).</summary>
internal sealed class Delivery(SwitchState state)
{
    private readonly SwitchOptions _options = state.Options;

    /// <summary>Puts a stored message at the end of its receiver's queue.</summary>
    public void Enqueue(int slot)
    {
        ref StoredMessage stored = ref state.Store[slot];
        stored.Place = MessagePlace.Queued;
        stored.Entered = ++state.LastEntered;
        stored.SentUs = state.NowUs;
        state.Age.Append(slot);
        state.Terminals[stored.Message.Receiver].Queues[(int)stored.Message.Priority].Append(slot);
    }

    /// <summary>A message of the network itself to a terminal.</summary>
    public void Tell(int terminal, int type, in Mir related, AnswerCode reason = default, long payload = 0) =>
        Tell(new SwitchMessage
        {
            Receiver = terminal,
            Type = type,
            Related = related,
            Reason = reason,
            Payload = payload,
        });

    /// <summary>A message of the network itself; sender, priority and MIR are filled in.</summary>
    public void Tell(in SwitchMessage message)
    {
        Mir mir = new(state.Today, SwitchOptions.Network, 1, ++state.LastSystemSequence);
        SwitchMessage system = message with { Sender = SwitchOptions.Network, Priority = MessagePriority.System };
        Enqueue(state.Keep(system, mir, MessagePlace.Queued));
        Pump(state.Terminals[message.Receiver]);
    }

    /// <summary>Delivers what the terminal's window has room for.</summary>
    public void Pump(Terminal terminal)
    {
        while (terminal.State == TerminalState.Selected && terminal.Out.Count < _options.OutputWindow)
        {
            MessageChain? queue = Next(terminal);
            if (queue is null)
            {
                return;
            }

            int slot = queue.First;
            queue.Remove(slot);
            state.Age.Remove(slot);
            terminal.Out.Add(slot);
            ref StoredMessage stored = ref state.Store[slot];
            stored.Place = MessagePlace.Out;
            stored.Mor = new Mir(state.Today, terminal.Index, terminal.Session, ++terminal.LastOsn);
            stored.FirstSentUs = state.NowUs;
            Send(terminal, ref stored, MessageMarks.None);
        }
    }

    /// <summary>Delivers again, with PDM, all that the terminal has not answered; then goes on.</summary>
    public void Resume(Terminal terminal)
    {
        foreach (int slot in terminal.Out)
        {
            ref StoredMessage stored = ref state.Store[slot];
            stored.Attempts = 0;
            Send(terminal, ref stored, MessageMarks.PossibleDuplicateMessage);
        }

        Pump(terminal);
    }

    /// <summary>UAK or UNK of a delivery.</summary>
    public void Answer(Terminal terminal, int osn, AnswerCode code)
    {
        int place = terminal.Out.Count - 1;
        while (place >= 0 && state.Store[terminal.Out[place]].Mor.Sequence != osn)
        {
            place--;
        }

        if (place < 0 || !code.IsNone)
        {
            return;
        }

        int answered = terminal.Out[place];
        terminal.Out.RemoveAt(place);
        StoredMessage stored = state.Store[answered];
        state.Drop(answered, MessageFate.Delivered);
        if (stored.Message.Sender >= 0 && (stored.Message.Monitoring & DeliveryMonitoring.Delivery) != 0)
        {
            Tell(new SwitchMessage
            {
                Receiver = stored.Message.Sender,
                Type = 11,
                Related = stored.Mir,
                Output = stored.Mor,
                Payload = stored.Message.Payload,
            });
        }

        Pump(terminal);
    }

    /// <summary>What the passing of time brings: giving up, warnings, redelivery.</summary>
    public void RunTimers()
    {
        for (int slot = state.Age.First; slot >= 0 && IsOld(slot); slot = state.Age.First)
        {
            GiveUp(slot);
        }

        for (int slot = state.Late.First; slot >= 0 && IsLate(slot); slot = state.Late.First)
        {
            state.Late.Remove(slot);
            state.Store[slot].IsWatched = false;
            SwitchMessage message = state.Store[slot].Message;
            Tell(message.Sender, 10, state.Store[slot].Mir, payload: message.Payload);
        }

        while (state.Timers.TryPeek(out int index, out (long DueUs, int Terminal) due) && due.DueUs <= state.NowUs)
        {
            state.Timers.Dequeue();
            state.Terminals[index].IsTimed = false;
            Redeliver(state.Terminals[index]);
        }
    }

    /// <summary>The next instant at which <see cref="RunTimers"/> may have something to do.</summary>
    public long NextDueUs()
    {
        long due = state.Timers.TryPeek(out _, out (long DueUs, int Terminal) timer) ? timer.DueUs : long.MaxValue;
        if (state.Late.First >= 0)
        {
            due = Math.Min(due, state.Store[state.Late.First].AcceptedUs + _options.UrgentLateUs);
        }

        return state.Age.First < 0
            ? due
            : Math.Min(due, state.Store[state.Age.First].SentUs + _options.AbortAfterUs);
    }

    /// <summary>Sets the redelivery timer by what is out.</summary>
    public void SetTimer(Terminal terminal)
    {
        if (terminal.IsTimed || terminal.State != TerminalState.Selected || terminal.Out.Count == 0)
        {
            return;
        }

        long sentUs = long.MaxValue;
        foreach (int slot in terminal.Out)
        {
            sentUs = Math.Min(sentUs, state.Store[slot].SentUs);
        }

        terminal.IsTimed = true;
        state.Timers.Enqueue(terminal.Index, (sentUs + _options.RedeliverAfterUs, terminal.Index));
    }

    private static MessageChain? Next(Terminal terminal)
    {
        foreach (MessageChain queue in terminal.Queues)
        {
            if (queue.First >= 0)
            {
                return queue;
            }
        }

        return null;
    }

    private bool IsOld(int slot) => state.NowUs - state.Store[slot].SentUs >= _options.AbortAfterUs;

    private bool IsLate(int slot) => state.NowUs - state.Store[slot].AcceptedUs >= _options.UrgentLateUs;

    private void GiveUp(int slot)
    {
        StoredMessage stored = state.Store[slot];
        state.Terminals[stored.Message.Receiver].Queues[(int)stored.Message.Priority].Remove(slot);
        state.Drop(slot, MessageFate.GivenUp, AnswerCode.Undelivered);
        if (stored.Message.Type == 96 && state.Awaiting.TryGetValue(stored.Message.CopyReference, out int original))
        {
            // The centre was never asked, so it cannot have settled.
            stored = state.Store[original];
            state.Drop(original, MessageFate.GivenUp, AnswerCode.Undelivered);
        }

        if (stored.Message.Sender >= 0)
        {
            Tell(stored.Message.Sender, 19, stored.Mir, AnswerCode.Undelivered, stored.Message.Payload);
        }
    }

    private void Redeliver(Terminal terminal)
    {
        if (terminal.State != TerminalState.Selected)
        {
            return;
        }

        foreach (int slot in terminal.Out)
        {
            ref StoredMessage stored = ref state.Store[slot];
            if (state.NowUs - stored.SentUs < _options.RedeliverAfterUs)
            {
                continue;
            }

            if (stored.Attempts >= _options.DeliveryAttempts)
            {
                terminal.State = TerminalState.LoggedIn;
                state.Emit(new SwitchOutput
                {
                    Kind = SwitchOutputKind.Abort,
                    Terminal = terminal.Index,
                    Session = terminal.Session,
                    Code = AnswerCode.NoAnswer,
                });
                return;
            }

            Send(terminal, ref stored, MessageMarks.PossibleDuplicateMessage);
        }

        SetTimer(terminal);
    }

    private void Send(Terminal terminal, ref StoredMessage stored, MessageMarks marks)
    {
        stored.Attempts++;
        stored.SentUs = state.NowUs;
        if (stored.Message.Sender >= 0 && state.NowUs - stored.AcceptedUs >= state.LateUs(stored.Message.Priority))
        {
            marks |= MessageMarks.Delayed;
        }

        state.Emit(new SwitchOutput
        {
            Kind = SwitchOutputKind.Deliver,
            Terminal = terminal.Index,
            Session = terminal.Session,
            Sequence = stored.Mor.Sequence,
            Mir = stored.Mir,
            Mor = stored.Mor,
            AcceptedUs = stored.AcceptedUs,
            FirstSentUs = stored.FirstSentUs,
            Message = stored.Message with { Marks = stored.Message.Marks | marks },
        });
        SetTimer(terminal);
    }
}
