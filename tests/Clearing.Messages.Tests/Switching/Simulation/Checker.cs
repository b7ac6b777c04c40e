using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>
/// Keeps its own books of what crosses the border of the switch and says which promise was broken. It knows the
/// payments and the lines, nothing of the machine.
/// </summary>
internal sealed class Checker
{
    private const int MostBroken = 5;

    private readonly Traffic _traffic;
    private readonly Inputs[] _inputs;
    private readonly Outputs[] _outputs;
    private readonly byte[] _settled;
    private readonly byte[] _credited;
    private readonly Told[] _told;

    public Checker(SimulationOptions options, Traffic traffic)
    {
        _traffic = traffic;
        int terminals = options.Banks + options.Centres;
        _inputs = [.. Enumerable.Range(0, terminals).Select(_ => new Inputs())];
        _outputs = [.. Enumerable.Range(0, terminals).Select(_ => new Outputs(terminals))];
        _settled = new byte[options.Messages];
        _credited = new byte[options.Messages];
        _told = new Told[options.Messages];
    }

    [Flags]
    private enum Told : byte
    {
        None = 0,
        Acked = 1,
        Rejected = 2,
        Refusal = 4,
        Bypassed = 8,
        Copied = 16,
    }

    public List<string> Broken { get; } = [];

    public long Deliveries { get; private set; }

    public long Redeliveries { get; private set; }

    public long Replays { get; private set; }

    public long Settled { get; private set; }

