using System.Buffers;
using System.Security.Cryptography;

namespace Clearing.Messages.Switching;

/// <summary>
/// The switch: messages in, safely kept, answered, and delivered in order; a pure function of what it is told. It is
/// one control processor with its copy of the state. docs/reference/switch.md says what it does to the last detail.
/// Not for use by several threads at once.
/// </summary>
public sealed class SwitchMachine
{
    private readonly SwitchCore _core;
    private readonly int[] _sendsUnderWay;
    private SwitchInput[] _underWay = new SwitchInput[64];
    private int _ticksUnderWay;

    /// <summary>
    /// A machine without a past, active in epoch 1; a standby waits for <see cref="SwitchInputKind.TakeOver"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public SwitchMachine(SwitchOptions options, bool isStandby = false)
    {
        options.Check();
        Options = options;
        IsActive = !isStandby;
        _core = new SwitchCore(options);
        _sendsUnderWay = new int[options.Terminals.Count];
    }

    public SwitchOptions Options { get; }

    /// <summary>False for a standby, and for an active processor that has died.</summary>
    public bool IsActive { get; private set; }

    /// <summary>How many processors have been active, this one included.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>The last record applied; all up to it are safe.</summary>
    public long LastApplied { get; private set; }

    /// <summary>The last record given a number.</summary>
    public long LastRecord { get; private set; }

    /// <summary>Messages that the network has and nobody has received, its own included.</summary>
    public int StoredMessages => _core.State.Store.Count;

    /// <summary>Number of a terminal's current or last FIN session; 0 = it never had one.</summary>
    public int SessionOf(int terminal) => _core.State.Terminals[terminal].Session;

    /// <summary>Number of a terminal's current or last login session; 0 = it never had one.</summary>
    public int LoginSessionOf(int terminal) => _core.State.Terminals[terminal].LoginSession;

    /// <summary>The OSN that a terminal was given last; 0 = none.</summary>
    public int LastOsnOf(int terminal) => _core.State.Terminals[terminal].LastOsn;

    /// <summary>
    /// When a <see cref="SwitchInputKind.Tick"/> is wanted; <see cref="long.MaxValue"/> = never, or one is under way.
    /// </summary>
    public long NextDueUs => IsActive && _ticksUnderWay == 0 ? _core.NextDueUs : long.MaxValue;

    /// <summary>Takes one input and adds what follows from it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It names a terminal, slice or service not there.</exception>
    public void Apply(in SwitchInput input, List<SwitchOutput> outputs)
    {
        switch (input.Kind)
        {
            case SwitchInputKind.Stored:
                Stored(input, outputs);
                break;
            case SwitchInputKind.SliceDown or SwitchInputKind.SliceUp:
                Below(input.Number, _core.State.SliceIsDown.Length);
                _core.State.SliceIsDown[(int)input.Number] = input.Kind == SwitchInputKind.SliceDown;
                break;
            case SwitchInputKind.ControlDown:
                IsActive = false;
                Forget(input.Number);
                break;
            case SwitchInputKind.TakeOver:
                TakeOver(outputs);
                break;
            default:
                Check(input);
                Take(input, outputs);
                break;
        }
    }

    /// <summary>
    /// To a standby: a record as the active processor of <paramref name="epoch"/> numbered it, in order. A later epoch
    /// replaces what this one has under that number and after it.
    /// </summary>
    /// <returns>False when it is of an earlier epoch, or records before it are missing.</returns>
    public bool Replicate(long number, int epoch, in SwitchInput record)
    {
        if (IsActive || epoch < Epoch || number > LastRecord + 1)
        {
            return false;
        }

        Epoch = epoch;
        if (number > LastApplied)
        {
            Forget(number - 1);
            Append(record);
        }

        return true;
    }

