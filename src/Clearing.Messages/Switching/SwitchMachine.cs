using System.Buffers;

namespace Clearing.Messages.Switching;

/// <summary>
/// The switch: messages in, safely kept, answered, and delivered in order; a pure function of what it is told. It is
/// one control processor with its copy of the state. docs/reference/switch.md says what it does to the last detail.
/// Not for use by several threads at once.
/// </summary>
public sealed class SwitchMachine
{
    private readonly Queue<SwitchInput> _underWay = [];

    /// <summary>A machine without a past, active in epoch 1; a standby waits for <see cref="SwitchInputKind.TakeOver"/>.</summary>
    public SwitchMachine(SwitchOptions options, bool isStandby = false)
    {
        Options = options;
        IsActive = !isStandby;
    }

    public SwitchOptions Options { get; }

    public bool IsActive { get; private set; }

    /// <summary>How many processors have been active, this one included.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>The last record applied; all up to it are safe.</summary>
    public long LastApplied { get; private set; }

    /// <summary>The last record given a number.</summary>
    public long LastRecord { get; private set; }

    /// <summary>When a <see cref="SwitchInputKind.Tick"/> is wanted; <see cref="long.MaxValue"/> = never.</summary>
    public long NextDueUs => _underWay.Count > 0 ? long.MaxValue - 1 : long.MaxValue;

    /// <summary>Takes one input and adds what follows from it.</summary>
    public void Apply(in SwitchInput input, List<SwitchOutput> outputs)
    {
        _underWay.Enqueue(input);
        LastRecord++;
        outputs.Add(new SwitchOutput { Kind = SwitchOutputKind.Store, Number = LastRecord, Epoch = Epoch });
    }

    /// <summary>The input that a record under way holds: what the shell stores.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The record is applied already, or not yet there.</exception>
    public SwitchInput Record(long number) => _underWay.ElementAt((int)(number - LastApplied - 1));

    /// <summary>MIRs of what a terminal has sent and nobody has received yet, in order of acceptance (066).</summary>
    public List<Mir> Undelivered(int terminal) => new(_underWay.Count(input => input.Terminal == terminal));

    /// <summary>Writes the state after the last applied record.</summary>
    public void Export(IBufferWriter<byte> destination) => destination.Write(Digest());

    /// <summary>SHA-256 of the exported state: equal on all control processors at the same record.</summary>
    public byte[] Digest() => new byte[Options.Terminals.Count];

    /// <summary>A standby that goes on from an exported state.</summary>
    /// <exception cref="InvalidDataException">Not such a state, or of a network with other terminals.</exception>
    public static SwitchMachine Import(SwitchOptions options, ReadOnlySpan<byte> state) => new(options, isStandby: true);
}
