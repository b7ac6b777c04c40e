using Clearing.Grains.Banks;
using Clearing.Messages.Switching;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>
/// The terminals of banks and of one system, the lines between them and the switch, and the switch itself, as one
/// deterministic machine in virtual time: what banks send goes in, payments that reach the system come out. Given what
/// became of them, it carries the answers of the system too (docs/reference/network.md).
/// </summary>
/// <remarks>
/// Every stage takes a fixed time, so each is a queue; at one instant the stages are served in the order of
/// <see cref="Step"/>. Nothing depends on how long the stretches are in which it is called.
/// </remarks>
internal sealed partial class MessageNetwork
{
    private readonly NetworkPlan _plan;
    private readonly SwitchMachine _machine;
    private readonly TerminalDesk?[] _desks;
    private readonly Turn[] _turns;
    private readonly Weather _weather;
    private readonly ICarriedJournal? _journal;
    private readonly DelayLine<SwitchInput> _toSwitch;
    private readonly DelayLine<SwitchOutput> _storing;
    private readonly DelayLine<SwitchOutput> _toTerminals;
    private readonly DelayLine<(int Terminal, int Session, int Sequence)> _patience;
    private readonly PriorityQueue<SendOrder, (long, int)> _orders = new();
    private readonly PriorityQueue<Verdict, (long, int)> _verdicts = new();
    private readonly List<SwitchOutput> _outputs = [];
    private readonly CentreDesk _centre;
    private int _nextTurn;
    private long _tickRecord = -1;

    /// <param name="plan">What it is made of.</param>
    /// <param name="addresses">Of its terminals.</param>
    /// <param name="opensAt">When the terminals log in; before the first order.</param>
    /// <param name="journal">Told of every message; null = nobody.</param>
    public MessageNetwork(
        NetworkPlan plan, IReadOnlyList<string> addresses, long opensAt, ICarriedJournal? journal = null)
    {
        _plan = plan;
        _journal = journal;
        _machine = new SwitchMachine(plan.Options(addresses));
        _weather = new Weather(plan.Centre + 1);
        _desks = new TerminalDesk?[plan.Centre + 1];
        _turns = Turn.Of(plan);
        _toSwitch = new(plan.Network.LineLatencyUs);
        _storing = new(plan.Network.StoreUs);
        _toTerminals = new(plan.Network.LineLatencyUs);
        _patience = new(plan.Network.ResendAfterUs);
        _centre = new CentreDesk(plan);
        foreach (int terminal in plan.Users.Append(plan.Centre))
        {
            _desks[terminal] = new TerminalDesk(terminal, plan.Network.Window);
            Open(opensAt, terminal);
        }
    }

    /// <summary>Payments that reached the system since they were last taken, in order of time.</summary>
    public List<Entry> Entries => _centre.Entries;

    /// <summary>Payments refused since they were last taken.</summary>
    public List<Refusal> Refusals => _centre.Refusals;

    /// <summary>Next instant at which something happens; <see cref="long.MaxValue"/> = never again.</summary>
    public long NextInstant
    {
        get
        {
            long next = Math.Min(Math.Min(_toSwitch.NextTime, _storing.NextTime),
                Math.Min(_toTerminals.NextTime, _patience.NextTime));
            next = Math.Min(next, _nextTurn < _turns.Length ? _turns[_nextTurn].Time : long.MaxValue);
            next = Math.Min(next, TickTime);
            next = Math.Min(next, _orders.TryPeek(out SendOrder order, out _) ? order.Time : long.MaxValue);
            return Math.Min(next, _verdicts.TryPeek(out Verdict verdict, out _) ? verdict.Time : long.MaxValue);
        }
    }

    // A tick that is under way has not moved the machine on yet.
    private long TickTime => _machine.IsActive && _machine.LastApplied >= _tickRecord
        ? _machine.NextDueUs : long.MaxValue;

    /// <summary>A payment leaves its bank; not earlier than what the network has completed.</summary>
    public void Send(in SendOrder order) => _orders.Enqueue(order, (order.Time, order.Payment));