    /// <summary>The input that a record under way holds: what the shell stores.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The record is applied already, or not yet there.</exception>
    public SwitchInput Record(long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(number, LastApplied);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, LastRecord);
        return At(number);
    }

    /// <summary>MIRs of what a terminal has sent and nobody has received yet, in order of acceptance (066).</summary>
    public List<Mir> Undelivered(int terminal) =>
    [
        .. _core.State.Store.InOrder()
            .Where(slot => _core.State.Store[slot].Message.Sender == terminal)
            .Select(slot => _core.State.Store[slot].Mir),
    ];

    /// <summary>Writes the state after the last applied record.</summary>
    public void Export(IBufferWriter<byte> destination) =>
        SwitchSnapshot.Write(destination, _core.State, Epoch, LastApplied);

    /// <summary>SHA-256 of the exported state: equal on all control processors at the same record and epoch.</summary>
    public byte[] Digest()
    {
        ArrayBufferWriter<byte> state = new();
        Export(state);
        return SHA256.HashData(state.WrittenSpan);
    }

    /// <summary>A standby that goes on from an exported state.</summary>
    /// <exception cref="InvalidDataException">Not such a state, or of a network with other terminals.</exception>
    public static SwitchMachine Import(SwitchOptions options, ReadOnlySpan<byte> state)
    {
        SwitchMachine machine = new(options, isStandby: true);
        (machine.Epoch, machine.LastApplied) = SwitchSnapshot.Read(state, machine._core.State);
        machine.LastRecord = machine.LastApplied;
        machine._core.Restore();
        return machine;
    }

    private ref SwitchInput At(long number) => ref _underWay[(int)(number & (_underWay.Length - 1))];

    private void Check(in SwitchInput input)
    {
        Below(input.Terminal, Options.Terminals.Count);
        if (input.Kind == SwitchInputKind.Bypass)
        {
            Below(input.Number, Options.Services.Count);
        }
        else if (input.Kind is SwitchInputKind.Allow or SwitchInputKind.Forbid)
        {
            Below(input.Message.Sender, Options.Terminals.Count);
            Below(input.Message.Receiver, Options.Terminals.Count);
            Below(input.Message.Type, 1_000);
        }
    }

    private static void Below(long index, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
    }

    private void Take(in SwitchInput input, List<SwitchOutput> outputs)
    {
        bool isOfNetwork = input.Kind is SwitchInputKind.Tick or SwitchInputKind.Bypass or SwitchInputKind.Broadcast;
        Terminal terminal = _core.State.Terminals[input.Terminal];
        if (!IsActive || (!isOfNetwork && _core.State.SliceIsDown[terminal.Slice]))
        {
            return;
        }

        bool isSend = input.Kind == SwitchInputKind.Send;
        if (LastRecord - LastApplied >= Options.RecordLimit
            || (isSend && _sendsUnderWay[input.Terminal] >= Options.InputWindow))
        {
            if (isSend)
            {
                outputs.Add(new SwitchOutput
                {
                    Kind = SwitchOutputKind.Nak,
                    TimeUs = input.TimeUs,
                    Terminal = input.Terminal,
                    Session = input.Session,
                    Sequence = input.Sequence,
                    Code = AnswerCode.Busy,
                    Message = input.Message,
                });
            }

            return;
        }

        Append(input);
        AskToStore(LastRecord, input.TimeUs, outputs);
    }

    private void AskToStore(long number, long timeUs, List<SwitchOutput> outputs) =>
        outputs.Add(new SwitchOutput
        {
            Kind = SwitchOutputKind.Store,
            TimeUs = timeUs,
            Number = number,
            Epoch = Epoch,
        });

    private void Append(in SwitchInput record)
    {
        if (LastRecord - LastApplied == _underWay.Length)
        {
            SwitchInput[] grown = new SwitchInput[_underWay.Length * 2];
            for (long number = LastApplied + 1; number <= LastRecord; number++)
            {
                grown[(int)(number & (grown.Length - 1))] = At(number);
            }

            _underWay = grown;
        }

        At(++LastRecord) = record;
        Count(record, 1);
    }

    private void Count(in SwitchInput record, int by)
    {
        if (record.Kind == SwitchInputKind.Send)
        {
            _sendsUnderWay[record.Terminal] += by;
        }
        else if (record.Kind == SwitchInputKind.Tick)
        {
            _ticksUnderWay += by;
        }
    }

    private void Forget(long after)
    {
        for (; LastRecord > Math.Max(after, LastApplied); LastRecord--)
        {
            Count(At(LastRecord), -1);
        }
    }

    private void Stored(in SwitchInput input, List<SwitchOutput> outputs)
    {
        if (input.Epoch != Epoch)
        {
            return;
        }

        long last = Math.Min(input.Number, LastRecord);
        while (LastApplied < last)
        {
            ref SwitchInput record = ref At(++LastApplied);
            Count(record, -1);
            _core.Apply(record, input.TimeUs, IsActive ? outputs : null);
        }
    }

    private void TakeOver(List<SwitchOutput> outputs)
    {
        IsActive = true;
        Epoch++;
        for (long number = LastApplied + 1; number <= LastRecord; number++)
        {
            AskToStore(number, At(number).TimeUs, outputs);
        }
    }
}
