using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>
/// A bank with its terminal: sends what it has, repeats what nobody answers, opens a new session and marks PDE what it
/// is unsure of, and takes every payment once. A centre settles besides.
/// </summary>
internal sealed class Bank(World world, int index, bool isCentre)
{
    private const long PatienceUs = 60_000;
    private const long SilenceUs = 500_000;

    private readonly List<Sent> _pending = [];
    private readonly Queue<Outgoing> _again = [];
    private readonly List<Sent> _recent = [];
    private readonly DuplicateFilter _mirs = new(65_536);
    private readonly DuplicateFilter _payments = new(65_536);
    private Step _step = Step.Out;
    private int _request;
    private int _session;
    private int _isn;
    private int _tries;
    private long _askedUs;
    private long _heardUs;
    private long _rewoundUs;
    private long _pauseUntilUs;

    private enum Step
    {
        Out = 0,
        LoggingIn = 1,
        Selecting = 2,
        In = 3,
    }

    public int Index => index;

    /// <summary>True when it owes the network nothing.</summary>
    public bool IsIdle => _pending.Count == 0 && _again.Count == 0 && !world.HasNext(this);

    /// <summary>Sends as much as its window allows.</summary>
    public void Pump()
    {
        while (_step == Step.In && _pending.Count < World.Window && world.NowUs >= _pauseUntilUs)
        {
            if (!_again.TryDequeue(out Outgoing next))
            {
                if (isCentre || !world.TryNext(this, out int payment))
                {
                    return;
                }

                next = new Outgoing(payment, world.Traffic.MessageOf(payment));
            }

            Sent sent = new(next, ++_isn, new Mir(0, index, _session, _isn), world.NowUs);
            bool isPde = (next.Message.Marks & MessageMarks.PossibleDuplicateEmission) != 0;
            world.Checker.Sent(index, _session, _isn, next.Payment, isPde);
            _pending.Add(sent);
            Transmit(sent);
        }
    }

    /// <summary>Looks at the clock, every now and then.</summary>
    public void Tick()
    {
        switch (_step)
        {
            case Step.Out:
                Enter();
                break;
            case Step.LoggingIn or Step.Selecting when world.NowUs - _askedUs > PatienceUs:
                Ask();
                break;
            case Step.In when _pending.Count > 0 && world.NowUs - _pending[0].SentUs > PatienceUs:
                Repeat();
                break;
            case Step.In when world.NowUs - _heardUs > SilenceUs:
                _heardUs = world.NowUs;
                Say(SwitchInputKind.Select, _request);
                break;
            default:
                Pump();
                break;
        }
    }

    /// <summary>Breaks off its session, unsure of all that is unanswered.</summary>
    public void Enter()
    {
        foreach (Sent sent in _pending)
        {
            _again.Enqueue(sent.What with
            {
                Message = sent.What.Message with
                {
                    Marks = MessageMarks.PossibleDuplicateEmission,
                    Related = sent.What.Message.Related.IsNone ? sent.Mir : sent.What.Message.Related,
                },
            });
        }

        _pending.Clear();
        _request++;
        _step = Step.LoggingIn;
        Ask();
    }

    /// <summary>Sends its last payments once more, with PDE: some name the first attempt, some do not.</summary>
    public void Storm()
    {
        foreach (Sent sent in _recent)
        {
            Mir first = sent.What.Message.Related.IsNone ? sent.Mir : sent.What.Message.Related;
            _again.Enqueue(sent.What with
            {
                Message = sent.What.Message with
                {
                    Marks = MessageMarks.PossibleDuplicateEmission,
                    Related = world.Dice.OneIn(2) ? first : default,
                },
            });
        }
    }

    /// <summary>Something arrives.</summary>
    public void Hear(in SwitchOutput output)
    {
        _heardUs = world.NowUs;
        switch (output.Kind)
        {
            case SwitchOutputKind.LoginAck when _step == Step.LoggingIn && output.Sequence == _request:
                _step = Step.Selecting;
                Ask();
                break;
            case SwitchOutputKind.SelectAck when _step == Step.Selecting && output.Sequence == _request:
                _step = Step.In;
                _session = output.Session;
                _isn = 0;
                _tries = 0;
                Pump();
                break;
            case SwitchOutputKind.LoginNak or SwitchOutputKind.SelectNak when output.Sequence == _request:
                Enter();
                break;
            case SwitchOutputKind.Abort when _step == Step.In && output.Session == _session:
                Enter();
                break;
            case SwitchOutputKind.Ack or SwitchOutputKind.Nak when _step == Step.In && output.Session == _session:
                Answered(output);
                break;
            case SwitchOutputKind.Deliver:
                Receive(output);
                break;
            default:
                break;
        }
    }