    public long Refused { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>True while an operator lets messages pass this service's centre, by what is safe.</summary>
    public bool[] IsBypassed { get; } = new bool[64];

    /// <summary>A sender uses a MIR for the first time.</summary>
    public void Sent(int terminal, int session, int isn, int payment, bool isPde)
    {
        Inputs inputs = _inputs[terminal];
        int place = inputs.Open(session, isn);
        inputs.Payments[place] = payment;
        inputs.Flags[place] = isPde ? Inputs.Pde : (byte)0;
    }

    /// <summary>Two media have the record.</summary>
    public void Safe(in SwitchInput record)
    {
        if (record.Kind == SwitchInputKind.Bypass)
        {
            IsBypassed[record.Number + 1] = record.Sequence == 1;
        }

        if (record.Kind != SwitchInputKind.Send)
        {
            return;
        }

        Inputs inputs = _inputs[record.Terminal];
        int place = inputs.Find(record.Session, record.Sequence);
        bool isNext = place >= 0
            && (record.Sequence == 1 || (inputs.Flags[place - 1] & Inputs.Consumed) != 0);
        if (!isNext || (inputs.Flags[place] & Inputs.Consumed) != 0)
        {
            return;
        }

        inputs.Flags[place] |= Inputs.Consumed;
        int payment = inputs.Payments[place];
        if (payment >= 0 && IsBypassed[_traffic.ServiceOf(payment)])
        {
            inputs.Flags[place] |= Inputs.MayPass;
        }
    }

    public void Answered(in SwitchOutput output)
    {
        bool usesUp = output.Kind == SwitchOutputKind.Ack || !IsOutOfOrder(output.Code);
        if (!usesUp)
        {
            return;
        }

        Inputs inputs = _inputs[output.Terminal];
        int place = inputs.Find(output.Session, output.Sequence);
        if (place < 0 || (inputs.Flags[place] & Inputs.Consumed) == 0)
        {
            Break($"{Name(output)} is answered, but is not safe, or leaves a gap before it.");
            return;
        }

        int payment = inputs.Payments[place];
        if (payment < 0)
        {
            return;
        }

        if (output.Kind == SwitchOutputKind.Nak)
        {
            if (output.Code == Traffic.BadContent)
            {
                _told[payment] |= Told.Rejected;
            }

            return;
        }

        bool isReplay = (output.Message.Marks & MessageMarks.Replay) != 0;
        Replays += isReplay ? 1 : 0;
        if (!isReplay && (inputs.Flags[place] & Inputs.Acked) != 0)
        {
            Break($"{Name(output)} is acknowledged twice as new.");
        }

        inputs.Flags[place] |= Inputs.Acked;
        _told[payment] |= Told.Acked;
    }

    public void Delivered(in SwitchOutput output)
    {
        Outputs outputs = _outputs[output.Terminal];
        bool isMarked = (output.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0;
        Deliveries++;
        Redeliveries += isMarked ? 1 : 0;
        if (outputs.Has(output.Sequence, out Mir mir))
        {
            if (mir != output.Mir)
            {
                Break($"OSN {output.Sequence} of terminal {output.Terminal} is given to {mir} and {output.Mir}.");
            }
            else if (!isMarked)
            {
                Break($"OSN {output.Sequence} of terminal {output.Terminal} is delivered again without PDM.");
            }

            return;
        }

        string? wrong = outputs.Add(output, _traffic);
        if (wrong is not null)
        {
            Break($"Terminal {output.Terminal}: {wrong}");
        }

        if (output.Mir.Terminal >= 0)
        {
            FirstDelivered(output);
        }
    }

    public void Settles(int payment)
    {
        Settled++;
        if (++_settled[payment] > 1)
        {
            Break($"Payment {payment} is settled twice.");
        }
    }

    public void Credits(int payment)
    {
        if (++_credited[payment] > 1)
        {
            Break($"Payment {payment} is credited twice.");
        }
    }

    public void Copied(int payment) => _told[payment] |= Told.Copied;

    /// <summary>A 019 about this message has reached its sender.</summary>
    public void RefusalTold(in Mir about)
    {
        Inputs inputs = _inputs[about.Terminal];
        int place = inputs.Find(about.Session, about.Sequence);
        if (place < 0)
        {
            Break($"A 019 is about {about}, which was never sent.");
            return;
        }

        _told[inputs.Payments[place]] |= Told.Refusal;
    }

    /// <summary>After all has come to rest: nothing may be owed.</summary>
    public void Close()
    {
        for (int payment = 0; payment < _told.Length && Broken.Count < MostBroken; payment++)
        {
            string? wrong = Fate(payment, _told[payment]);
            if (wrong is not null)
            {
                Break($"Payment {payment} {wrong}.");
            }
        }

        for (int terminal = 0; terminal < _outputs.Length; terminal++)
        {
            if (_outputs[terminal].HasGap)
            {
                Break($"The OSN of terminal {terminal} have a gap.");
            }
        }
    }

    public void Break(string what)
    {
        if (Broken.Count < MostBroken)
        {
            Broken.Add(what);
        }
    }

    private static bool IsOutOfOrder(AnswerCode code) =>
        code == AnswerCode.Session || code == AnswerCode.Sequence || code == AnswerCode.Busy;

    private static string Name(in SwitchOutput output) =>
        $"ISN {output.Sequence} of session {output.Session} of terminal {output.Terminal}";

    private string? Fate(int payment, Told told)
    {
        if (!_traffic.VerdictOn(payment).IsNone)
        {
            Rejected++;
            return (told & (Told.Rejected | Told.Acked)) != Told.Rejected ? "was to be rejected and was not"
                : _credited[payment] + _settled[payment] > 0 ? "was rejected and yet carried"
                : null;
        }

        if ((told & Told.Acked) == 0)
        {
            return "was never acknowledged";
        }

        bool isBypassed = (told & Told.Bypassed) != 0;
        if (_traffic.IsAsked(payment) && !isBypassed)
        {
            if (!_traffic.DecisionOn(payment).IsNone)
            {
                Refused++;
                return _credited[payment] + _settled[payment] > 0 ? "was refused and yet carried"
                    : (told & Told.Refusal) == 0 ? "was refused and nobody was told"
                    : null;
            }

            if (_settled[payment] != 1)
            {
                return "was acknowledged and not settled";
            }
        }

        bool isCopy = _traffic.ServiceOf(payment) > 0 && !_traffic.IsAsked(payment);
        return _credited[payment] != 1 ? "was acknowledged and not received"
            : isCopy && !isBypassed && (told & Told.Copied) == 0 ? "was not copied to the centre"
            : null;
    }

    private void FirstDelivered(in SwitchOutput output)
    {
        Inputs inputs = _inputs[output.Mir.Terminal];
        int place = inputs.Find(output.Mir.Session, output.Mir.Sequence);
        if (place < 0 || (inputs.Flags[place] & Inputs.Consumed) == 0)
        {
            Break($"{output.Mir} is delivered and was never safely taken in.");
            return;
        }

        int payment = inputs.Payments[place];
        bool isPde = (inputs.Flags[place] & Inputs.Pde) != 0;
        bool saysPde = (output.Message.Marks & MessageMarks.PossibleDuplicateEmission) != 0;
        if (isPde != saysPde || output.Message.Payload != payment || _traffic.ReceiverOf(payment) != output.Terminal)
        {
            Break($"{output.Mir} arrives as another message than was sent.");
        }

        if ((inputs.Flags[place] & Inputs.Delivered) != 0)
        {
            Break($"{output.Mir} is delivered under two OSN.");
        }

        inputs.Flags[place] |= Inputs.Delivered;
        bool isBypassed = (output.Message.Marks & MessageMarks.Bypassed) != 0;
        if (isBypassed)
        {
            _told[payment] |= Told.Bypassed;
            if ((inputs.Flags[place] & Inputs.MayPass) == 0)
            {
                Break($"Payment {payment} passes its centre without an order.");
            }
        }
        else if (_traffic.IsAsked(payment) && _settled[payment] == 0)
        {
            Break($"Payment {payment} is delivered before it is settled.");
        }
    }
}
