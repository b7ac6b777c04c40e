namespace Clearing.Messages.Switching;

/// <summary>Copy services: asks the centre and does what it says (SW-14).</summary>
internal sealed class CopyDesk(SwitchState state, Delivery delivery)
{
    /// <summary>Whether the message's service may carry it: it exists, has the type, and both are members.</summary>
    public bool Allows(in SwitchMessage message)
    {
        if (message.Service == 0)
        {
            return true;
        }

        if (message.Service < 0 || message.Service > state.Options.Services.Count)
        {
            return false;
        }

        CopyService service = state.Options.Services[message.Service - 1];
        return service.Types.Contains(message.Type)
            && (service.Members.Count == 0
                || (service.Members.Contains(message.Sender) && service.Members.Contains(message.Receiver)));
    }

    /// <summary>The terminal that must get a copy now, or null.</summary>
    public Terminal? CentreFor(in SwitchMessage message) =>
        message.Service == 0 || state.Bypassed[message.Service - 1]
            ? null
            : state.Terminals[state.Options.Services[message.Service - 1].Centre];

    /// <summary>Sends a message on its way, by way of its centre where it names one.</summary>
    public void Carry(in SwitchMessage message, in Mir mir)
    {
        Terminal receiver = state.Terminals[message.Receiver];
        Terminal? centre = CentreFor(message);
        bool waits = centre is not null && state.Options.Services[message.Service - 1].Mode == CopyMode.Y;
        MessageMarks bypassed =
            message.Service != 0 && centre is null ? MessageMarks.Bypassed : MessageMarks.None;
        int slot = state.Keep(
            message with { Marks = message.Marks | bypassed },
            mir,
            waits ? MessagePlace.Awaiting : MessagePlace.Queued);
        if (centre is not null)
        {
            delivery.Tell(message with
            {
                Receiver = centre.Index,
                Type = 96,
                Related = mir,
                CopyReference = state.Store[slot].Number,
                Monitoring = DeliveryMonitoring.None,
            });
        }

        if (!waits)
        {
            delivery.Enqueue(slot);
            delivery.Pump(receiver);
        }
    }

    /// <summary>Why a 097 cannot be taken; empty when it can.</summary>
    public AnswerCode Check(in SwitchMessage answer)
    {
        if (state.Awaiting.TryGetValue(answer.CopyReference, out int slot))
        {
            return CentreOf(slot) == answer.Sender ? default : AnswerCode.CopyReference;
        }

        bool isDecided = answer.CopyReference > 0
            && state.Terminals[answer.Sender].Decided?.Contains((UInt128)answer.CopyReference) == true;
        return isDecided ? default : AnswerCode.CopyReference;
    }

    /// <summary>Does what a 097 says; nothing when it was decided before.</summary>
    public void Decide(in SwitchMessage answer)
    {
        if (!state.Awaiting.TryGetValue(answer.CopyReference, out int slot))
        {
            return;
        }

        state.Terminals[answer.Sender].Decided!.Add((UInt128)answer.CopyReference);
        ref StoredMessage stored = ref state.Store[slot];
        SwitchMessage message = stored.Message;
        Mir mir = stored.Mir;
        if (!answer.Reason.IsNone)
        {
            state.Drop(slot, MessageFate.Refused, answer.Reason);
            delivery.Tell(message.Sender, 19, mir, answer.Reason, message.Payload);
            return;
        }

        state.EndWait(slot);
        stored.Message = message with { ReleaseInformation = answer.ReleaseInformation };
        delivery.Enqueue(slot);
        delivery.Pump(state.Terminals[message.Receiver]);
        if (state.Options.Services[message.Service - 1].NotifiesSender)
        {
            delivery.Tell(new SwitchMessage
            {
                Receiver = message.Sender,
                Type = 12,
                Related = mir,
                Payload = message.Payload,
                ReleaseInformation = answer.ReleaseInformation,
            });
        }
    }

    private int CentreOf(int slot) => state.Options.Services[state.Store[slot].Message.Service - 1].Centre;
}