    private void Ask()
    {
        _askedUs = world.NowUs;
        Say(_step == Step.Selecting ? SwitchInputKind.Select : SwitchInputKind.Login, _request);
    }

    private void Say(SwitchInputKind kind, int sequence, AnswerCode code = default) =>
        world.Transmit(new SwitchInput { Kind = kind, Terminal = index, Sequence = sequence, Code = code });

    private void Transmit(in Sent sent) =>
        world.Transmit(new SwitchInput
        {
            Kind = SwitchInputKind.Send,
            Terminal = index,
            Session = _session,
            Sequence = sent.Isn,
            Code = sent.What.Payment < 0 ? default : world.Traffic.VerdictOn(sent.What.Payment),
            Message = sent.What.Message,
        });

    // First the same messages again, which the network knows by their MIR; then a new session and PDE.
    private void Repeat()
    {
        if (++_tries > 3)
        {
            Enter();
            return;
        }

        Rewind(0);
    }

    private void Rewind(int fromIsn)
    {
        _rewoundUs = world.NowUs;
        for (int i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Isn >= fromIsn)
            {
                _pending[i] = _pending[i] with { SentUs = world.NowUs };
                Transmit(_pending[i]);
            }
        }
    }

    private void Answered(in SwitchOutput output)
    {
        if (output.Code == AnswerCode.Session)
        {
            Enter();
            return;
        }

        int place = 0;
        while (place < _pending.Count && _pending[place].Isn != output.Sequence)
        {
            place++;
        }

        if (place == _pending.Count || output.Code == AnswerCode.Busy)
        {
            return;
        }

        if (output.Code == AnswerCode.Sequence)
        {
            if (world.NowUs - _rewoundUs > 10_000)
            {
                Rewind((int)output.Number);
            }

            return;
        }

        Sent sent = _pending[place];
        _pending.RemoveAt(place);
        _tries = 0;
        if (output.Code == AnswerCode.Full)
        {
            _again.Enqueue(sent.What);
            _pauseUntilUs = world.NowUs + 20_000;
        }
        else if (output.Kind == SwitchOutputKind.Ack && !isCentre)
        {
            Remember(sent);
        }

        Pump();
    }

    private void Remember(in Sent sent)
    {
        if (_recent.Count == 64)
        {
            _recent.RemoveAt(0);
        }

        _recent.Add(sent);
    }

    private void Receive(in SwitchOutput output)
    {
        if (world.IsUnwilling(index))
        {
            Say(SwitchInputKind.Answer, output.Sequence, AnswerCode.Of("C01"));
            return;
        }

        if (_mirs.Add(DuplicateFilter.KeyOf(output.Mir)) || world.Flaw == Flaw.ReceiversCountTwice)
        {
            Take(output.Message);
        }

        Say(SwitchInputKind.Answer, output.Sequence);
        Pump();
    }

    private void Take(in SwitchMessage message)
    {
        int payment = (int)message.Payload;
        switch (message.Type)
        {
            case 96:
                Settle(message, payment);
                break;
            case 19 when message.Reason != AnswerCode.Undelivered:
                world.Checker.RefusalTold(message.Related);
                break;
            case 103 when _payments.Add(message.BusinessKey) || world.Flaw == Flaw.ReceiversCountTwice:
                world.Checker.Credits(payment);
                break;
            default:
                break;
        }
    }

    // The same payment gets the same answer, however often it comes; it is settled the first time.
    private void Settle(in SwitchMessage message, int payment)
    {
        world.Checker.Copied(payment);
        if (!world.Traffic.IsAsked(payment))
        {
            return;
        }

        AnswerCode decision = world.Traffic.DecisionOn(payment);
        if (_payments.Add(message.BusinessKey) && decision.IsNone)
        {
            world.Checker.Settles(payment);
        }

        _again.Enqueue(new Outgoing(-1, new SwitchMessage
        {
            Type = 97,
            Receiver = SwitchOptions.Network,
            CopyReference = message.CopyReference,
            Reason = decision,
            BodyHash = (ulong)message.CopyReference,
        }));
    }

    private readonly record struct Outgoing(int Payment, SwitchMessage Message);

    private readonly record struct Sent(Outgoing What, int Isn, Mir Mir, long SentUs);
}