    /// <summary>The system says what became of a payment.</summary>
    public void Tell(in Verdict verdict) => _verdicts.Enqueue(verdict, (verdict.Time, verdict.Payment));

    /// <summary>Completes every instant before this one.</summary>
    public void AdvanceTo(long until)
    {
        for (long now = NextInstant; now < until; now = NextInstant)
        {
            Step(now);
        }
    }

    private void Step(long now)
    {
        if (_nextTurn < _turns.Length && _turns[_nextTurn].Time == now)
        {
            Change(now, _turns[_nextTurn++]);
        }
        else if (_toSwitch.NextTime == now)
        {
            SwitchInput input = _toSwitch.Take() with { TimeUs = now };
            if (!_weather.IsCut(input.Terminal))
            {
                Apply(input);
            }
        }
        else if (_storing.NextTime == now)
        {
            SwitchOutput store = _storing.Take();
            Apply(new SwitchInput
            {
                Kind = SwitchInputKind.Stored,
                TimeUs = now,
                Number = store.Number,
                Epoch = store.Epoch,
            });
        }
        else if (_toTerminals.NextTime == now)
        {
            Receive(now, _toTerminals.Take());
        }
        else if (_patience.NextTime == now)
        {
            LosePatience(now, _patience.Take());
        }
        else if (TickTime <= now)
        {
            Apply(new SwitchInput { Kind = SwitchInputKind.Tick, TimeUs = now });
            _tickRecord = _machine.LastRecord;
        }
        else
        {
            Say(now);
        }
    }

    /// <summary>The next bank sends, or the system says what became of a payment.</summary>
    private void Say(long now)
    {
        int terminal = _plan.Centre;
        if (_orders.TryPeek(out SendOrder order, out _) && order.Time == now)
        {
            _orders.Dequeue();
            terminal = _plan.PayerOf(order.Payment);
            _desks[terminal]!.Add(_plan.MessageOf(order.Payment));
        }
        else
        {
            _centre.Tell(_verdicts.Dequeue(), _desks[terminal]!);
        }

        Pump(now, terminal);
    }

    // Sessions are there before the day begins: no latency, no fault.
    private void Open(long time, int terminal)
    {
        Settle(new SwitchInput { Kind = SwitchInputKind.Login, TimeUs = time, Terminal = terminal, Sequence = 1 });
        SwitchOutput selected = Settle(_desks[terminal]!.Reopen(time));
        _desks[terminal]!.Open(selected.Sequence, selected.Session);
        foreach (int sender in _plan.NeedsRelationships ? _plan.SendersTo(terminal) : [])
        {
            Settle(Relationship(time, SwitchInputKind.Allow, sender, terminal));
        }
    }

    private SwitchOutput Settle(SwitchInput input)
    {
        _outputs.Clear();
        _machine.Apply(input, _outputs);
        SwitchInput stored = new()
        {
            Kind = SwitchInputKind.Stored,
            TimeUs = input.TimeUs,
            Number = _machine.LastRecord,
            Epoch = _machine.Epoch,
        };
        _outputs.Clear();
        _machine.Apply(stored, _outputs);
        return _outputs.Count > 0 ? _outputs[^1] : default;
    }

    private void Apply(in SwitchInput input)
    {
        _outputs.Clear();
        _machine.Apply(in input, _outputs);
        foreach (SwitchOutput output in _outputs)
        {
            if (output.Kind == SwitchOutputKind.Store)
            {
                _storing.Add(input.TimeUs, output);
                continue;
            }

            if (output.Kind == SwitchOutputKind.Deliver)
            {
                _journal?.Delivered(input.TimeUs, in output);
            }

            if (!_weather.IsCut(output.Terminal) && !_weather.Loses(in output))
            {
                _toTerminals.Add(input.TimeUs, output);
            }
        }
    }

