using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>
/// Banks, centres, lines, disks and control processors around the machine, in virtual time and from one seed. What the
/// machine says crosses the checker's border before it goes onto a line.
/// </summary>
internal sealed class World
{
    public const int Window = 64;

    private const long TickUs = 20_000;
    private const long RestUs = 10_000_000;
    private const int ToSwitch = 0;
    private const int ToTerminal = 1;
    private const int Clock = 2;
    private const int Due = 3;
    private const int Disk = 4;
    private const int Custom = 5;

    private readonly SimulationOptions _options;
    private readonly Agenda _agenda = new();
    private readonly Pool<SwitchInput> _up = new();
    private readonly Pool<SwitchOutput> _down = new();
    private readonly List<Action> _actions = [];
    private readonly List<SwitchOutput> _outputs = [];
    private readonly Bank[] _banks;
    private readonly Line[] _upLines;
    private readonly Line[] _downLines;
    private readonly int[] _sentBy;
    private readonly long[] _unwillingUntilUs;
    private readonly Control _control;
    private readonly Faults _faults;
    private long _dueUs = long.MaxValue;
    private long _restsAtUs;
    private ulong _digest;
    private int _generated;

    public World(SimulationOptions options)
    {
        _options = options;
        Dice = new Dice(options.Seed);
        Traffic = new Traffic(options);
        Checker = new Checker(options, Traffic);
        int terminals = options.Banks + options.Centres;
        _banks = [.. Enumerable.Range(0, terminals).Select(i => new Bank(this, i, i >= options.Banks))];
        _upLines = [.. _banks.Select(_ => new Line(Dice))];
        _downLines = [.. _banks.Select(_ => new Line(Dice))];
        _sentBy = new int[options.Banks];
        _unwillingUntilUs = new long[terminals];
        _control = new Control(this, Network(options));
        _faults = new Faults(this, options);
        _restsAtUs = NowUs + RestUs + (options.Messages * 100L);
    }

    public Dice Dice { get; }

    public Traffic Traffic { get; }

    public Checker Checker { get; }

    public Flaw Flaw => _options.Flaw;

    public long NowUs { get; private set; } = 1_800_000_000_000_000;

    private bool IsAtRest => _control.Active.StoredMessages == 0 && _banks.All(each => each.IsIdle);

    private MessageMarks Hidden => Flaw switch
    {
        Flaw.HidesRepeatedDelivery => MessageMarks.PossibleDuplicateMessage,
        Flaw.PassesTheCentre => MessageMarks.Bypassed,
        _ => MessageMarks.None,
    };

    public IReadOnlyList<Line> UpLines => _upLines;

    public IReadOnlyList<Line> DownLines => _downLines;

    public IReadOnlyList<Bank> Banks => _banks;

    public Control Control => _control;

    public SimulationReport Run()
    {
        long startUs = NowUs;
        foreach (Bank bank in _banks)
        {
            _agenda.Add(NowUs + bank.Index, Clock, bank.Index);
        }

        while (_agenda.Count > 0 && Checker.Broken.Count == 0)
        {
            Agenda.Entry entry = _agenda.Take();
            NowUs = entry.TimeUs;
            Happen(entry);
        }

        if (Checker.Broken.Count == 0)
        {
            Checker.Close();
        }

        return Report(startUs);
    }

    /// <summary>A terminal puts something onto its line.</summary>
    public void Transmit(in SwitchInput input)
    {
        Span<long> arrivals = stackalloc long[8];
        int copies = _upLines[input.Terminal].Carry(NowUs, isAnswer: false, arrivals);
        for (int i = 0; i < copies; i++)
        {
            _agenda.Add(arrivals[i], ToSwitch, _up.Add(input with { TimeUs = arrivals[i] }));
        }
    }

    /// <summary>Gives the active machine an input, and carries away what it says.</summary>
    public void Apply(in SwitchInput input)
    {
        _outputs.Clear();
        _control.Active.Apply(input with { TimeUs = NowUs }, _outputs);
        foreach (SwitchOutput output in _outputs)
        {
            if (output.Kind == SwitchOutputKind.Store)
            {
                _control.Ask(output);
            }
            else
            {
                Leave(output);
            }
        }

        long dueUs = _control.Active.NextDueUs;
        if (dueUs < _dueUs)
        {
            _dueUs = Math.Max(dueUs, NowUs + 1);
            _agenda.Add(_dueUs, Due, 0);
        }
    }

    public void At(long timeUs, Action action)
    {
        _actions.Add(action);
        _agenda.Add(timeUs, Custom, _actions.Count - 1);
    }

    public void AtDisk(long timeUs, int epoch) => _agenda.Add(timeUs, Disk, epoch);

    public bool HasNext(Bank bank) =>
        bank.Index < _options.Banks && _sentBy[bank.Index] * (long)_options.Banks + bank.Index < _options.Messages;

