namespace Clearing.Messages.Switching;

/// <summary>The way in: every message is answered, what is accepted is carried (SW-3, SW-9, SW-10, SW-18).</summary>
internal sealed class Intake(SwitchState state, Delivery delivery, CopyDesk copies)
{
    // Six digits; who comes so far opens a new session.
    private const int MostIsn = 999_999;

    public void Take(in SwitchInput input)
    {
        Terminal sender = state.Terminals[input.Terminal];
        if (sender.State != TerminalState.Selected || input.Session != sender.Session)
        {
            Refuse(input, AnswerCode.Session);
            return;
        }

        if (input.Sequence < sender.NextIsn)
        {
            Repeat(sender, input);
            return;
        }

        if (input.Sequence > sender.NextIsn || input.Sequence > MostIsn)
        {
            Refuse(input, AnswerCode.Sequence, sender.NextIsn);
            return;
        }

        sender.NextIsn++;
        SwitchMessage message = input.Message with { Sender = sender.Index };
        int first = FirstAttempt(sender, message);
        AnswerCode code = first >= 0 ? JudgeAgain(sender, sender.History[first]) : Judge(sender, input.Code, message);
        if (first >= 0)
        {
            message = message with { Marks = message.Marks | MessageMarks.Replay };
        }
        else if (code.IsNone && message.BusinessKey != 0 && !state.BusinessKeys.Add(message.BusinessKey))
        {
            message = message with { Marks = message.Marks | MessageMarks.BusinessDuplicate };
        }

        HistoryEntry original = first >= 0 ? sender.History[first] : default;
        sender.History.Add(EntryOf(input, message, code, original));
        Mir mir = new(state.Today, sender.Index, input.Session, input.Sequence);
        Answer(input, code, mir, message);
        if (code.IsNone && first < 0)
        {
            Carry(sender, message, mir);
        }
        else if (code.IsNone && HasFailed(original))
        {
            delivery.Tell(sender.Index, 19, MirOf(sender, original), original.Reason, original.Payload);
        }
    }

    /// <param name="input">What came.</param>
    /// <param name="message">The message, with the marks that it was given.</param>
    /// <param name="code">Why it is not taken; empty = it is.</param>
    /// <param name="original">The first attempt that it only repeats; the default where it does not.</param>
    private HistoryEntry EntryOf(
        in SwitchInput input, in SwitchMessage message, AnswerCode code, in HistoryEntry original) => new()
        {
            Session = input.Session,
            Sequence = input.Sequence,
            BodyHash = message.BodyHash,
            Receiver = message.Receiver,
            Type = message.Type,
            Service = message.Service,
            Code = code,
            Marks = message.Marks,
            Fate = !code.IsNone ? MessageFate.Rejected
                : original.Sequence > 0 ? original.Fate
                : MessageFate.Carried,
            AcceptedUs = state.NowUs,
            Payload = message.Payload,
            FirstSession = original.Session,
            FirstSequence = original.Sequence,
        };

    // What came to nothing is told again, for whoever repeats it does not know; and that needs room.
    private AnswerCode JudgeAgain(Terminal sender, in HistoryEntry first) =>
        HasFailed(first) && sender.Inbox >= state.Options.QueueLimit ? AnswerCode.Full : default;

    private static bool HasFailed(in HistoryEntry entry) => entry.Fate is MessageFate.Refused or MessageFate.GivenUp;

    private static Mir MirOf(Terminal sender, in HistoryEntry entry) =>
        new(SwitchState.DayOf(entry.AcceptedUs), sender.Index, entry.Session, entry.Sequence);

    private void Carry(Terminal sender, in SwitchMessage message, in Mir mir)
    {
        switch (message.Type)
        {
            case 20:
                Retrieve(sender, message.Related);
                break;
            case 97:
                copies.Decide(message);
                break;
            default:
                copies.Carry(message, mir);
                return;
        }

        // What is for the network itself has arrived.
        sender.History[sender.History.Count - 1].Fate = MessageFate.Delivered;
    }