    private void Receive(long now, in SwitchOutput output)
    {
        TerminalDesk desk = _desks[output.Terminal]!;
        if (_weather.IsCut(output.Terminal) || !desk.IsUp)
        {
            return;
        }

        switch (output.Kind)
        {
            case SwitchOutputKind.Ack or SwitchOutputKind.Nak:
                TakeAnswer(now, desk, in output);
                break;
            case SwitchOutputKind.Deliver:
                TakeMessage(now, desk, in output);
                break;
            case SwitchOutputKind.SelectAck:
                desk.Open(output.Sequence, output.Session);
                break;
            case SwitchOutputKind.SelectNak or SwitchOutputKind.Abort:
                Reopen(now, output.Terminal);
                break;
        }

        Pump(now, output.Terminal);
    }

    private void TakeAnswer(long now, TerminalDesk desk, in SwitchOutput output)
    {
        _journal?.Answered(now, in output);
        bool isDoubt = output.Code == AnswerCode.Session || output.Code == AnswerCode.Sequence;
        if (isDoubt)
        {
            if (output.Terminal != _plan.Centre && desk.IsUnanswered(output.Session, output.Sequence))
            {
                Reopen(now, output.Terminal);
            }
        }
        else if (output.Code != AnswerCode.Busy
            && desk.Take(output.Session, output.Sequence, out SwitchMessage message)
            && output.Kind == SwitchOutputKind.Nak && output.Terminal != _plan.Centre)
        {
            Refusals.Add(new Refusal(now, (int)message.Payload, Reason.Network));
        }
    }

    private void TakeMessage(long now, TerminalDesk desk, in SwitchOutput output)
    {
        if (output.Terminal == _plan.Centre)
        {
            _centre.Take(now, in output, desk, _weather);
        }
        else if ((output.Message.Marks & MessageMarks.Bypassed) != 0)
        {
            _centre.NoteBypassed(now, (int)output.Message.Payload, _desks[_plan.Centre]!.IsUp);
        }

        _journal?.Received(now, in output);
        Transmit(now, new SwitchInput
        {
            Kind = SwitchInputKind.Answer,
            TimeUs = now,
            Terminal = output.Terminal,
            Session = output.Session,
            Sequence = output.Sequence,
        });
    }

    private void LosePatience(long now, (int Terminal, int Session, int Sequence) with)
    {
        TerminalDesk desk = _desks[with.Terminal]!;
        if (!desk.IsUp)
        {
            return;
        }

        if (with.Session > 0 && desk.IsUnanswered(with.Session, with.Sequence))
        {
            DoAgain(now, with);
        }
        else if (with.Session == 0 && !desk.IsOpen && desk.Request == with.Sequence)
        {
            Transmit(now, desk.Repeat(now));
            _patience.Add(now, with);
        }
    }

    // A bank opens a new session, in which all is delivered to it again that it has not answered. What the system says
    // must not have effects on what is said to it, so it repeats in its session what nobody answered (SW-9).
    private void DoAgain(long now, (int Terminal, int Session, int Sequence) with)
    {
        if (with.Terminal == _plan.Centre)
        {
            Transmit(now, _desks[with.Terminal]!.Again(now, with.Session, with.Sequence));
            _patience.Add(now, with);
        }
        else
        {
            Reopen(now, with.Terminal);
        }
    }

    private void Reopen(long now, int terminal)
    {
        TerminalDesk desk = _desks[terminal]!;
        if (desk.IsOpen)
        {
            Transmit(now, desk.Reopen(now));
            _patience.Add(now, (terminal, 0, desk.Request));
        }
    }

    private void Pump(long now, int terminal)
    {
        TerminalDesk desk = _desks[terminal]!;
        while (desk.TrySend(now, out SwitchInput input))
        {
            Transmit(now, input);
            _patience.Add(now, (terminal, input.Session, input.Sequence));
            for (int copies = _weather.CopiesOf(terminal); copies > 0; copies--)
            {
                Transmit(now, desk.Copy(now));
            }
        }
    }

    private void Transmit(long now, in SwitchInput input)
    {
        if (input.Kind == SwitchInputKind.Send)
        {
            _journal?.Sent(now, in input);
        }

        if (!_weather.IsCut(input.Terminal))
        {
            _toSwitch.Add(now, input);
        }
    }
}