    /// <summary>A bank's next payment.</summary>
    public bool TryNext(Bank bank, out int payment)
    {
        payment = 0;
        if (!HasNext(bank))
        {
            return false;
        }

        payment = (_sentBy[bank.Index]++ * _options.Banks) + bank.Index;
        if (++_generated % _options.MessagesPerFault == 0)
        {
            _faults.Strike();
        }

        return true;
    }

    /// <summary>True while a terminal answers UNK to all it gets.</summary>
    public bool IsUnwilling(int terminal) => NowUs < _unwillingUntilUs[terminal];

    public void Unwilling(int terminal, long untilUs) => _unwillingUntilUs[terminal] = untilUs;

    private static SwitchOptions Network(SimulationOptions options)
    {
        int terminals = options.Banks + options.Centres;
        CopyService[] services =
        [
            .. Enumerable.Range(0, options.Centres + 1).Select(i => new CopyService
            {
                Code = $"S{i:00}",
                Centre = options.Banks + (i % options.Centres),
                Mode = i < options.Centres ? CopyMode.Y : CopyMode.T,
                NotifiesSender = i == 0,
                MayBypass = true,
            }),
        ];
        return new SwitchOptions
        {
            Terminals =
            [
                .. Enumerable.Range(0, terminals).Select(i => new LogicalTerminal(
                    $"BK{(char)('A' + (i / 26))}{(char)('A' + (i % 26))}US33AXXX", i % options.Slices)),
            ],
            Services = services,
            InputWindow = Window,
            OutputWindow = Window,
            QueueLimit = 2_000,
            StoreLimit = 20_000,
            RedeliverAfterUs = 100_000,
            DeliveryAttempts = 4,
            UrgentLateUs = 200_000,
            NormalLateUs = 1_000_000,
        };
    }

    private void Happen(in Agenda.Entry entry)
    {
        switch (entry.What)
        {
            case ToSwitch:
                Apply(_up.Take(entry.Index));
                break;
            case ToTerminal:
                SwitchOutput output = _down.Take(entry.Index);
                _banks[output.Terminal].Hear(output);
                break;
            case Clock:
                Look(_banks[entry.Index]);
                break;
            case Due:
                _dueUs = long.MaxValue;
                bool isDue = _control.Active.NextDueUs <= NowUs;
                Apply(new SwitchInput { Kind = isDue ? SwitchInputKind.Tick : SwitchInputKind.Stored });
                break;
            case Disk:
                _control.Written(entry.Index);
                break;
            default:
                _actions[entry.Index]();
                break;
        }
    }

    private void Look(Bank bank)
    {
        if (bank.Index == 0 && IsAtRest)
        {
            _restsAtUs = NowUs;
        }

        if (NowUs < _restsAtUs)
        {
            bank.Tick();
            _agenda.Add(NowUs + TickUs, Clock, bank.Index);
            return;
        }

        if (!IsAtRest)
        {
            Checker.Break($"It does not come to rest: {_control.Active.StoredMessages} messages are stored.");
        }
    }

    private void Leave(SwitchOutput output)
    {
        if (output.Kind == SwitchOutputKind.Deliver)
        {
            if (Flaw == Flaw.NeverRepeats
                && (output.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0)
            {
                return;
            }

            output = output with { Message = output.Message with { Marks = output.Message.Marks & ~Hidden } };
            Checker.Delivered(output);
        }
        else if (output.Kind is SwitchOutputKind.Ack or SwitchOutputKind.Nak)
        {
            Checker.Answered(output);
        }

        Fold(output);
        Span<long> arrivals = stackalloc long[8];
        bool isAnswer = output.Kind is SwitchOutputKind.Ack or SwitchOutputKind.Nak;
        int copies = _downLines[output.Terminal].Carry(NowUs, isAnswer, arrivals);
        for (int i = 0; i < copies; i++)
        {
            _agenda.Add(arrivals[i], ToTerminal, _down.Add(output));
        }
    }

    private void Fold(in SwitchOutput output)
    {
        ulong head = unchecked(((ulong)output.Kind << 56) ^ ((ulong)output.Terminal << 40)
            ^ ((ulong)output.Sequence << 8) ^ (ulong)output.Message.Marks);
        ulong body = unchecked((ulong)output.TimeUs ^ ((ulong)output.Mir.Sequence << 32) ^ output.Message.BodyHash
            ^ output.Code.Packed);
        _digest = Dice.Mix(unchecked(Dice.Mix(_digest ^ head) + body));
    }

    private SimulationReport Report(long startUs) => new()
    {
        Broken = Checker.Broken,
        Faults = _faults.Counts,
        Digest = $"{_digest:x16}{Convert.ToHexStringLower(_control.Active.Digest().AsSpan(0, 8))}",
        Messages = _generated,
        Records = _control.Active.LastRecord,
        Deliveries = Checker.Deliveries,
        Redeliveries = Checker.Redeliveries,
        Replays = Checker.Replays,
        Settled = Checker.Settled,
        Refused = Checker.Refused,
        Rejected = Checker.Rejected,
        VirtualSeconds = (NowUs - startUs) / 1_000_000.0,
    };
}
