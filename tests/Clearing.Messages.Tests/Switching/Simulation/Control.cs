using System.Buffers;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>
/// The control processors and the two media: an active machine, a hot standby fed with its records, group writes that
/// take a while, and death at any moment between them.
/// </summary>
internal sealed class Control
{
    private const long WriteUs = 400;
    private const int Lag = 300;

    private readonly World _world;
    private readonly SwitchOptions _options;
    private readonly Queue<SwitchInput> _toWrite = [];
    private readonly Queue<SwitchInput> _missed = [];
    private SwitchMachine _standby;
    private long _lastWritten;
    private int _inWriting;

    public Control(World world, SwitchOptions options)
    {
        _world = world;
        _options = options;
        Active = new SwitchMachine(options);
        _standby = new SwitchMachine(options, isStandby: true);
    }

    public SwitchMachine Active { get; private set; }

    public bool IsDown { get; private set; }

    /// <summary>The machine wants a record kept.</summary>
    public void Ask(in SwitchOutput store)
    {
        SwitchInput record = Active.Record(store.Number);
        _toWrite.Enqueue(record);
        if (_world.Flaw == Flaw.AcknowledgesBeforeStore)
        {
            // The world is in the middle of an input; it hears of the false promise right after.
            long number = store.Number;
            _world.Checker.Safe(record);
            _world.At(_world.NowUs, () => Tell(number));
        }

        StartWriting();
    }

    /// <summary>A group write of this epoch has come to its end.</summary>
    public void Written(int epoch)
    {
        if (epoch != Active.Epoch || IsDown)
        {
            return;
        }

        for (; _inWriting > 0; _inWriting--)
        {
            Copy(_toWrite.Dequeue());
        }

        if (_world.Flaw != Flaw.AcknowledgesBeforeStore)
        {
            Tell(_lastWritten);
        }

        Follow();
        StartWriting();
    }

    /// <summary>The active processor dies; the standby has perhaps got a part of what was being written.</summary>
    public void Kill(long takeOverUs)
    {
        if (IsDown)
        {
            return;
        }

        IsDown = true;
        for (long reached = _world.Dice.Below(_inWriting + 1); reached > 0; reached--)
        {
            Copy(_toWrite.Dequeue());
        }

        _inWriting = 0;
        _toWrite.Clear();
        _missed.Clear();
        long survivesTo = _standby.LastRecord;
        _world.Apply(new SwitchInput { Kind = SwitchInputKind.ControlDown, Number = survivesTo });
        _world.At(takeOverUs, TakeOver);
    }

    private void TakeOver()
    {
        SwitchMachine dead = Active;
        if (_world.Flaw == Flaw.None && !dead.Digest().AsSpan().SequenceEqual(_standby.Digest()))
        {
            _world.Checker.Break($"The standby differs from the active machine at record {dead.LastApplied}.");
        }

        Active = _world.Flaw == Flaw.ForgetsOutputNumbers ? Forgetful(_standby) : _standby;
        _lastWritten = Active.LastApplied;
        _standby = SwitchMachine.Import(_options, StateOf(Active));
        IsDown = false;
        _world.Apply(new SwitchInput { Kind = SwitchInputKind.TakeOver });
    }

    public void Slice(SwitchInputKind kind, int slice)
    {
        SwitchInput input = new() { Kind = kind, Number = slice };
        _standby.Apply(input, []);
        _world.Apply(input);
    }

    private static byte[] StateOf(SwitchMachine machine)
    {
        ArrayBufferWriter<byte> state = new();
        machine.Export(state);
        return state.WrittenSpan.ToArray();
    }

    // The seventh number of the first terminal, behind 48 octets about the network, is its last OSN.
    private SwitchMachine Forgetful(SwitchMachine machine)
    {
        byte[] state = StateOf(machine);
        state.AsSpan(72, 4).Clear();
        return SwitchMachine.Import(_options, state);
    }

    private void Tell(long number) => _world.Apply(new SwitchInput
    {
        Kind = SwitchInputKind.Stored,
        Number = number,
        Epoch = Active.Epoch,
    });

    private void StartWriting()
    {
        if (_inWriting == 0 && _toWrite.Count > 0)
        {
            _inWriting = _toWrite.Count;
            _world.AtDisk(_world.NowUs + WriteUs, Active.Epoch);
        }
    }

    // The second medium is the standby's.
    private void Copy(in SwitchInput record)
    {
        _lastWritten++;
        if (_world.Flaw != Flaw.AcknowledgesBeforeStore)
        {
            _world.Checker.Safe(record);
        }

        _missed.Enqueue(record);
        int lag = _world.Flaw == Flaw.StandbyLags ? Lag : 0;
        while (_missed.Count > lag)
        {
            _standby.Replicate(_standby.LastRecord + 1, Active.Epoch, _missed.Dequeue());
        }
    }

    private void Follow() => _standby.Apply(
        new SwitchInput
        {
            Kind = SwitchInputKind.Stored,
            Number = _lastWritten,
            Epoch = _standby.Epoch,
            TimeUs = _world.NowUs,
        },
        []);
}