    private AnswerCode Judge(Terminal sender, AnswerCode verdict, in SwitchMessage message)
    {
        if (!verdict.IsNone)
        {
            return verdict;
        }

        if (message.Type is 20 or 97)
        {
            return message.Receiver != SwitchOptions.Network ? AnswerCode.Destination
                : message.Type == 97 ? copies.Check(message)
                : sender.Inbox >= state.Options.QueueLimit ? AnswerCode.Full
                : default;
        }

        bool isUnwatched = (message.Monitoring & DeliveryMonitoring.NonDelivery) == 0;
        if (message.Priority == MessagePriority.System
            || (message.Priority == MessagePriority.Urgent) == isUnwatched)
        {
            return AnswerCode.Priority;
        }

        if (message.Receiver < 0 || message.Receiver >= state.Terminals.Length || message.Type is < 100 or > 999)
        {
            return AnswerCode.Destination;
        }

        Terminal receiver = state.Terminals[message.Receiver];
        return !IsAllowed(sender, receiver, message.Type) || !copies.Allows(message)
            ? AnswerCode.NotAllowed
            : IsFull(sender, receiver, copies.CentreFor(message)) ? AnswerCode.Full : default;
    }

    private bool IsAllowed(Terminal sender, Terminal receiver, int type) =>
        !state.Options.NeedsRelationships
        || state.Relationships.Contains((sender.Institution, receiver.Institution, 0))
        || state.Relationships.Contains((sender.Institution, receiver.Institution, type));

    private bool IsFull(Terminal sender, Terminal receiver, Terminal? centre)
    {
        int limit = state.Options.QueueLimit;
        return sender.Inbox >= limit
            || receiver.Inbox + receiver.Awaiting >= limit
            || centre?.Inbox >= limit
            || state.SliceStored[receiver.Slice] >= state.Options.StoreLimit;
    }

    /// <summary>Place in the history of what a PDE names, when the network has it for certain; else -1.</summary>
    private static int FirstAttempt(Terminal sender, in SwitchMessage message)
    {
        if ((message.Marks & MessageMarks.PossibleDuplicateEmission) == 0
            || message.Related.IsNone
            || message.Related.Terminal != sender.Index)
        {
            return -1;
        }

        int place = sender.History.Find(message.Related.Session, message.Related.Sequence);
        if (place >= 0 && sender.History[place].FirstSequence > 0)
        {
            place = sender.History.Find(sender.History[place].FirstSession, sender.History[place].FirstSequence);
        }

        return place >= 0 && sender.History[place].Code.IsNone && sender.History[place].IsSame(message) ? place : -1;
    }

    private void Repeat(Terminal sender, in SwitchInput input)
    {
        int place = sender.History.Find(input.Session, input.Sequence);
        if (place < 0 || !sender.History[place].IsSame(input.Message))
        {
            Refuse(input, AnswerCode.Sequence, sender.NextIsn);
            return;
        }

        ref HistoryEntry entry = ref sender.History[place];
        SwitchMessage message = input.Message with { Marks = entry.Marks | MessageMarks.Replay };
        Answer(input, entry.Code, MirOf(sender, entry), message);
    }

    private void Retrieve(Terminal sender, in Mir wanted)
    {
        int place = wanted.Terminal == sender.Index ? sender.History.Find(wanted.Session, wanted.Sequence) : -1;
        bool isThere = place >= 0 && sender.History[place].Code.IsNone;
        delivery.Tell(
            sender.Index,
            21,
            wanted,
            isThere ? default : AnswerCode.NotFound,
            isThere ? sender.History[place].Payload : 0);
    }

    private void Refuse(in SwitchInput input, AnswerCode code, int expected = 0) =>
        state.Emit(new SwitchOutput
        {
            Kind = SwitchOutputKind.Nak,
            Terminal = input.Terminal,
            Session = input.Session,
            Sequence = input.Sequence,
            Number = expected,
            Code = code,
            Message = input.Message,
        });

    private void Answer(in SwitchInput input, AnswerCode code, in Mir mir, in SwitchMessage message) =>
        state.Emit(new SwitchOutput
        {
            Kind = code.IsNone ? SwitchOutputKind.Ack : SwitchOutputKind.Nak,
            Terminal = input.Terminal,
            Session = input.Session,
            Sequence = input.Sequence,
            Code = code,
            Mir = mir,
            Message = message,
        });
}
